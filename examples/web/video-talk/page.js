// Two people talk: each publishes one stream and plays the last one that appeared.

const streamID = `web_${Date.now()}`;
let localStream;
let playedStreamID;

byId("room-id").value = localStorage.getItem("roomID") ?? "0001";
byId("user-id").value = `user_${Date.now()}`;

byId("join").addEventListener("submit", (event) => {
  event.preventDefault();
  login();
});
byId("logout").addEventListener("click", logout);

async function login() {
  const roomID = byId("room-id").value;
  const userID = byId("user-id").value;
  byId("login").disabled = true;
  try {
    await zg.loginRoom(roomID, byId("token").value, { userID, userName: userID });
    byId("logout").disabled = false;
    // With no options it asks for camera and microphone.
    localStream = await zg.createZegoStream({});
    zg.startPublishingStream(streamID, localStream);
    localStream.playVideo(byId("localVideo"), { mirror: true, objectFit: "cover" });
  } catch (error) {
    logError("The login failed", error);
    // Without a microphone one can still listen.
    byId("login").disabled = !byId("logout").disabled;
  }
}

function logout() {
  stopPlaying();
  if (localStream) {
    zg.stopPublishingStream(streamID);
    zg.destroyStream(localStream);
    localStream = undefined;
  }
  zg.logoutRoom(byId("room-id").value);
  byId("login").disabled = false;
  byId("logout").disabled = true;
}

function stopPlaying() {
  if (playedStreamID === undefined) return;
  zg.stopPlayingStream(playedStreamID);
  byId("remoteVideo").replaceChildren();
  playedStreamID = undefined;
}

async function onRoomStreamUpdate(_roomID, updateType, streamList) {
  if (updateType === "ADD") {
    stopPlaying();
    const last = streamList[streamList.length - 1];
    playedStreamID = last.streamID;
    log(`${last.user.userName} publishes ${last.streamID}.`);
    const remoteStream = await zg.startPlayingStream(last.streamID);
    const view = zg.createRemoteStreamView(remoteStream);
    view.play("remoteVideo", { objectFit: "cover" });
  } else if (streamList.some((stream) => stream.streamID === playedStreamID)) {
    log(`${playedStreamID} has ended.`);
    stopPlaying();
  }
}

async function start() {
  await createEngine();
  zg.on("roomStreamUpdate", onRoomStreamUpdate);
  zg.on("publishQualityUpdate", (_streamID, quality) => showQuality("publish-quality", quality));
  zg.on("playQualityUpdate", (_streamID, quality) => showQuality("play-quality", quality));
}

start();
