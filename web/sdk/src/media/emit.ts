import type { EngineEvents } from "../engine/types";

/** Emits an event of the engine. */
export type Emit = <E extends keyof EngineEvents>(
  event: E,
  ...args: Parameters<EngineEvents[E]>
) => void;
