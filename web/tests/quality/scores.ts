/** PESQ-WB and STOI, by the program that scores the native calls. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { WEB } from "../harness/paths.ts";
import { writeWav } from "../harness/wav.ts";
import { lag } from "./align.ts";
import { type Heard, SAMPLE_RATE, type Script } from "./script.ts";

const PROGRAM = resolve(WEB, "../crates/testkit/benches/quality/scores.py");
/** The longest delay that is looked for. */
const LONGEST_SECONDS = 1;

/** How a clip sounded. */
export interface Score {
  /** PESQ-WB, 1 to 4.64. */
  pesq: number;
  /** STOI, 0 to 1. */
  stoi: number;
  delayMs: number;
}

/** Scores all clips of calls. */
export class Scores {
  readonly #script: Script;
  readonly #folder = mkdtempSync(join(tmpdir(), "cooee-scores-"));
  readonly #program: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;

  constructor(script: Script, python: string) {
    this.#script = script;
    for (const [index, { samples }] of script.clips.entries()) {
      write(this.#reference(index), samples);
    }
    this.#program = spawn(python, [PROGRAM]);
    this.#program.stderr.pipe(process.stderr);
    this.#answers = createInterface(this.#program.stdout)[Symbol.asyncIterator]();
  }

  /** Scores each clip of a call. */
  async of(heard: Heard): Promise<Score[]> {
    const shift = Math.round((heard.beginsAfterMs * SAMPLE_RATE) / 1000);
    const scores: Score[] = [];
    for (const [index, { begins, samples }] of this.#script.clips.entries()) {
      // Of what was heard, from when the clip was said on.
      const from = begins - shift;
      const longest = LONGEST_SECONDS * SAMPLE_RATE;
      const piece = new Float32Array(samples.length + longest);
      piece.set(heard.samples.subarray(Math.max(0, from), Math.max(0, from + piece.length)));
      const late = lag(samples, piece, longest);
      const { pesq, stoi } = await this.#ask(index, piece.subarray(late, late + samples.length));
      scores.push({ pesq, stoi, delayMs: (late * 1000) / SAMPLE_RATE });
    }
    return scores;
  }

  stop(): void {
    this.#program.stdin.end();
    rmSync(this.#folder, { recursive: true });
  }

  async #ask(index: number, heard: Float32Array): Promise<{ pesq: number; stoi: number }> {
    const file = join(this.#folder, "heard.wav");
    write(file, heard);
    this.#program.stdin.write(`${this.#reference(index)}\t${file}\n`);
    const { value } = await this.#answers.next();
    const [pesq = Number.NaN, stoi = Number.NaN] = `${value}`.split(" ").map(Number);
    if (!(stoi >= -1)) throw new Error(`${PROGRAM} answered ${value}`);
    return { pesq, stoi };
  }

  #reference(index: number): string {
    return join(this.#folder, `said-${index}.wav`);
  }
}

function write(path: string, samples: Float32Array): void {
  writeWav(path, { samples, sampleRate: SAMPLE_RATE });
}
