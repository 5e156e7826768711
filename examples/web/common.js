// What both pages share: the engine and its first calls, the three state lights, the log.
// biome-ignore-all lint/correctness/noUnusedVariables: the scripts of the pages use these.

const byId = (id) => document.getElementById(id);

/** Adds a line to the page's log. */
function log(text, kind = "info") {
  const line = document.createElement("li");
  line.className = kind;
  line.textContent = `${new Date().toLocaleTimeString()} ${text}`;
  byId("log").prepend(line);
}

/** Logs what a promise of the SDK was rejected with. */
function logError(what, error) {
  log(`${what}: ${error.code} ${error.msg}`, "error");
}

/** Shows one of the states: `connected` is the word that means all is well. */
function showState(light, state, connected) {
  const element = byId(light);
  element.dataset.state = state;
  element.classList.toggle("good", state === connected);
  element.classList.toggle("busy", state.endsWith("ING") && state !== connected);
}

/** Logs the code that came with a state, if one did: beside a REQUESTING it says what is waited for. */
function logCode(what, { state, errorCode, extendedData }) {
  if (errorCode === 0) return;
  log(`${what}: ${state} ${errorCode} ${extendedData}`, state.endsWith("ING") ? "info" : "error");
}

/** Makes the engine as `window.zg` and does what every page does first. */
async function createEngine() {
  window.zg = new ZegoExpressEngine(appID, server);
  const { zg } = window;
  const version = zg.getVersion();
  byId("version").textContent = version;
  // Versions are compared as strings.
  if (version < "2.17.0") log(`Version ${version} is too old for this page.`, "error");

  zg.on("roomStateUpdate", (roomID, state, errorCode, extendedData) => {
    showState("room-state", state, "CONNECTED");
    logCode(`Room ${roomID}`, { state, errorCode, extendedData });
  });
  zg.on("publisherStateUpdate", (result) => {
    showState("publisher-state", result.state, "PUBLISHING");
    logCode(`Publishing ${result.streamID}`, result);
  });
  zg.on("playerStateUpdate", (result) => {
    showState("player-state", result.state, "PLAYING");
    logCode(`Playing ${result.streamID}`, result);
  });

  const logConfig = localStorage.getItem("logConfig");
  if (logConfig) zg.setLogConfig(JSON.parse(logConfig));
  zg.setDebugVerbose(localStorage.getItem("DebugVerbose") === "true");

  const { webRTC, microphone, videoCodec } = await zg.checkSystemRequirements();
  log(
    `WebRTC ${webRTC}, microphone ${microphone}, H264 ${videoCodec.H264}, VP8 ${videoCodec.VP8}`,
    webRTC && microphone ? "info" : "error",
  );
}

/** Shows the quality of a stream. The video figures are numbers without video as well. */
function showQuality(element, { video, audio }) {
  byId(element).textContent = [
    `audio ${audio.audioBitrate.toFixed(1)} kbit/s`,
    `lost ${audio.audioPacketsLostRate.toFixed(2)}`,
    `video ${video.videoBitrate.toFixed(1)} kbit/s`,
    `${video.videoFPS.toFixed(0)} frames/s`,
    `lost ${video.videoPacketsLostRate.toFixed(2)}`,
  ].join(" · ");
}
