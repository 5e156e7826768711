/** Shapes of local streams and of the views on streams. */

/** The three kinds of audio processing of a browser. */
export interface AudioProcessing {
  /** Echo cancellation. */
  AEC?: boolean;
  /** Noise suppression. */
  ANS?: boolean;
  /** Automatic gain. */
  AGC?: boolean;
}

/** How the microphone is captured. */
export interface MicrophoneOptions extends AudioProcessing {
  /** The device; the default one without it. */
  input?: string;
  channelCount?: 1 | 2;
}

/** How the camera is captured. */
export interface CameraOptions {
  /** The device; the default one without it. */
  input?: string;
  /** 1: 320 × 240, 2: 640 × 480, 3: 1280 × 720; 4: as the numbers below say. */
  quality?: 1 | 2 | 3 | 4;
  /** `user` or `environment`. */
  facingMode?: string;
  width?: number;
  height?: number;
  /** Frames in a second. */
  frameRate?: number;
  /** In kbit/s. */
  bitrate?: number;
  [key: string]: unknown;
}

/** How the screen is captured. */
export interface ScreenOptions {
  width?: number;
  height?: number;
  /** Frames in a second. */
  frameRate?: number;
  /** In kbit/s. */
  bitrate?: number;
  [key: string]: unknown;
}

/** What `setVideoConfig` changes. */
export interface VideoConfig {
  width?: number;
  height?: number;
  /** Frames in a second. */
  frameRate?: number;
  /** In kbit/s. */
  maxBitrate?: number;
  [key: string]: unknown;
}

/** A source of audio that the page brings. */
export interface CustomAudioOptions {
  source: HTMLMediaElement | MediaStream;
  channelCount?: 1 | 2;
}

/** What a stream is made of. Without any source it is camera and microphone. */
export interface ZegoStreamOptions {
  camera?: {
    video?: boolean | CameraOptions;
    audio?: boolean | MicrophoneOptions;
  };
  screen?: { video?: boolean | ScreenOptions; audio?: boolean };
  custom?: {
    video?: { source: HTMLMediaElement | MediaStream; [key: string]: unknown };
    audio?: CustomAudioOptions;
  };
  /** In kbit/s; 48 without it. */
  audioBitrate?: number;
  /** In kbit/s; without it what the quality stands for. */
  videoBitrate?: number;
  autoCapture?: boolean;
  autoPlay?: boolean;
  view?: string | HTMLElement;
  captureView?: string | HTMLElement;
}

/** The older form of the options. */
export interface CreateStreamOptions {
  camera?: AudioProcessing & {
    audio?: boolean;
    audioInput?: string;
    /** In kbit/s; 48 without it. */
    audioBitrate?: number;
    video?: boolean;
    videoInput?: string;
    /** 1 to 4, as `quality` of `CameraOptions`. */
    videoQuality?: number;
    channelCount?: 1 | 2;
    [key: string]: unknown;
  };
  screen?: boolean | (ScreenOptions & { audio?: boolean });
  custom?: { source: HTMLMediaElement | MediaStream; audioBitrate?: number };
}

/** How audio is played. */
export interface PlayAudioOptions {
  /** Whether blocked autoplay shows a dialog; `true` without it. */
  enableAutoplayDialog?: boolean;
}

/** How video is shown. */
export interface PlayVideoOptions extends PlayAudioOptions {
  mirror?: boolean;
  objectFit?: "cover" | "contain" | "fill";
}

/** How a view plays its stream. */
export interface StreamViewPlayOptions extends PlayVideoOptions {
  muted?: boolean;
}

/** The events of a local stream. */
export interface LocalStreamEvents {
  autoplayFailed: (...details: unknown[]) => void;
  canPlayAudio: () => void;
  canPlayVideo: () => void;
  canPlayCaptureAudio: () => void;
  canPlayCaptureVideo: () => void;
  autoplayCaptureFailed: (...details: unknown[]) => void;
  audioTrackChanged: (track: MediaStreamTrack | undefined) => void;
  videoTrackChanged: (track: MediaStreamTrack | undefined) => void;
  captureAudioTrackChanged: (track: MediaStreamTrack | undefined) => void;
  captureVideoTrackChanged: (track: MediaStreamTrack | undefined) => void;
}

/** A stream of this page, from `createZegoStream`. */
export interface ZegoLocalStream {
  readonly active: boolean;
  readonly id: string;
  /** What is published, or `null`. */
  readonly stream: MediaStream | null;
  readonly audioCaptureStream: MediaStream | null;
  readonly videoCaptureStream: MediaStream | null;
  readonly audioDeviceId: string;
  readonly videoDeviceId: string;
  getAudioTracks(): MediaStreamTrack[];
  getVideoTracks(): MediaStreamTrack[];
  getTracks(): MediaStreamTrack[];
  startCaptureMicrophone(options?: MicrophoneOptions): Promise<void>;
  startCaptureCamera(options?: CameraOptions): Promise<void>;
  startCaptureCustomAudio(options: CustomAudioOptions): Promise<void>;
  stopCaptureAudio(): Promise<void>;
  stopCaptureVideo(): Promise<void>;
  playAudio(options?: PlayAudioOptions): void;
  playVideo(element: string | HTMLElement, options?: PlayVideoOptions): void;
  playCaptureAudio(options?: PlayAudioOptions): void;
  playCaptureVideo(element: string | HTMLElement, options?: PlayVideoOptions): void;
  resumeAudio(): void;
  resumeVideo(): void;
  stopAudio(): void;
  stopVideo(): void;
  /** The local listening level, from 0 to 100. */
  setVolume(volume: number): boolean;
  useAudioOutputDevice(deviceID: string): Promise<boolean>;
  takeStreamSnapshot(): string | undefined;
  on<E extends keyof LocalStreamEvents>(event: E, handler: LocalStreamEvents[E]): boolean;
  off<E extends keyof LocalStreamEvents>(event: E, handler?: LocalStreamEvents[E]): boolean;
}

/** The events of a view. */
export interface StreamViewEvents {
  autoplayFailed: (...details: unknown[]) => void;
  canPlayAudio: () => void;
  canPlayVideo: () => void;
}

/** Plays a stream in the page. */
export interface ZegoStreamView {
  /** The container is an element or its id without `#`. */
  play(container: string | HTMLElement, options?: StreamViewPlayOptions): void;
  stop(): void;
  playVideo(container: string | HTMLElement, options?: PlayVideoOptions): void;
  stopVideo(): void;
  playAudio(options?: PlayAudioOptions): void;
  stopAudio(): void;
  resume(): void;
  setAudioMuted(muted: boolean): void;
  setVideoMuted(muted: boolean): void;
  /** From 0 to 100. */
  setVolume(volume: number): void;
  useAudioOutputDevice(deviceID: string): Promise<boolean>;
  takeStreamSnapshot(): string | undefined;
  getVideoWidth(): number;
  getVideoHeight(): number;
  on<E extends keyof StreamViewEvents>(event: E, handler: StreamViewEvents[E]): boolean;
  off<E extends keyof StreamViewEvents>(event: E, handler?: StreamViewEvents[E]): boolean;
}

/** What can be published: from `createZegoStream`, or from the older `createStream`. */
export type PublishableStream = ZegoLocalStream | MediaStream;

/** Settings of a publish. */
export interface PublishOptions {
  /** Others see it with the stream. */
  extraInfo?: string;
  /** Without effect: this server has tokens instead. */
  streamParams?: string;
  /** `VP8`, which all browsers play and which is sent without it, or `H264`. */
  videoCodec?: string;
  /** The room that is logged in to. */
  roomID?: string;
  /** Without effect: silence is sent as sound is. */
  enableDTX?: boolean;
  isSEIStart?: boolean;
  forceSynchronousNetworkTime?: boolean | number;
  [key: string]: unknown;
}

/** Settings of a play. */
export interface PlayOptions {
  /** Whether its pictures come; `true` without it. */
  video?: boolean | undefined;
  /** Whether it is heard; `true` without it. */
  audio?: boolean | undefined;
  streamParams?: string;
  /** Without effect: there is one way to this server. */
  resourceMode?: number;
  /** The least delay against jitter, in ms. */
  jitterBufferTarget?: number;
  enableLowLatency?: boolean;
  [key: string]: unknown;
}
