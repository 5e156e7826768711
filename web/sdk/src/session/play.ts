/** One played stream: what the application wants of it, and what the server said. */
import {
  ErrorCode,
  type Mid,
  makeError,
  PlayerState,
  type Error as ProtocolError,
  RemoteDeviceState,
} from "../protocol/generated";
import { Retry } from "./reconnect";
import { earliest } from "./time";

/** One played stream, from the start call to its end. */
export class Play {
  slot: Mid | undefined;
  /** Of its pictures. */
  videoSlot: Mid | undefined;
  /** The slot of the pictures that the server was told last. */
  toldVideoSlot: Mid | undefined;
  /** Whether the application wants its pictures. */
  wantsVideo: boolean;
  /** Media was told to listen on the slot. */
  receiving = false;
  /** Media was told to look at the slot of the pictures. */
  receivingVideo = false;
  /** The unanswered play request. */
  asked: number | undefined;
  /** The server knows that the stream is wanted on this slot. */
  acknowledged = false;
  /** The server is to be asked again although it acknowledged. */
  askAgain = false;
  /** The session at the server was told of this play. */
  introduced = false;
  /** The server says that the stream exists. */
  live = false;
  /** It was heard once, so that what follows is an interruption. */
  wasLive = false;
  /** Why the stream does not come. */
  trouble: ProtocolError | undefined;
  /** The microphone as it was told to the application last. */
  micState: RemoteDeviceState | undefined;
  /** The camera as the server told it last; disabled where there are no pictures. */
  cameraState: RemoteDeviceState = RemoteDeviceState.Disable;
  reported: { state: PlayerState; code: ErrorCode } = {
    state: PlayerState.PlayRequesting,
    code: ErrorCode.OK,
  };
  giveUpAt: number | undefined;
  readonly retry = new Retry();

  constructor(wantsVideo: boolean) {
    this.wantsVideo = wantsVideo;
  }

  /** Whether there are pictures, and they are wanted. */
  get seesPictures(): boolean {
    return this.wantsVideo && this.cameraState !== RemoteDeviceState.Disable;
  }

  status(pathIsConnected: boolean): { state: PlayerState; error: ProtocolError | undefined } {
    if (this.live && pathIsConnected) {
      return { state: PlayerState.Playing, error: undefined };
    }
    const interruption = this.wasLive
      ? makeError(ErrorCode.PLAY_INTERRUPTED, "the stream does not reach this client")
      : undefined;
    return { state: PlayerState.PlayRequesting, error: this.trouble ?? interruption };
  }

  /** The server forgot the session: nothing it said counts. */
  forgotten(): void {
    this.acknowledged = false;
    this.askAgain = false;
    this.introduced = false;
    this.live = false;
    this.trouble = undefined;
  }

  deadline(now: number): number | undefined {
    return earliest([this.giveUpAt, this.retry.deadline(now)]);
  }
}
