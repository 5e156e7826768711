/** A played stream: tracks of the application's own, cloned from the slots'. */
import { announceTrack } from "./video-showing";

/**
 * Hands the application a `MediaStream` whose tracks are clones of the receivers': they end with
 * the play, although the slots and their tracks live on for the next stream.
 */
export class RemoteStream {
  /** What the application gets. It stays the same when the stream moves to another slot. */
  readonly mediaStream = new MediaStream();
  #receiver: RTCRtpReceiver;
  #track: MediaStreamTrack;
  #videoReceiver: RTCRtpReceiver | undefined;
  #videoTrack: MediaStreamTrack | undefined;
  #muted = false;
  #ended = false;

  constructor(receiver: RTCRtpReceiver) {
    this.#receiver = receiver;
    this.#track = this.#clone();
    keepDecoding(receiver);
  }

  /** The slot's receiver. */
  get receiver(): RTCRtpReceiver {
    return this.#receiver;
  }

  /** The application's track. */
  get track(): MediaStreamTrack {
    return this.#track;
  }

  /** The receiver of the pictures' slot, while there is one. */
  get videoReceiver(): RTCRtpReceiver | undefined {
    return this.#videoReceiver;
  }

  /** The application's track of pictures, while there is one. */
  get videoTrack(): MediaStreamTrack | undefined {
    return this.#videoTrack;
  }

  /** Pictures come on this slot, or no more. */
  showFrom(receiver: RTCRtpReceiver | undefined): void {
    if (receiver === this.#videoReceiver || this.#ended) return;
    const former = this.#videoTrack;
    this.#videoReceiver = receiver;
    this.#videoTrack = receiver?.track.clone();
    if (former) {
      former.stop();
      this.mediaStream.removeTrack(former);
    }
    if (!this.#videoTrack) return;
    this.mediaStream.addTrack(this.#videoTrack);
    announceTrack(this.mediaStream, this.#videoTrack);
  }

  /** Whether it is silent here. */
  get muted(): boolean {
    return this.#muted;
  }

  /** Whether the play is over. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Silences the application's track. */
  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#track.enabled = !muted;
  }

  /** Goes on from another slot. Answers the application's new track. */
  moveTo(receiver: RTCRtpReceiver): MediaStreamTrack {
    if (receiver === this.#receiver || this.#ended) return this.#track;
    this.#receiver = receiver;
    keepDecoding(receiver);
    const former = this.#track;
    this.#track = this.#clone();
    former.stop();
    this.mediaStream.removeTrack(former);
    return this.#track;
  }

  /** Ends the application's tracks, and those that it cloned into the stream. */
  end(): void {
    this.#ended = true;
    for (const track of this.mediaStream.getTracks()) track.stop();
  }

  #clone(): MediaStreamTrack {
    const track = this.#receiver.track.clone();
    track.enabled = !this.#muted;
    this.mediaStream.addTrack(track);
    return track;
  }
}

/** The elements that keep receivers decoding; they go with the receiver. */
const decoding = new WeakMap<RTCRtpReceiver, HTMLAudioElement>();

/**
 * Chromium decodes only what a media element plays, so a slot's own track is attached to a muted
 * one: levels, figures and WebAudio then work before, and without, an element of the page.
 */
function keepDecoding(receiver: RTCRtpReceiver): void {
  if (decoding.has(receiver)) return;
  const element = new Audio();
  element.muted = true;
  element.srcObject = new MediaStream([receiver.track]);
  element.play().catch(() => undefined);
  decoding.set(receiver, element);
}
