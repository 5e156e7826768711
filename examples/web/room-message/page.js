// Members of a room write to each other in four ways, and one of them may publish a stream.

const streamID = "0007";
const roomID = () => byId("room-id").value;
const members = new Map();
let localStream;

byId("user-id").value = `user_${Date.now()}`;

byId("join").addEventListener("submit", (event) => {
  event.preventDefault();
  login();
});
byId("logout").addEventListener("click", logout);
byId("publish").addEventListener("click", publish);
byId("play").addEventListener("click", play);
byId("write").addEventListener("submit", (event) => {
  event.preventDefault();
  write(event.submitter.value);
});

/** Each way of writing, by the button that does it. */
const ways = {
  broadcast: (text) => zg.sendBroadcastMessage(roomID(), text),
  barrage: (text) => zg.sendBarrageMessage(roomID(), text),
  command: (text) => zg.sendCustomCommand(roomID(), text, [byId("to").value]),
  "extra-info": (text) => zg.setRoomExtraInfo(roomID(), "topic", text),
};

async function write(way) {
  try {
    const { errorCode } = await ways[way](byId("text").value);
    log(`Sent (${way}), errorCode ${errorCode}.`, errorCode === 0 ? "info" : "error");
  } catch (error) {
    logError(`Not sent (${way})`, error);
  }
}

/** The buttons that mean something only inside a room. */
function setInside(inside) {
  byId("login").disabled = inside;
  byId("logout").disabled = !inside;
  for (const button of [
    ...byId("write").querySelectorAll("button"),
    byId("publish"),
    byId("play"),
  ]) {
    button.disabled = !inside;
  }
}

async function login() {
  const userID = byId("user-id").value;
  const user = { userID, userName: byId("user-name").value || userID };
  try {
    const isLogin = await zg.loginRoom(roomID(), byId("token").value, user, { userUpdate: true });
    setInside(isLogin);
  } catch (error) {
    logError("The login failed", error);
  }
}

function logout() {
  zg.stopPlayingStream(streamID);
  byId("remoteVideo").replaceChildren();
  if (localStream) {
    zg.stopPublishingStream(streamID);
    zg.destroyStream(localStream);
    localStream = undefined;
  }
  zg.logoutRoom(roomID());
  members.clear();
  showMembers();
  setInside(false);
}

async function publish() {
  byId("publish").disabled = true;
  try {
    localStream = await zg.createZegoStream({ camera: { video: false, audio: true } });
    zg.startPublishingStream(streamID, localStream);
  } catch (error) {
    logError("No microphone", error);
    byId("publish").disabled = false;
  }
}

async function play() {
  byId("play").disabled = true;
  const remoteStream = await zg.startPlayingStream(streamID, { video: false });
  zg.createRemoteStreamView(remoteStream).play("remoteVideo", { enableAutoplayDialog: true });
}

function showMembers() {
  byId("members").replaceChildren(...[...members].map(([id, name]) => new Option(name, id)));
}

function show(kind, user, text) {
  const line = document.createElement("li");
  line.dataset.kind = kind;
  line.dataset.from = user.userName;
  line.textContent = `${user.userName} (${kind}): ${text}`;
  byId("messages").prepend(line);
}

function onRoomUserUpdate(_roomID, updateType, users) {
  for (const { userID, userName } of users) {
    if (updateType === "ADD") members.set(userID, userName);
    else members.delete(userID);
    log(`${userName} ${updateType === "ADD" ? "came" : "left"}.`);
  }
  showMembers();
}

async function start() {
  await createEngine();
  zg.on("roomUserUpdate", onRoomUserUpdate);
  zg.on("IMRecvBroadcastMessage", (_roomID, list) => {
    for (const { fromUser, message } of list) show("broadcast", fromUser, message);
  });
  zg.on("IMRecvBarrageMessage", (_roomID, list) => {
    for (const { fromUser, message } of list) show("barrage", fromUser, message);
  });
  zg.on("IMRecvCustomCommand", (_roomID, fromUser, command) => show("command", fromUser, command));
  zg.on("roomExtraInfoUpdate", (_roomID, list) => {
    for (const { key, value, updateUser } of list)
      show("extra-info", updateUser, `${key} = ${value}`);
  });
  zg.on("publishQualityUpdate", (_streamID, quality) => showQuality("publish-quality", quality));
  zg.on("playQualityUpdate", (_streamID, quality) => showQuality("play-quality", quality));
}

start();
