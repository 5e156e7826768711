/** One published stream: what the application wants of it, and what the server knows. */
import {
  ErrorCode,
  type Mid,
  makeError,
  type Error as ProtocolError,
  PublisherState,
  RemoteDeviceState,
  type StreamId,
} from "../protocol/generated";
import { Retry } from "./reconnect";
import { earliest } from "./time";

/** What the session at the server was told of a stream. */
interface Told {
  /** A publish was sent in this session. */
  introduced: boolean;
  extraInfo: string | undefined;
  micState: RemoteDeviceState | undefined;
  cameraState: RemoteDeviceState | undefined;
  videoSlot: Mid | undefined;
}

const NOTHING_TOLD: Told = {
  introduced: false,
  extraInfo: undefined,
  micState: undefined,
  cameraState: undefined,
  videoSlot: undefined,
};

/** One channel's stream, from the start call to its end. */
export class Publication {
  readonly streamId: StreamId;
  extraInfo: string;
  micState: RemoteDeviceState;
  cameraState: RemoteDeviceState;
  slot: Mid | undefined;
  /** Of its pictures. */
  videoSlot: Mid | undefined;
  /** Media was told to use the slot. */
  sending = false;
  /** Media was told to use the slot of the pictures. */
  sendingVideo = false;
  /** The unanswered publish request. */
  asked: number | undefined;
  /** The server publishes it from this slot. */
  acknowledged = false;
  /** The server is to be asked again although it acknowledged. */
  askAgain = false;
  told = { ...NOTHING_TOLD };
  /** It was live once, so that what follows is an interruption. */
  wasLive = false;
  /** Why the server did not take it yet. */
  trouble: ProtocolError | undefined;
  reported: { state: PublisherState; code: ErrorCode } = {
    state: PublisherState.PublishRequesting,
    code: ErrorCode.OK,
  };
  giveUpAt: number | undefined;
  readonly retry = new Retry();

  constructor(
    streamId: StreamId,
    extraInfo: string,
    micState: RemoteDeviceState,
    cameraState: RemoteDeviceState,
  ) {
    this.streamId = streamId;
    this.extraInfo = extraInfo;
    this.micState = micState;
    this.cameraState = cameraState;
  }

  /** Whether it has pictures, be they covered for the moment. */
  get showsPictures(): boolean {
    return this.cameraState !== RemoteDeviceState.Disable;
  }

  status(pathIsConnected: boolean): { state: PublisherState; error: ProtocolError | undefined } {
    if (this.acknowledged && pathIsConnected) {
      return { state: PublisherState.Publishing, error: undefined };
    }
    const error = this.wasLive
      ? makeError(ErrorCode.PUBLISH_INTERRUPTED, "the stream does not reach the server")
      : this.trouble;
    return { state: PublisherState.PublishRequesting, error };
  }

  /** The server forgot the session: nothing it was told counts. */
  forgotten(): void {
    this.acknowledged = false;
    this.askAgain = false;
    this.told = { ...NOTHING_TOLD };
  }

  deadline(now: number): number | undefined {
    return earliest([this.giveUpAt, this.retry.deadline(now)]);
  }
}
