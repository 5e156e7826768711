/** What senders of this page have sent, by what is inside the packets. */
import type { Sent } from "./encoded.ts";

/** Chromium's payload type of redundant audio. */
const RED = 63;
let worker: Worker | undefined;

/** Counts what a sender sends from here on. */
export function countSent(sender: RTCRtpSender): void {
  worker ??= new Worker("/page/encoded.ts", { type: "module" });
  sender.transform = new RTCRtpScriptTransform(worker, { red: RED });
}

/** The counts of all such senders. */
export function sent(): Promise<Sent> {
  const counter = worker;
  if (!counter) throw new Error("countSent comes first");
  return new Promise((resolve) => {
    counter.onmessage = ({ data }: MessageEvent<Sent>) => resolve(data);
    counter.postMessage("count");
  });
}
