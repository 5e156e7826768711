/** Figures of published and played streams. Video figures are numbers although there is no video. */

/** −1 unknown, 0 excellent, 1 good, 2 middle, 3 poor, 4 dead. */
export type QualityGrade = -1 | 0 | 1 | 2 | 3 | 4;

/** Video figures of a published stream. */
export interface PublishVideoQuality {
  frameWidth: number;
  frameHeight: number;
  videoBitrate: number;
  videoFPS: number;
  videoTransferFPS: number;
  videoPacketsLost: number;
  videoPacketsLostRate: number;
  videoQuality: QualityGrade;
  googCodecName: string;
  muteState: "0" | "1";
}

/** Audio figures of a published stream. */
export interface PublishAudioQuality {
  /** In kbit/s. */
  audioBitrate: number;
  /** Packets a second. */
  audioFPS: number;
  audioCodec: string;
  audioPacketsLost: number;
  /** From 0 to 1. */
  audioPacketsLostRate: number;
  audioQuality: QualityGrade;
  muteState: "0" | "1";
}

/** Figures of a published stream, every 3 s. */
export interface PublishQuality {
  video: PublishVideoQuality;
  audio: PublishAudioQuality;
  nackCount?: number;
  pliCount?: number;
  /** In seconds. */
  currentRoundTripTime?: number;
  /** In seconds. */
  totalRoundTripTime?: number;
}

/** Video figures of a played stream. */
export interface PlayVideoQuality extends PublishVideoQuality {
  videoRenderFPS: number;
  videoFramesDecoded: number;
  videoFramesDropped: number;
  videoCumulativeBreakCount: number;
  videoCumulativeBreakTime: number;
  videoCumulativeBreakRate: number;
  videoCumulativeDecodeTime: number;
}

/** Audio figures of a played stream. */
export interface PlayAudioQuality extends PublishAudioQuality {
  /** In ms. */
  audioJitter: number;
  /** From 0 to 1. */
  audioLevel: number;
  /** In Hz. */
  audioSamplingRate: number;
  audioSendLevel: number;
  audioCumulativeBreakCount: number;
  audioCumulativeBreakTime: number;
  audioCumulativeBreakRate: number;
  audioCumulativeDecodeTime: number;
}

/** Figures of a played stream, every 3 s. */
export interface PlayQuality {
  video: PlayVideoQuality;
  audio: PlayAudioQuality;
  /** In ms. */
  peerToPeerDelay: number;
  /** From 0 to 1. */
  peerToPeerPacketLostRate: number;
  nackCount?: number;
  pliCount?: number;
  /** In seconds. */
  currentRoundTripTime?: number;
  /** In seconds. */
  totalRoundTripTime?: number;
}

/** One stream's loudness. */
export interface SoundLevel {
  streamID: string;
  /** From 0 to 100. */
  soundLevel: number;
  /** Published or played. */
  type: "push" | "pull";
}

/** A problem of a stream: 1001–1010 began, 2001–2010 the same one ended. */
export interface StreamException {
  code: number;
  message: string;
}
