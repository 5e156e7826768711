/** Hands each event of the SDK to the part of the page that shows it, and to the log. */
import type { EngineEvents } from "cooee-web";
import type { Call } from "./call";
import type { Engine } from "./engine";
import type { EventLog } from "./event-log";

/** Events that come several times a minute: one row each in the log. */
const REPEATING = [
  "soundLevelUpdate",
  "capturedSoundLevelUpdate",
  "publishQualityUpdate",
  "playQualityUpdate",
  "networkQuality",
  "roomOnlineUserCountUpdate",
] as const satisfies readonly (keyof EngineEvents)[];

/** Events that tell of something once. */
const SINGLE = [
  "roomStateUpdate",
  "roomStateChanged",
  "roomUserUpdate",
  "roomStreamUpdate",
  "streamExtraInfoUpdate",
  "roomExtraInfoUpdate",
  "tokenWillExpire",
  "IMRecvBroadcastMessage",
  "IMRecvBarrageMessage",
  "IMRecvCustomCommand",
  "publisherStateUpdate",
  "playerStateUpdate",
  "remoteMicStatusUpdate",
  "remoteCameraStatusUpdate",
  "audioDeviceStateChanged",
  "deviceError",
  "exceptionUpdate",
  "playerAudioTrackUpdate",
] as const satisfies readonly (keyof EngineEvents)[];

/** Connects a call's engine. Events of an engine that the call has left are dropped. */
export function connectEvents(engine: Engine, call: Call, log: EventLog): void {
  logEvents(engine, log);
  connectRoom(engine, call);
  connectStreams(engine, call);
  connectMessages(engine, call);
}

function logEvents(engine: Engine, log: EventLog): void {
  for (const name of SINGLE) {
    engine.on(name, (...values: unknown[]) => log.add("event", name, values));
  }
  for (const name of REPEATING) {
    engine.on(name, (...values: unknown[]) => log.repeat(name, values));
  }
}

function connectRoom(engine: Engine, call: Call): void {
  const { room } = call;
  const current = () => call.engine === engine;
  engine.on("roomStateChanged", (_roomID, reason, code, extendedData) => {
    if (current()) {
      call.onRoomState(reason, code, extendedData);
    }
  });
  engine.on("roomUserUpdate", (_roomID, update, users) => room.onUsers(update, users));
  engine.on("roomStreamUpdate", (_roomID, update, streams) => {
    if (current()) {
      call.onStreams(update, streams);
    }
  });
  engine.on("streamExtraInfoUpdate", (_roomID, streams) => {
    for (const { streamID, extraInfo } of streams) {
      const stream = call.stream(streamID);
      if (stream) {
        stream.extraInfo.value = extraInfo;
      }
    }
  });
  engine.on("roomExtraInfoUpdate", (_roomID, infos) => room.onExtraInfos(infos));
  engine.on("tokenWillExpire", () => {
    call.tokenEnds.value = current();
  });
  engine.on("networkQuality", (userID, up, down) => {
    if (userID === "") {
      room.onNetwork(up, down);
    }
  });
}

function connectStreams(engine: Engine, call: Call): void {
  const { own } = call;
  engine.on("publisherStateUpdate", (state) => own.onState(state));
  engine.on("publishQualityUpdate", (_streamID, quality) => own.onQuality(quality));
  engine.on("capturedSoundLevelUpdate", (level) => {
    own.level.value = level;
  });
  engine.on("playerStateUpdate", (state) => call.stream(state.streamID)?.onState(state));
  engine.on("playQualityUpdate", (streamID, quality) => call.stream(streamID)?.onQuality(quality));
  engine.on("soundLevelUpdate", (levels) => {
    for (const { streamID, soundLevel, type } of levels) {
      const stream = type === "pull" ? call.stream(streamID) : undefined;
      if (stream) {
        stream.level.value = soundLevel;
      }
    }
  });
  engine.on("remoteMicStatusUpdate", (streamID, status) => {
    const stream = call.stream(streamID);
    if (stream) {
      stream.microphoneOpen.value = status === "OPEN";
    }
  });
  engine.on("remoteCameraStatusUpdate", (streamID, status) => {
    const stream = call.stream(streamID);
    if (stream) {
      stream.cameraOpen.value = status === "OPEN";
    }
  });
}

function connectMessages(engine: Engine, call: Call): void {
  const { room } = call;
  const received = { own: false, to: [] as readonly string[] };
  engine.on("IMRecvBroadcastMessage", (_roomID, messages) => {
    for (const { fromUser, message, sendTime } of messages) {
      const from = fromUser.userName;
      room.addMessage({ ...received, kind: "broadcast", from, text: message, time: sendTime });
    }
  });
  engine.on("IMRecvBarrageMessage", (_roomID, messages) => {
    for (const { fromUser, message, sendTime } of messages) {
      const from = fromUser.userName;
      room.addMessage({ ...received, kind: "barrage", from, text: message, time: sendTime });
    }
  });
  engine.on("IMRecvCustomCommand", (_roomID, { userName }, command) => {
    const time = call.now();
    room.addMessage({ ...received, kind: "command", from: userName, text: command, time });
  });
}
