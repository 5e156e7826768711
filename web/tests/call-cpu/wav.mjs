/** WAV files of 16-bit mono samples at 16 kHz. */
import { readFileSync } from "node:fs";

const HEADER = 44;
const RATE = 16_000;

/** One file of so many seconds, with others one after another, again and again. */
export function concatenate(paths, seconds) {
  const round = Buffer.concat(paths.map(samples));
  const length = seconds * RATE * 2;
  const rounds = Array(Math.ceil(length / round.length)).fill(round);
  const body = Buffer.concat(rounds).subarray(0, length);
  const header = Buffer.from(readFileSync(paths[0]).subarray(0, HEADER));
  header.writeUInt32LE(HEADER - 8 + length, 4);
  header.writeUInt32LE(length, 40);
  return Buffer.concat([header, body]);
}

/** A file's samples as 16-bit numbers at 48 kHz. */
export function read48(path) {
  const bytes = samples(path);
  const narrow = new Int16Array(bytes.length / 2);
  narrow.forEach((_, index) => {
    narrow[index] = bytes.readInt16LE(2 * index);
  });
  return Int16Array.from({ length: 3 * narrow.length }, (_, index) => {
    const [before, part] = [Math.floor(index / 3), (index % 3) / 3];
    return narrow[before] * (1 - part) + (narrow[before + 1] ?? 0) * part;
  });
}

function samples(path) {
  const file = readFileSync(path);
  const format = [file.readUInt16LE(22), file.readUInt32LE(24), file.toString("latin1", 36, 40)];
  if (format.join() !== `1,${RATE},data`) throw new Error(`${path} has another format: ${format}`);
  return file.subarray(HEADER);
}
