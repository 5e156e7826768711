import { operatorEnglish } from "./operator/en";

/** English. This table says which texts there are. */
export const english = {
  "page.title": "Cooee · web debug page",
  brand: "Cooee",

  "nav.label": "Views",
  "nav.call": "Call",
  "nav.messages": "Messages",
  "nav.log": "Log",
  "nav.language": "Language",
  "nav.skip": "Skip to content",

  "phase.idle": "Not in a room",
  "phase.joining": "Joining",
  "phase.joined": "In the room",
  "phase.reconnecting": "Reconnecting",

  "join.title": "Join a room",
  "join.lead":
    "Use the same AppID and RoomID as your app and a UserID of its own; you then hear each other.",
  "join.identity": "Room and user",
  "join.devices": "Sound",
  "join.publish": "Publish my microphone when I join",
  "join.autoPlay": "Play streams as they appear",
  "join.more": "Server and stream name",
  "join.join": "Join",
  "join.joining": "Joining…",
  "join.cancel": "Cancel",
  "join.insecure":
    "The browser gives microphones only to secure pages: open this page over https (start the server with --tls-self-signed), or as http://localhost on the server's own machine. You can still join and listen.",
  "join.slow":
    "No answer from {server} so far. Check the address, and that the server runs there (cooee serve); the page keeps trying.",

  "field.app": "AppID",
  "field.room": "RoomID",
  "field.user": "UserID",
  "field.token": "Token",
  "field.token.hint":
    "From your app's server, or from: cooee token make --app APP --user USER. Empty only for apps in test mode.",
  "field.server": "Server",
  "field.server.hint": "Empty: the server that this page came from.",
  "field.stream": "StreamID to publish",
  "field.stream.hint": "Empty: made from the UserID.",
  "field.microphone": "Microphone",
  "field.speaker": "Speaker",
  "field.speaker.none": "This browser leaves the choice of the speaker to the system.",

  "problem.app.empty": "Enter the AppID that `cooee app list` shows.",
  "problem.app.digits": "An AppID has digits only. Copy the number that `cooee app list` shows.",
  "problem.app.range":
    "An AppID lies between 1 and 4294967295. Copy the number that `cooee app list` shows.",
  "problem.room.empty": "Enter a RoomID: the same one in every app that should meet.",
  "problem.room.characters":
    "A RoomID may hold digits, letters from a to z, and ~!@#$%^&*()_+=-`;'’,.<>\\/. Take out everything else, spaces too.",
  "problem.room.long": "This RoomID has {bytes} bytes. Shorten it to 127 or fewer.",
  "problem.user.empty": "Enter a UserID that nobody else uses at the same time.",
  "problem.user.characters":
    "A UserID may hold digits, letters from a to z, and ~!@#$%^&*()_+=-`;'’,.<>\\/. Take out everything else, spaces too.",
  "problem.user.long": "This UserID has {bytes} bytes. Shorten it to 63 or fewer.",
  "problem.stream.characters":
    "A StreamID may hold digits, letters from a to z, _ and -. Take out everything else, or leave the field empty.",
  "problem.stream.long": "This StreamID has {bytes} bytes. Shorten it to 256 or fewer.",
  "problem.server.url":
    "Write the whole address, such as http://192.168.1.5:7870 or wss://calls.example.com, or leave the field empty.",
  "problem.server.secure":
    "This page came over https, so the browser refuses plain http. Use an https or wss address, or leave the field empty.",
  "problem.message.empty": "Write a text first.",
  "problem.message.long": "This text has {bytes} bytes. Shorten it to 1024 or fewer.",
  "problem.info.key": "The key has {bytes} bytes. Use 1 to 10.",
  "problem.info.value": "The value has {bytes} bytes. Use 128 or fewer.",

  "device.default": "System default",
  "device.microphone": "Microphone {number}",
  "device.speaker": "Speaker {number}",
  "device.test": "Test the microphone",
  "device.test.stop": "End the test",

  "meter.microphone": "Level of my microphone",
  "meter.stream": "Level of {stream}",

  "call.title": "Room {room}",
  "call.network": "Network: {grade}",
  "call.leave": "Leave",
  "call.reconnecting": "The link is broken. The page reconnects by itself; check the network.",
  "call.blocked": "The browser holds the sound back until you click.",
  "call.resume": "Let me hear",
  "call.tokenEnds": "The token ends in a few seconds. Paste a new one to stay in the room.",
  "call.newToken": "New token",
  "call.newToken.refused": "That is not a token: it starts with 04. Copy it whole.",
  "call.renew": "Renew",

  "own.title": "My microphone",
  "own.publish": "Publish",
  "own.stop": "Stop",
  "own.mute": "Mute",
  "own.muted": "Muted",
  "own.camera": "Camera",
  "own.picture": "My picture",

  "state.NO_PUBLISH": "Not published",
  "state.PUBLISH_REQUESTING": "Starting",
  "state.PUBLISHING": "Publishing",
  "state.NO_PLAY": "Not playing",
  "state.PLAY_REQUESTING": "Starting",
  "state.PLAYING": "Playing",

  "people.title": "People ({count})",
  "people.you": "you",
  "people.link": "Copy link",
  "people.linkCopied": "Link to this room copied",

  "streams.none":
    "No streams yet. They appear here as soon as somebody else publishes in this room.",
  "stream.play": "Play",
  "stream.stop": "Stop",
  "stream.mute": "Mute here",
  "stream.volume": "Volume of {stream}",
  "stream.remoteMuted": "microphone off",
  "stream.picture": "Picture of {stream}",

  "quality.label": "Quality of {name}",
  "quality.plot": "{figure} of {name} over the last three minutes",
  "quality.waiting": "Figures come after three seconds.",
  "quality.grade": "Quality",
  "quality.bitrate": "Bitrate",
  "quality.loss": "Loss",
  "quality.jitter": "Jitter",
  "quality.rtt": "Round trip",
  "quality.delay": "Delay",
  "unit.bitrate": "kbit/s",
  "unit.loss": "%",
  "unit.jitter": "ms",
  "unit.rtt": "ms",
  "unit.delay": "ms",
  "grade.-1": "Unknown",
  "grade.0": "Excellent",
  "grade.1": "Good",
  "grade.2": "Middling",
  "grade.3": "Poor",
  "grade.4": "Dead",

  "messages.title": "Messages",
  "messages.none": "No messages yet.",
  "messages.kind": "Kind",
  "messages.kind.broadcast": "Broadcast",
  "messages.kind.barrage": "Barrage",
  "messages.kind.command": "Command",
  "messages.hint.broadcast": "To everyone in the room, in one order.",
  "messages.hint.barrage": "To everyone in the room; may be dropped under load.",
  "messages.hint.command": "A custom command to the chosen users; to everyone if nobody is chosen.",
  "messages.text": "Text",
  "messages.send": "Send",
  "messages.to": "to {users}",
  "messages.targets": "To",
  "messages.nobody": "Nobody else is in the room.",

  "info.title": "Room extra info",
  "info.none": "Not set",
  "info.by": "Set by {user} at {time}",
  "info.key": "Key",
  "info.value": "Value",
  "info.set": "Set",
  "info.done": "Extra info set",

  "log.title": "Event log",
  "log.none": "Nothing happened yet.",
  "log.copy": "Copy",
  "log.clear": "Clear",
  "log.copied": "Log copied",
  "copy.failed": "The browser did not allow it: select the text and copy it by hand.",
  "log.repeating": "Repeating events ({count})",
  "log.repeating.label": "Repeating events",

  "announce.joined": "In the room {room}",
  "announce.reconnecting": "Connection lost, reconnecting",
  "announce.left": "Left the room",
  "announce.user.ADD": "{user} came in",
  "announce.user.DELETE": "{user} left",

  "error.code": "code {code}",
  "error.unknown": "Something failed. Open the event log, copy it, and look at the server's log.",

  ...operatorEnglish,
} as const;

/** The key of a text. */
export type MessageKey = keyof typeof english;

/** A table with every text. */
export type Messages = Record<MessageKey, string>;
