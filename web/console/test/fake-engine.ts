/** An engine whose server is the test. */
import type { EngineEvents, PlayQuality } from "cooee-web";
import { vi } from "vitest";
import type { Engine } from "../src/state/engine";

type Handlers = Map<string, ((...values: unknown[]) => void)[]>;

/** What the page calls, recorded, and a way to emit events. */
export function fakeEngine() {
  const handlers: Handlers = new Map();
  const view = {
    on: vi.fn(),
    playAudio: vi.fn(),
    stop: vi.fn(),
    setVolume: vi.fn(),
    resume: vi.fn(),
    useAudioOutputDevice: vi.fn(async () => true),
  };
  const calls = {
    on(event: string, handler: (...values: unknown[]) => void) {
      handlers.set(event, [...(handlers.get(event) ?? []), handler]);
      return true;
    },
    loginRoom: vi.fn(async (..._arguments: unknown[]) => true),
    logoutRoom: vi.fn(),
    destroyEngine: vi.fn(),
    setSoundLevelDelegate: vi.fn(),
    createZegoStream: vi.fn(async (_options: unknown) => ({ id: "local", on: vi.fn() })),
    destroyStream: vi.fn(),
    startPublishingStream: vi.fn(() => true),
    stopPublishingStream: vi.fn(() => true),
    muteMicrophone: vi.fn(() => true),
    useAudioDevice: vi.fn(async () => ({ errorCode: 0 })),
    startPlayingStream: vi.fn(async () => ({})),
    stopPlayingStream: vi.fn(),
    mutePlayStreamAudio: vi.fn(async () => true),
    createRemoteStreamView: vi.fn(() => view),
    renewToken: vi.fn((token: string) => token.startsWith("04")),
    sendBroadcastMessage: vi.fn(async () => ({ errorCode: 0 })),
    sendBarrageMessage: vi.fn(async () => ({ errorCode: 0 })),
    sendCustomCommand: vi.fn(async () => ({ errorCode: 0 })),
    setRoomExtraInfo: vi.fn(async () => ({ errorCode: 0 })),
  };
  const emit = <E extends keyof EngineEvents>(event: E, ...values: Parameters<EngineEvents[E]>) => {
    for (const handler of handlers.get(event) ?? []) {
      handler(...values);
    }
  };
  return { ...calls, view, emit, engine: calls as unknown as Engine };
}

/** Figures of a played stream. */
export function playQuality(): PlayQuality {
  const audio = { audioBitrate: 40, audioPacketsLostRate: 0.02, audioQuality: 0, audioJitter: 3 };
  return { audio, peerToPeerDelay: 62, currentRoundTripTime: 0.012 } as PlayQuality;
}
