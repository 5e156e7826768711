/** English advice by error code. This table says which codes have one. */
export const adviceInEnglish = {
  1000002: "You are no longer in the room. Join again.",
  1000014: "The StreamID is too long. Use at most 256 bytes.",
  1000015: "Enter a StreamID, or leave the field empty to have one made.",
  1000016:
    "The StreamID holds a character that is not allowed. Use digits, letters from a to z, _ and -.",
  1000017: "The network does not reach the server. Check both; the page keeps trying.",
  1001000: "The AppID is 0. Enter the number that `cooee app list` shows.",
  1001004: "The server does not know this AppID. Compare it with `cooee app list` on that server.",
  1001005: "The app's secret does not fit. Join with a Token that was made for this app.",
  1002001: "This page is in a room already. Leave it first.",
  1002002: "This page is not in that room. Leave, and join again.",
  1002005: "Enter a UserID that nobody else uses at the same time.",
  1002006:
    "The UserID holds a character that is not allowed. Use digits, letters from a to z and simple punctuation.",
  1002007: "The UserID is too long. Use at most 63 bytes.",
  1002011: "Enter a RoomID: the same one in every app that should meet.",
  1002012:
    "The RoomID holds a character that is not allowed. Use digits, letters from a to z and simple punctuation.",
  1002013: "The RoomID is too long. Use at most 127 bytes.",
  1002014: "Enter a key of 1 to 10 bytes.",
  1002015: "The key is too long. Use at most 10 bytes.",
  1002016: "The value is too long. Use at most 128 bytes.",
  1002017: "The room already has an extra info under another key. Set that key.",
  1002030: "The server cannot be reached. Check its address, and that `cooee serve` runs there.",
  1002031: "The server did not answer in time. Check the network, then join again.",
  1002033:
    "The Token does not fit: it was made for another app, or it does not allow this room. Make one with this app's ServerSecret; `cooee token check` explains it.",
  1002034: "The room is full. Wait until somebody leaves, or use another RoomID.",
  1002050:
    "The same UserID joined somewhere else, and this page was logged out. Use a UserID of its own for each page, then join again.",
  1002051: "The link is broken. The page reconnects by itself.",
  1002052: "The connection was closed. Join again.",
  1002053:
    "The page tried to reconnect for too long and gave up. Check the network, then join again.",
  1002055: "The operator took you out of the room. Ask the operator before you join again.",
  1002056:
    "You are logged in already. If the Token ran out meanwhile, make a new one and join again.",
  1002057: "The server no longer knows this session. Join again.",
  1002066: "The operator has shut this user out. Ask the operator.",
  1002067:
    "Enter a Token: this app lets nobody in without one. Make it with `cooee token make --app APP --user USER`.",
  1002073: "Too many requests in a short time. Wait a few seconds.",
  1002074: "The server could not read the Token. Make a new one.",
  1002075: "The Token is damaged. Copy it whole, from 04 to its end.",
  1002076: "The Token belongs to another app. Make one for this AppID, or correct the AppID.",
  1002077: "The Token belongs to another user. Make one for this UserID, or correct the UserID.",
  1002078:
    "The Token has expired. Make a new one; if it is new, compare the clocks of both computers.",
  1002079: "This is not a Token of version 04. Copy the whole Token; it starts with 04.",
  1002080:
    "The Token is not made right: its nonce must be a number. Make it with `cooee token make`.",
  1002082: "The new Token does not allow to publish. Make one with the publish privilege.",
  1002099: "The server failed inside. Look at the server's log.",
  1003020: "The publish was interrupted. The page publishes again by itself.",
  1003021: "The publish could not be restored in time. Check the network, then publish again.",
  1003025: "The operator has stopped this stream. Ask the operator.",
  1003028:
    "Somebody in this app already publishes this StreamID. Enter another StreamID on the join form, or stop the other one.",
  1003051: "The stream's extra info is too long. Use fewer than 1024 bytes.",
  1003072:
    "The Token does not allow to publish this stream. Make one with the publish privilege for this StreamID.",
  1003099: "The server could not publish. Look at the server's log.",
  1004002: "The stream does not exist at the moment. It plays as soon as it appears.",
  1004010: "Twelve streams are playing already. Stop one first.",
  1004020: "The sound was interrupted. If it does not come back by itself, play the stream again.",
  1004025: "The operator has stopped this stream. Ask the operator.",
  1004099: "The server could not play the stream. Look at the server's log.",
  1006006: "The device was unplugged. Plug it in, or choose another one.",
  1009001: "Write a text first.",
  1009002: "The text is too long. Use at most 1024 bytes.",
  1009010: "The text could not be sent. Check the network, then send it again.",
  1009015: "Too many messages in a short time. Wait a second, then send again.",
  1100001: "A value is not of the kind that is expected. Correct what the small text names.",
  1100002: "The server did not answer in time. Check the network, then try again.",
  1100003: "The connection to the server was closed. Check that the server runs, then try again.",
  1100999: "The server gave an answer that this page does not know. Look at the server's log.",
  1101000: "The AppID cannot be used. Enter the number that `cooee app list` shows.",
  1101003: "This feature is not part of the SDK. Leave it out.",
  1102001:
    "The server heard nothing from this page for too long. Check the network, then join again.",
  1102012: "A join is already running. Wait for it, or cancel it.",
  1102016: "This is not a Token, or not a whole one. Copy it from 04 to its end.",
  1102018:
    "The Token has expired. Make a new one; if it is new, compare the clocks of both computers.",
  1102020:
    "The server does not accept this Token. Check that it was made with this app's ServerSecret, for this AppID and UserID.",
  1102022: "The server did not answer in time. Check the network, then try again.",
  1102026: "The join was cancelled. Join again when you like.",
  1103019: "The Token does not allow to publish. Make one with the publish privilege.",
  1103040: "This stream is not published. Publish it first.",
  1103044: "The stream was made elsewhere. Publish the microphone again.",
  1103048: "No microphone was found. Plug one in, choose it, and publish again.",
  1103049: "This stream is playing already.",
  1103051: "The publish could not be restored in time. Check the network, then publish again.",
  1103053:
    "The browser gives microphones only to secure pages. Open this page over https, or on localhost.",
  1103056: "This StreamID is already published from here. Stop it first.",
  1103061: "The microphone could not be opened. Choose another one, or restart the browser.",
  1103064:
    "The browser was not allowed to use the microphone. Click the microphone or lock symbol beside the address, allow it, and publish again.",
  1103065:
    "Another program uses the microphone. Close it, or choose another microphone, and publish again.",
  1103066: "This microphone cannot do what was asked. Choose another one.",
  1104031: "The sound could not be restored in time. Check the network, then play again.",
  1104039:
    "The stream did not appear. Check that its publisher is still in the room, then play again.",
  1104044: "This stream is not playing. Play it first.",
  1104045: "Twelve streams are playing already. Stop one first.",
  1104046: "You are not allowed to play this stream. Ask the operator.",
  1109001: "Too many requests in a short time. Wait a few seconds, then try again.",
} as const;

/** A code that has a sentence. */
export type AdvisedCode = keyof typeof adviceInEnglish;

/** A table with every sentence. */
export type Advice = Record<AdvisedCode, string>;
