/** The local streams of one engine. */

import { engineDestroyed } from "../engine/codes";
import type { CreateStreamOptions, ZegoStreamOptions } from "../engine/types";
import { type CapturePlan, planStream, planZegoStream } from "./capture-plan";
import { LocalStream, type LocalStreamOwner } from "./local-stream";
import { foreignStream } from "./media-error";

/** Makes, finds and lets go of local streams. */
export class LocalStreams {
  readonly #streams = new Set<LocalStream>();
  readonly #owner: LocalStreamOwner;
  readonly #opened: () => void;
  #microphoneMuted = false;
  #closed = false;

  /**
   * @param owner Told when a capture ends by itself.
   * @param opened Called after each successful capture: device names are known by then.
   */
  constructor(owner: LocalStreamOwner, opened: () => void = () => undefined) {
    this.#owner = owner;
    this.#opened = opened;
  }

  /** `createZegoStream`. */
  async create(options?: ZegoStreamOptions): Promise<LocalStream> {
    return this.#open(planZegoStream(options));
  }

  /** `createStream`: the page gets what is sent. */
  async createRaw(options?: CreateStreamOptions): Promise<MediaStream> {
    const local = await this.#open(planStream(options));
    return local.stream as MediaStream;
  }

  /** The local stream that this is, or that this older stream belongs to. */
  find(stream: unknown): LocalStream | undefined {
    if (stream instanceof LocalStream) return this.#streams.has(stream) ? stream : undefined;
    if (!(stream instanceof MediaStream)) return undefined;
    return [...this.#streams].find((local) => local.stream === stream);
  }

  /** Like {@link LocalStreams.find}; another object is the error 1103044. */
  of(stream: unknown): LocalStream {
    const local = this.find(stream);
    if (!local) throw foreignStream();
    return local;
  }

  /** `destroyStream`: harmless with anything that is no local stream. */
  destroy(stream: unknown): void {
    const local = this.find(stream);
    if (!local) return;
    this.#streams.delete(local);
    local.destroy();
  }

  /** Lets go of all, and of those that are still being made. */
  close(): void {
    this.#closed = true;
    for (const local of [...this.#streams]) this.destroy(local);
  }

  /** The streams that were not destroyed. */
  all(): LocalStream[] {
    return [...this.#streams];
  }

  /** Whether microphones are silent. */
  get microphoneMuted(): boolean {
    return this.#microphoneMuted;
  }

  /** Mutes the microphones of all streams, those made later too. */
  muteMicrophone(mute: boolean): void {
    this.#microphoneMuted = mute;
    for (const local of this.#streams) local.muteMicrophone(mute);
  }

  async #open(plan: CapturePlan): Promise<LocalStream> {
    if (this.#closed) throw engineDestroyed();
    const local = new LocalStream(plan, this.#owner);
    await local.open();
    // The question for the permission may have taken minutes.
    if (this.#closed) {
      local.destroy();
      throw engineDestroyed();
    }
    local.muteMicrophone(this.#microphoneMuted);
    this.#streams.add(local);
    this.#opened();
    return local;
  }
}
