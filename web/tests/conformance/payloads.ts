/** The documented arguments of each event that a call between two pages brings about. */
import {
  call,
  json,
  jsonOrEmpty,
  list,
  number,
  object,
  oneOf,
  type Shape,
  someText,
  text,
  whole,
  within,
} from "./shapes.ts";

const user = object({ userID: someText, userName: someText });
const updateType = oneOf("ADD", "DELETE");
const muteState = oneOf("0", "1");
const grade = oneOf(-1, 0, 1, 2, 3, 4);
const status = oneOf("OPEN", "MUTE");

const video = {
  frameWidth: number,
  frameHeight: number,
  videoBitrate: number,
  videoFPS: number,
  videoTransferFPS: number,
  videoPacketsLost: number,
  videoPacketsLostRate: number,
  videoQuality: number,
  googCodecName: text,
  muteState,
};

const audio = {
  audioBitrate: number,
  audioFPS: number,
  audioCodec: text,
  audioPacketsLost: number,
  audioPacketsLostRate: number,
  audioQuality: number,
  muteState,
};

const message = { fromUser: user, message: someText, sendTime: whole };

/** The arguments of each event. */
export const PAYLOADS = {
  roomStateUpdate: call(someText, oneOf("DISCONNECTED", "CONNECTING", "CONNECTED"), whole, text),
  roomStateChanged: call(
    someText,
    oneOf(
      "LOGINING",
      "LOGINED",
      "LOGIN_FAILED",
      "RECONNECTING",
      "RECONNECTED",
      "RECONNECT_FAILED",
      "KICKOUT",
      "LOGOUT",
      "LOGOUT_FAILED",
    ),
    whole,
    text,
  ),
  roomUserUpdate: call(someText, updateType, list(user)),
  roomStreamUpdate: call(
    someText,
    updateType,
    list(
      object({
        streamID: someText,
        user,
        extraInfo: text,
        urlsFLV: text,
        urlsRTMP: text,
        urlsHLS: text,
        urlsHttpsFLV: text,
        urlsHttpsHLS: text,
      }),
    ),
    json,
  ),
  streamExtraInfoUpdate: call(
    someText,
    list(object({ streamID: someText, user, extraInfo: someText })),
  ),
  roomExtraInfoUpdate: call(
    someText,
    list(object({ key: someText, value: someText, updateUser: user, updateTime: whole })),
  ),
  IMRecvBroadcastMessage: call(someText, list(object({ ...message, messageID: whole }))),
  IMRecvBarrageMessage: call(someText, list(object({ ...message, messageID: someText }))),
  IMRecvCustomCommand: call(someText, user, someText),
  publisherStateUpdate: call(
    object({
      streamID: someText,
      state: oneOf("PUBLISHING", "NO_PUBLISH", "PUBLISH_REQUESTING"),
      errorCode: whole,
      extendedData: jsonOrEmpty,
    }),
  ),
  playerStateUpdate: call(
    object({
      streamID: someText,
      state: oneOf("NO_PLAY", "PLAY_REQUESTING", "PLAYING"),
      errorCode: whole,
      extendedData: jsonOrEmpty,
    }),
  ),
  publishQualityUpdate: call(someText, object({ video: object(video), audio: object(audio) })),
  playQualityUpdate: call(
    someText,
    object({
      video: object({
        ...video,
        videoRenderFPS: number,
        videoFramesDecoded: number,
        videoFramesDropped: number,
      }),
      audio: object({
        ...audio,
        audioCodec: oneOf("opus"),
        audioJitter: number,
        audioLevel: number,
        audioSamplingRate: number,
        audioSendLevel: number,
      }),
      peerToPeerDelay: number,
      peerToPeerPacketLostRate: number,
    }),
  ),
  remoteMicStatusUpdate: call(someText, status),
  soundLevelUpdate: call(
    list(object({ streamID: someText, soundLevel: within(0, 100), type: oneOf("push", "pull") })),
  ),
  capturedSoundLevelUpdate: call(within(0, 100)),
  networkQuality: call(text, grade, grade),
  tokenWillExpire: call(someText),
} satisfies Record<string, Shape>;
