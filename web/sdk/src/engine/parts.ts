/** The parts of an engine, wired up. */
import { AudioTaps, Devices, LocalStreams, Quality, SoundLevels } from "../media";
import { ErrorCode } from "../protocol/generated";
import { Client } from "./client";
import { webError } from "./codes";
import { Log } from "./log";
import { Outbox } from "./outbox";
import { Playing } from "./playing";
import { Publishing } from "./publishing";
import { RoomEvents } from "./room-events";
import { Rooms } from "./rooms";
import { SCRIPT_URL } from "./script-url";
import { signalUrl } from "./server-url";

/** Everything that one engine is made of. */
export class Parts {
  readonly log = new Log();
  readonly outbox = new Outbox();
  readonly roomEvents = new RoomEvents(this.outbox);
  readonly client: Client;
  readonly rooms: Rooms;
  readonly devices: Devices;
  readonly streams: LocalStreams;
  readonly publishing: Publishing;
  readonly playing: Playing;
  readonly levels: SoundLevels;
  readonly quality: Quality;
  readonly taps = new AudioTaps();

  constructor(appId: number, server: unknown) {
    const pageUrl = typeof location === "undefined" ? undefined : location.href;
    const url = signalUrl({ server, scriptUrl: SCRIPT_URL, pageUrl });
    const { emit } = this.outbox;
    this.client = new Client(appId, url, this.outbox, this.log, {
      event: (event) => {
        if (event.kind === "publisherStateUpdate") this.publishing.stateChanged(event);
        else if (event.kind === "playerStateUpdate") this.playing.stateChanged(event);
        else if (event.kind === "remoteMicStateUpdate") {
          this.playing.micChanged(event.streamId, event.state);
        } else if (event.kind === "remoteCameraStateUpdate") {
          this.playing.cameraChanged(event.streamId, event.state);
        } else if (event.kind === "debugError") {
          // The state stays LOGINING meanwhile, so nothing else tells of a wrong address.
          const unseen = event.error.code === ErrorCode.CANNOT_CONNECT;
          const { msg } = webError(event.error);
          if (unseen) this.log.warn(`${event.function}:`, msg);
          else this.log.info(`${event.function}:`, msg);
        } else this.roomEvents.take(event);
        this.#measure();
      },
      startSending: (...args) => this.publishing.startSending(...args),
      stopSending: (channel) => this.publishing.stopSending(channel),
      startReceiving: (...args) => this.playing.startReceiving(...args),
      stopReceiving: () => this.playing.stopReceiving(),
      startSendingVideo: (...args) => this.publishing.startSendingVideo(...args),
      stopSendingVideo: (channel) => this.publishing.stopSendingVideo(channel),
      startReceivingVideo: (...args) => this.playing.startReceivingVideo(...args),
      stopReceivingVideo: (streamId) => this.playing.stopReceivingVideo(streamId),
    });
    this.rooms = new Rooms(this.client, this.log);
    this.devices = new Devices(emit);
    this.streams = new LocalStreams(this.devices, () => this.devices.refresh());
    this.publishing = new Publishing(this.client, this.streams, this.log);
    this.playing = new Playing(this.client, this.log);
    const streams = () => [...this.publishing.levelSources(), ...this.playing.levelSources()];
    this.levels = new SoundLevels({ streams, captures: () => this.streams.all() }, emit);
    this.quality = new Quality(
      () => [...this.publishing.qualitySources(), ...this.playing.qualitySources()],
      emit,
    );
    this.devices.start();
  }

  /** Lets go of a local stream. */
  destroyStream(stream: unknown): void {
    this.taps.close(this.streams.find(stream));
    this.streams.destroy(stream);
  }

  /** Lets go of everything. */
  destroy(): void {
    this.client.destroy();
    this.taps.closeAll();
    this.levels.setDelegate(false);
    this.quality.stop();
    this.devices.stop();
    this.streams.close();
    this.outbox.close();
  }

  /** Figures are taken while there is something to measure. */
  #measure(): void {
    if (this.publishing.busy || this.playing.busy) this.quality.start();
    else this.quality.stop();
  }
}
