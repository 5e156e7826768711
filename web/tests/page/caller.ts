/**
 * What a test does with the SDK in a page: everything goes in and out as JSON, and streams stay
 * here under their streamIDs. Only the global of the UMD file is used, as a page would.
 */
import type { ExpressEngine, PublishOptions, ZegoStreamOptions } from "../../sdk/src/index.ts";
import { type Look, look, painted } from "./pictures.ts";
import { redirected } from "./redirected.ts";
import { countSent, sent } from "./sent.ts";
import { encoded, type Sight, sights } from "./sights.ts";
import { type Heard, prepareTaps, Tap, tone } from "./tap.ts";

declare global {
  interface Window {
    ZegoExpressEngine: typeof ExpressEngine;
    caller: typeof caller;
  }
}

/** An event that the SDK fired. */
export interface Fired {
  name: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into arguments of many shapes.
  args: any[];
  /** By the page's clock. */
  at: number;
}

/** What a promise of the SDK came to. */
export interface Outcome {
  value?: unknown;
  error?: { code: number; msg: string; errorCode: number; extendedData: string };
}

const EVENTS = [
  "roomStateUpdate",
  "roomStateChanged",
  "roomUserUpdate",
  "roomOnlineUserCountUpdate",
  "roomStreamUpdate",
  "streamExtraInfoUpdate",
  "roomExtraInfoUpdate",
  "tokenWillExpire",
  "IMRecvBroadcastMessage",
  "IMRecvBarrageMessage",
  "IMRecvCustomCommand",
  "publisherStateUpdate",
  "playerStateUpdate",
  "publishQualityUpdate",
  "playQualityUpdate",
  "remoteMicStatusUpdate",
  "remoteCameraStatusUpdate",
  "soundLevelUpdate",
  "networkQuality",
  "screenSharingEnded",
  "deviceError",
  "exceptionUpdate",
] as const;

const fired: Fired[] = [];
const asked: MediaStreamConstraints[] = [];
const locals = new Map<string, Awaited<ReturnType<ExpressEngine["createZegoStream"]>>>();
const remotes = new Map<string, MediaStream>();
const taps = new Map<string, Tap>();
const connections: RTCPeerConnection[] = [];
/** What connections were given, in order. */
const descriptions: RTCSessionDescriptionInit[] = [];
let engine: ExpressEngine;
/** The port that stands in for the server's in answers. */
let mediaPort: number | undefined;
let counts = false;

window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    connections.push(this);
  }

  override addTransceiver(
    what: MediaStreamTrack | string,
    init?: RTCRtpTransceiverInit,
  ): RTCRtpTransceiver {
    const transceiver = super.addTransceiver(what, init);
    if (counts && init?.direction === "sendonly") countSent(transceiver.sender);
    return transceiver;
  }

  override setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void> {
    descriptions.push({ type: description?.type ?? "offer", sdp: description?.sdp ?? "" });
    return super.setLocalDescription(description);
  }

  override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    descriptions.push({ type: description.type, sdp: description.sdp ?? "" });
    return super.setRemoteDescription(redirected(description, mediaPort));
  }
};

const getUserMedia = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
if (getUserMedia) {
  navigator.mediaDevices.getUserMedia = (constraints) => {
    asked.push(constraints ?? {});
    return getUserMedia(constraints);
  };
}

async function outcome(what: () => unknown): Promise<Outcome> {
  try {
    const value = await what();
    return { value: value === undefined ? null : value };
  } catch (thrown) {
    const { code, msg, errorCode, extendedData } = thrown as NonNullable<Outcome["error"]>;
    if (code === undefined) throw thrown;
    return { error: { code, msg, errorCode, extendedData } };
  }
}

export const caller = {
  /** Makes the engine. */
  async create(appID: number, server: string): Promise<void> {
    await prepareTaps();
    engine = new window.ZegoExpressEngine(appID, server);
    for (const name of EVENTS) {
      engine.on(name, (...args: unknown[]) => {
        fired.push({ name, args: JSON.parse(JSON.stringify(args)), at: performance.now() });
      });
    }
  },

  /** Calls a member of the engine whose arguments and result are JSON. */
  call(member: string, args: unknown[]): Promise<Outcome> {
    const members = engine as unknown as Record<string, (...args: unknown[]) => unknown>;
    return outcome(() => members[member]?.apply(engine, args));
  },

  /** Makes a local stream and publishes it. */
  publish(
    streamID: string,
    options: ZegoStreamOptions,
    publishing: PublishOptions = {},
  ): Promise<Outcome> {
    return outcome(async () => {
      const stream = await engine.createZegoStream(options);
      locals.set(streamID, stream);
      return engine.startPublishingStream(streamID, stream, publishing);
    });
  },

  /** Publishes a picture of one colour, and no sound. */
  publishPaint(streamID: string, colour: string, publishing?: PublishOptions): Promise<Outcome> {
    const source = painted(colour);
    return caller.publish(streamID, { custom: { video: { source } } }, publishing);
  },

  /** Publishes a tone in place of the microphone. */
  publishTone(streamID: string, hertz: number): Promise<Outcome> {
    return caller.publish(streamID, { custom: { audio: { source: tone(hertz) } } });
  },

  /** Ends a published stream and the local stream under it. */
  unpublish(streamID: string): Promise<Outcome> {
    return outcome(() => {
      const stopped = engine.stopPublishingStream(streamID);
      const stream = locals.get(streamID);
      if (stream) engine.destroyStream(stream);
      return stopped;
    });
  },

  /** Plays a stream the documented way: through a view, muted so that no page hears itself. */
  play(streamID: string): Promise<Outcome> {
    return outcome(async () => {
      const stream = await engine.startPlayingStream(streamID);
      remotes.set(streamID, stream);
      taps.set(streamID, new Tap(stream));
      const element = document.createElement("div");
      element.id = `view-${streamID}`;
      document.body.append(element);
      engine.createRemoteStreamView(stream).play(element.id, { enableAutoplayDialog: false });
      return stream.getAudioTracks().length;
    });
  },

  /** What a played stream carries from this moment on. */
  async hear(streamID: string, seconds: number): Promise<Heard> {
    const tap = taps.get(streamID);
    if (!tap) throw new Error(`${streamID} is not played`);
    return tap.record(seconds);
  },

  /** When a played stream was heard for the first time. */
  async firstSound(streamID: string): Promise<number> {
    return (await taps.get(streamID)?.firstSound) ?? Number.NaN;
  },

  /** The states of the tracks of a played stream's MediaStream. */
  trackStates(streamID: string): string[] {
    return (
      remotes
        .get(streamID)
        ?.getTracks()
        .map((track) => track.readyState) ?? []
    );
  },

  /** How long it takes from the login of a listener to the first sound, in ms. */
  async timeToSound(
    streamID: string,
    [room, token, userID]: readonly [string, string, string],
  ): Promise<number> {
    const start = performance.now();
    await engine.loginRoom(room, token, { userID, userName: userID });
    await caller.play(streamID);
    return (await caller.firstSound(streamID)) - start;
  },

  /** Media goes to this port from the next connection on. */
  sendTo(port: number): void {
    mediaPort = port;
  },

  /** What connections send is counted, of those that are made from here on. */
  countSent(): void {
    counts = true;
  },

  /** The counts. */
  sent,

  /** The local stream that is published, for calls that take one. */
  async withLocal(streamID: string, member: string, ...args: unknown[]): Promise<Outcome> {
    const members = engine as unknown as Record<string, (...args: unknown[]) => unknown>;
    return outcome(() => members[member]?.apply(engine, [locals.get(streamID), ...args]));
  },

  /** What came of a kind of media. */
  sights: (kind: "audio" | "video"): Promise<Sight> => sights(connections, kind),

  /** The size of the pictures that are sent. */
  encoded: () => encoded(connections),

  /** The size of the pictures that a local stream captures. */
  captured(streamID: string) {
    const { width = 0, height = 0 } =
      locals.get(streamID)?.videoCaptureStream?.getVideoTracks()[0]?.getSettings() ?? {};
    return { width, height };
  },

  /** What the view of a played stream shows. */
  shown: (streamID: string): Look | undefined => look(`#view-${streamID} video`),
  /** What the first video element in an element of the page shows. */
  looks: (selector: string): Look | undefined => look(selector),

  /** For what no other member does: the engine, its streams, and what it made of RTCPeerConnection. */
  engine: (): ExpressEngine => engine,
  local: (streamID: string) => locals.get(streamID) as NonNullable<ReturnType<typeof locals.get>>,
  remote: (streamID: string) => remotes.get(streamID) as MediaStream,
  connections: (): RTCPeerConnection[] => connections,
  painted,

  /** The media lines of the newest connection, of either direction. */
  mediaLines: (): number => connections.at(-1)?.getTransceivers().length ?? 0,
  /** The offers and answers of all connections, in order. */
  descriptions: (): RTCSessionDescriptionInit[] => descriptions,
  fired: (): Fired[] => fired,
  /** What was asked of getUserMedia. */
  asked: (): MediaStreamConstraints[] => JSON.parse(JSON.stringify(asked)),
  now: (): number => performance.now(),
};

window.caller = caller;
