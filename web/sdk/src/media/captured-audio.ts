/** One captured audio track, and how to let go of it. */

import type { MicrophoneOptions } from "../engine/types";
import { elementNode, sharedAudioContext, wake } from "./audio-context";
import { type AudioSource, microphoneConstraints, type OwnAudioSource } from "./capture-plan";
import { captureError, insecureError, MediaCode, parameterError } from "./media-error";

/** A track with where it came from. */
export interface CapturedAudio {
  readonly track: MediaStreamTrack;
  /** The page's own track that `track` is a clone of. */
  readonly original?: MediaStreamTrack;
  /** A microphone can be muted apart from the rest of the stream. */
  readonly kind: AudioSource["kind"];
  /** How the microphone was asked for. */
  readonly options: MicrophoneOptions;
  /** Stops what this SDK started, and nothing of the page's own. */
  release(): void;
}

/** Captures a source; a screen's sound comes with its pictures instead. */
export function capture(source: OwnAudioSource): Promise<CapturedAudio> {
  if (source.kind === "microphone") return captureMicrophone(source.options);
  return Promise.resolve(captureCustom(source.source));
}

/** Captures a microphone. Never asks for a camera. */
export async function captureMicrophone(options: MicrophoneOptions): Promise<CapturedAudio> {
  if (!navigator.mediaDevices?.getUserMedia) throw insecureError();
  const audio = microphoneConstraints(options);
  const stream = await navigator.mediaDevices.getUserMedia({ audio }).catch((cause) => {
    throw captureError(cause);
  });
  return microphoneOf(stream, options);
}

/** The microphone in what a browser gave. */
export function microphoneOf(stream: MediaStream, options: MicrophoneOptions): CapturedAudio {
  const [track] = stream.getAudioTracks();
  if (!track) throw captureError({ name: "NotFoundError" });
  wake();
  return { track, kind: "microphone", options, release: () => track.stop() };
}

/**
 * A page's own track. Muting must not reach the page's other uses of it, and its end is the
 * page's business, so a clone is captured.
 */
export function captureTrack(track: MediaStreamTrack, kind: AudioSource["kind"]): CapturedAudio {
  const clone = track.clone();
  clone.enabled = true;
  return { track: clone, original: track, kind, options: {}, release: () => clone.stop() };
}

/** The sound that came with a screen: ended with it, or by its own release. */
export function captureSound(track: MediaStreamTrack): CapturedAudio {
  return { track, kind: "screen", options: {}, release: () => track.stop() };
}

function captureCustom(source: HTMLMediaElement | MediaStream): CapturedAudio {
  if (source instanceof MediaStream) {
    const [track] = source.getAudioTracks();
    if (!track) {
      throw parameterError(
        "The custom source has no audio track",
        "Add one before createZegoStream",
      );
    }
    return captureTrack(track, "custom");
  }
  if (!(source instanceof HTMLMediaElement)) {
    throw parameterError("The custom source is neither a media element nor a MediaStream");
  }
  const node = elementNode(source);
  const destination = sharedAudioContext().createMediaStreamDestination();
  node.connect(destination);
  const [track] = destination.stream.getAudioTracks();
  if (!track) throw captureError({ name: "NotFoundError", message: `code ${MediaCode.NoTrack}` });
  const release = () => {
    node.disconnect(destination);
    track.stop();
  };
  return { track, kind: "custom", options: {}, release };
}
