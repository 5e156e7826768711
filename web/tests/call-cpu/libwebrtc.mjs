/**
 * One side of a call of libwebrtc, from `@roamhq/wrtc`; the other side is another process, with
 * which the parent exchanges what the first says. With `idle` there is no call, but the same
 * frames are cut at the same times.
 */
import wrtc from "@roamhq/wrtc";
import { read48 } from "./wav.mjs";

const FRAME = 480;
const [, , role, input] = process.argv;
const said = read48(input);
const source = new wrtc.nonstandard.RTCAudioSource();
const track = source.createTrack();

const start = performance.now();
let sent = 0;
setInterval(() => {
  for (; sent * 10 < performance.now() - start; sent++) {
    const at = (sent * FRAME) % (said.length - FRAME);
    const samples = said.slice(at, at + FRAME);
    if (role !== "idle") source.onData({ samples, sampleRate: 48_000, channelCount: 1 });
  }
}, 10);

if (role === "idle") {
  track.stop();
} else {
  call();
}

function call() {
  const connection = new wrtc.RTCPeerConnection();
  connection.addTrack(track, new wrtc.MediaStream([track]));
  connection.onicecandidate = ({ candidate }) => candidate && process.send({ candidate });
  connection.ontrack = ({ track: played }) => {
    const sink = new wrtc.nonstandard.RTCAudioSink(played);
    let heard = 0;
    sink.ondata = ({ samples }) => {
      if (heard < 50 && samples.some((sample) => Math.abs(sample) > 500) && ++heard === 50) {
        console.log("hears");
      }
    };
  };
  process.on("message", async ({ begin, description, candidate }) => {
    if (candidate) return connection.addIceCandidate(candidate);
    if (description) await connection.setRemoteDescription(description);
    if (begin || description.type === "offer") {
      await connection.setLocalDescription(
        await (begin ? connection.createOffer() : connection.createAnswer()),
      );
      const { type, sdp } = connection.localDescription;
      process.send({ description: { type, sdp } });
    }
  });
}
