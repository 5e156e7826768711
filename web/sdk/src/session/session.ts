/** The session machine: its order of work. */
import { expireRequests, handleText } from "./answers";
import type { Config, Input, Output } from "./io";
import { linkDeadline } from "./link";
import {
  driveLink,
  driveLogin,
  expireBudgets,
  handleNetworkChanged,
  handleSocketClosed,
  handleSocketOpened,
} from "./link-loss";
import { destroy, login, logout, renewToken, sendToken, switchRoom } from "./login";
import { Machine } from "./machine";
import { sendBarrage, sendBroadcast, sendCustomCommand, setRoomExtraInfo } from "./messages";
import { driveTransport, handleOffered, handlePathLost, handleTransportGone } from "./offers";
import { drivePlays, reportPlays, setPlayVideo, startPlaying, stopPlaying } from "./playing";
import {
  drivePublications,
  reportPublications,
  startPublishing,
  stopPublishing,
} from "./publishing";
import { setCameraState, setMicState, setStreamExtraInfo } from "./stream-facts";
import { sendEndings } from "./streams";
import { earliest } from "./time";

/**
 * One engine's logins as a machine: login, publish, play, renew and reconnect, without I/O.
 *
 * It holds the client's side of the signalling protocol: which room the engine is in, what it
 * publishes on its four channels, what it plays, and what has to happen when the WebSocket, the
 * media path or the server goes away. It knows neither sockets nor WebRTC: it asks for both with
 * {@link Output}s and hears of them with {@link Input}s.
 *
 * One input, drain {@link Session.poll}, then the next. Hand in `timeout` when
 * {@link Session.deadline} has passed. Outputs are performed in order; the offer that
 * `transportOffer` asks for is the next input after the drain.
 */
export class Session {
  readonly #machine: Machine;
  /** When the last input came. */
  #handledAt: number | undefined;

  /** A machine that is logged in nowhere. `seed` feeds the jitter of its retries. */
  constructor(config: Config, seed: bigint) {
    this.#machine = new Machine(config, seed);
  }

  /** Takes one input, at a time in ms that never runs backwards. */
  handle(nowMs: number, input: Input): void {
    this.#handledAt = nowMs;
    dispatch(this.#machine, nowMs, input);
    advance(this.#machine, nowMs);
  }

  /** The next output. */
  poll(): Output | undefined {
    return this.#machine.outputs.shift();
  }

  /** When `timeout` is wanted at the latest, on the clock of {@link Session.handle}. */
  deadline(): number | undefined {
    const machine = this.#machine;
    const now = this.#handledAt;
    if (machine.stay === undefined || now === undefined) {
      return undefined;
    }
    const streams = [...machine.publications.values(), ...machine.plays.values()];
    return earliest([
      machine.stay.giveUpAt,
      linkDeadline(machine.link, machine.isConnected),
      machine.requests.deadline(),
      machine.path.deadline(now),
      ...streams.map((stream) => stream.deadline(now)),
    ]);
  }
}

function dispatch(machine: Machine, now: number, input: Input): void {
  switch (input.kind) {
    case "login":
      login(machine, now, input);
      break;
    case "logout":
      logout(machine, input);
      break;
    case "switchRoom":
      switchRoom(machine, now, input);
      break;
    case "destroy":
      destroy(machine);
      break;
    case "renewToken":
      renewToken(machine, input.roomId, input.token);
      break;
    case "startPublishing":
      startPublishing(machine, now, input);
      break;
    case "stopPublishing":
      stopPublishing(machine, input.channel);
      break;
    case "setStreamExtraInfo":
      setStreamExtraInfo(machine, now, input.request, input.channel, input.extraInfo);
      break;
    case "setMicState":
      setMicState(machine, input.channel, input.state);
      break;
    case "setCameraState":
      setCameraState(machine, input.channel, input.state);
      break;
    case "setPlayVideo":
      setPlayVideo(machine, input.streamId, input.video);
      break;
    case "startPlaying":
      startPlaying(machine, now, input.streamId, input.video);
      break;
    case "stopPlaying":
      stopPlaying(machine, input.streamId);
      break;
    case "setRoomExtraInfo":
      setRoomExtraInfo(machine, now, input);
      break;
    case "sendBroadcastMessage":
      sendBroadcast(machine, now, input);
      break;
    case "sendBarrageMessage":
      sendBarrage(machine, now, input);
      break;
    case "sendCustomCommand":
      sendCustomCommand(machine, now, input);
      break;
    case "socketOpened":
      handleSocketOpened(machine, now);
      break;
    case "socketText":
      handleText(machine, now, input.text);
      break;
    case "socketClosed":
      handleSocketClosed(machine, now, input.reason);
      break;
    case "offered":
      handleOffered(machine, now, input.offer);
      break;
    case "offerFailed":
      handleOffered(machine, now, undefined);
      break;
    case "transportConnected":
      machine.path.connected();
      break;
    case "transportDisconnected":
      handlePathLost(machine, now);
      break;
    case "transportClosed":
      handleTransportGone(machine, now);
      break;
    case "networkChanged":
      handleNetworkChanged(machine, now);
      break;
    case "timeout":
      break;
  }
}

/** Does all that the time and the state call for; idle parts do nothing. */
function advance(machine: Machine, now: number): void {
  expireRequests(machine, now);
  expireBudgets(machine, now);
  machine.path.tick(now, machine.random);
  driveLink(machine, now);
  driveLogin(machine, now);
  if (machine.isConnected) {
    sendToken(machine, now);
    sendEndings(machine, now);
    const missing = drivePublications(machine, now);
    drivePlays(machine, now, missing);
    driveTransport(machine, now, missing);
  }
  reportPublications(machine, now);
  reportPlays(machine, now);
}
