/** A worker that looks at what a sender has encoded, and passes it on. */
import { carriesFec, splitRed } from "./opus.ts";

/** Counts since the worker began. */
export interface Sent {
  packets: number;
  /** With a copy of the sound before inside Opus. */
  withFec: number;
  /** As redundant audio with at least one copy. */
  withCopies: number;
}

interface EncodedFrame {
  data: ArrayBuffer;
  getMetadata(): { mimeType?: string; payloadType?: number };
}

interface Transformer {
  readable: ReadableStream<EncodedFrame>;
  writable: WritableStream<EncodedFrame>;
  /** The payload type of redundant audio. */
  options: { red: number };
}

const sent: Sent = { packets: 0, withFec: 0, withCopies: 0 };

addEventListener("rtctransform", (event) => {
  const { readable, writable, options } = (event as unknown as { transformer: Transformer })
    .transformer;
  const count = new TransformStream<EncodedFrame, EncodedFrame>({
    transform(frame, controller) {
      const payload = new Uint8Array(frame.data);
      const isRed = frame.getMetadata().payloadType === options.red;
      const { primary, copies } = isRed ? splitRed(payload) : { primary: payload, copies: 0 };
      sent.packets++;
      if (carriesFec(primary)) sent.withFec++;
      if (copies > 0) sent.withCopies++;
      controller.enqueue(frame);
    },
  });
  void readable.pipeThrough(count).pipeTo(writable);
});

addEventListener("message", () => postMessage(sent));
