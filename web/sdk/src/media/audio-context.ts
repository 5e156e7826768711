/** The page's one AudioContext: browsers allow few, and each costs a thread. */

import { parameterError } from "./media-error";

let context: AudioContext | undefined;

/** The events by which a page may start sound. */
const GESTURES = ["pointerdown", "keydown", "touchend"] as const;

/**
 * The page's AudioContext, made at first use. A browser may keep it suspended until the user
 * touches the page; it is asked to run at once and at each gesture until it does. While a
 * microphone is captured browsers let it run without one.
 */
export function sharedAudioContext(): AudioContext {
  if (!context || context.state === "closed") {
    context = new AudioContext({ latencyHint: "interactive" });
    for (const gesture of GESTURES) document.addEventListener(gesture, wake, { capture: true });
  }
  wake();
  return context;
}

/** Asks the context to run, if there is one: called when a capture begins, too. */
export function wake(): void {
  // "interrupted" is what Safari calls a context that a phone call has stopped.
  if (context && context.state !== "running" && context.state !== "closed") {
    context.resume().catch(() => undefined);
  }
}

const elementNodes = new WeakMap<HTMLMediaElement, MediaElementAudioSourceNode>();

/**
 * A media element's sound as a node of the shared context. An element can be taken over only once
 * in its life, so the node is kept; the element stays audible through the context.
 */
export function elementNode(element: HTMLMediaElement): MediaElementAudioSourceNode {
  const audio = sharedAudioContext();
  let node = elementNodes.get(element);
  if (!node || node.context !== audio) {
    node = takeOver(element, audio);
    node.connect(audio.destination);
    elementNodes.set(element, node);
  }
  return node;
}

function takeOver(element: HTMLMediaElement, audio: AudioContext): MediaElementAudioSourceNode {
  try {
    return audio.createMediaElementSource(element);
  } catch {
    throw parameterError(
      "The media element plays through an AudioContext of the page already",
      "Pass a MediaStream of that context, or an element of its own",
    );
  }
}
