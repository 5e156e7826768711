/** The microphones and speakers of this computer, and a look at the microphone before a call. */
import { signal } from "@preact/signals";
import type { DeviceInfo, ZegoLocalStream } from "cooee-web";
import type { CreateEngine, Engine } from "./engine";
import { type Failure, failureOf } from "./failure";

/** Devices. They are listed without any room, by an engine that never logs in. */
export class Devices {
  readonly microphones = signal<readonly DeviceInfo[]>([]);
  readonly speakers = signal<readonly DeviceInfo[]>([]);
  readonly failure = signal<Failure | undefined>(undefined);
  /** Whether the microphone is being looked at. */
  readonly testing = signal(false);
  /** From 0 to 100, while looking. */
  readonly level = signal(0);

  readonly #createEngine: CreateEngine;
  #engine: Engine | undefined;
  #local: ZegoLocalStream | undefined;

  constructor(createEngine: CreateEngine) {
    this.#createEngine = createEngine;
  }

  /** Lists the devices anew. Without a permission they may lack their names. */
  async refresh(): Promise<void> {
    try {
      const { microphones, speakers } = await this.#scout().enumDevices();
      this.microphones.value = microphones;
      this.speakers.value = speakers;
    } catch {
      // Without devices the lists stay empty; joining tells what is wrong.
    }
  }

  /** Opens a microphone to see its level; the browser asks for its permission. */
  async startTest(microphone: string): Promise<void> {
    this.failure.value = undefined;
    this.testing.value = true;
    try {
      const engine = this.#scout();
      const local = await engine.createZegoStream({
        camera: { video: false, audio: microphone === "" ? true : { input: microphone } },
      });
      if (!this.testing.value) {
        engine.destroyStream(local);
        return;
      }
      this.#local = local;
      engine.setSoundLevelDelegate(true, 100);
      await this.refresh();
    } catch (error) {
      this.testing.value = false;
      this.failure.value = failureOf(error);
    }
  }

  /** Closes the microphone. */
  stopTest(): void {
    this.testing.value = false;
    this.level.value = 0;
    if (this.#local) {
      const engine = this.#scout();
      engine.setSoundLevelDelegate(false);
      engine.destroyStream(this.#local);
      this.#local = undefined;
    }
  }

  #scout(): Engine {
    if (!this.#engine) {
      // The AppID matters only to a login.
      this.#engine = this.#createEngine(1, "");
      this.#engine.on("audioDeviceStateChanged", () => void this.refresh());
      this.#engine.on("capturedSoundLevelUpdate", (level) => {
        this.level.value = level;
      });
    }
    return this.#engine;
  }
}
