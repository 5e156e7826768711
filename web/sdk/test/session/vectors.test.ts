/** The machine lives through the same lives, step by step, as the Rust one. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Config, type Input, type Output, Session } from "../../src/session";

interface Vector {
  name: string;
  config: Config;
  seed: number;
  steps: Step[];
}

interface Step {
  at_ms: number;
  /** As the machine takes it, but texts of the WebSocket stand there as what they say. */
  input: Input;
  /** As the machine puts it out, with the same exception and without hints. */
  outputs: unknown[];
  deadline_ms: number | null;
}

const folder = new URL("../../../../crates/session/vectors/", import.meta.url);

for (const file of readdirSync(folder)) {
  describe(file, () => {
    const vectors: Vector[] = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
    for (const vector of vectors) {
      test(vector.name, () => replay(vector));
    }
  });
}

function replay({ config, seed, steps }: Vector): void {
  const session = new Session(config, BigInt(seed));
  for (const [place, { at_ms, input, outputs, deadline_ms }] of steps.entries()) {
    session.handle(at_ms, asTaken(input));
    const seen = [...drained(session)].map(asWritten);
    const deadline = session.deadline() ?? null;
    expect({ place, outputs: seen, deadline }).toEqual({ place, outputs, deadline: deadline_ms });
  }
}

function* drained(session: Session): Generator<Output> {
  for (let output = session.poll(); output !== undefined; output = session.poll()) {
    yield output;
  }
}

function asTaken(input: Input): Input {
  const isMessage = input.kind === "socketText" && typeof input.text !== "string";
  return isMessage ? { ...input, text: JSON.stringify(input.text) } : input;
}

function asWritten(output: Output): unknown {
  if (output.kind === "sendText") {
    return { ...output, text: JSON.parse(output.text) };
  }
  return JSON.parse(JSON.stringify(output), (name, value) => {
    if (name === "hint") {
      return undefined;
    }
    // What exactly cannot be read is said in each reader's own words.
    return name === "message" && typeof value === "string"
      ? value.replace(/cannot be read.*/s, "cannot be read")
      : value;
  });
}
