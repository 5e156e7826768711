/** Pictures that are told apart by their colour. */

const WIDTH = 320;
const HEIGHT = 240;
const FRAME_MS = 66;

/** What a video element shows. */
export interface Look {
  width: number;
  height: number;
  /** Frames shown so far. */
  frames: number;
  /** The mean of all pixels, each part from 0 to 255. */
  colour: [red: number, green: number, blue: number];
}

/** A stream of one colour, with a moving stripe, so that there is something to send. */
export function painted(colour: string): MediaStream {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: WIDTH, height: HEIGHT });
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  let at = 0;
  const paint = () => {
    context.fillStyle = colour;
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = "gray";
    context.fillRect(at++ % WIDTH, 0, 4, HEIGHT);
  };
  paint();
  const stream = canvas.captureStream(1000 / FRAME_MS);
  setInterval(paint, FRAME_MS);
  return stream;
}

/** What a video element shows; `undefined` without pictures. */
export function look(selector: string): Look | undefined {
  const video = document.querySelector<HTMLVideoElement>(selector);
  if (!video?.videoWidth) return undefined;
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 16, height: 16 });
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.drawImage(video, 0, 0, 16, 16);
  const { data } = context.getImageData(0, 0, 16, 16);
  const mean = (part: number) => {
    let sum = 0;
    for (let at = part; at < data.length; at += 4) sum += data[at] ?? 0;
    return Math.round(sum / (data.length / 4));
  };
  return {
    width: video.videoWidth,
    height: video.videoHeight,
    frames: video.getVideoPlaybackQuality?.().totalVideoFrames ?? 0,
    colour: [mean(0), mean(1), mean(2)],
  };
}
