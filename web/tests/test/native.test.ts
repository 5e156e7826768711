/** The page and the native client in one room. */
import { afterEach, expect, test } from "vitest";
import { NativeCall } from "../harness/native.ts";
import {
  apps,
  expectSpeechWithin,
  hearsSpeech,
  newCaller,
  server,
  speeches,
  unique,
} from "../harness/world.ts";

const calls: NativeCall[] = [];
afterEach(() => Promise.all(calls.splice(0).map((call) => call.stop())));

async function native(room: string, user = unique("nat")): Promise<NativeCall> {
  const speech = speeches.second.longFile;
  const call = await NativeCall.join(server, apps.main, { user, room, speech });
  calls.push(call);
  return call;
}

test("Chromium and the native client hear each other's speech", async () => {
  const room = unique("room");
  const call = await native(room);
  const alice = await newCaller("first", unique("alice"));
  await alice.join(room);
  await call.wrote(new RegExp(`PLAYING ${alice.stream}`));
  await alice.play(call.stream);
  await hearsSpeech(alice, call.stream, "second");

  const recording = await call.leave();
  expectSpeechWithin("first", recording);
  await alice.seesOnly([], []);
});

test("messages and extra infos cross in both directions", async () => {
  const room = unique("room");
  const [nat, ali] = [unique("nat"), unique("ali")];
  const call = await native(room, nat);
  const alice = await newCaller("first", ali);
  await alice.join(room);
  await alice.seesOnly([nat], [call.stream]);
  const name = `${ali} 名`;

  const sent = { value: { errorCode: 0 } };
  expect(await alice.call("sendBroadcastMessage", room, "héllo 1")).toMatchObject(sent);
  await call.wrote(new RegExp(`MESSAGE from ${name}: "héllo 1"`));
  expect(await alice.call("sendBarrageMessage", room, "héllo 2")).toMatchObject(sent);
  await call.wrote(new RegExp(`BARRAGE from ${name}: "héllo 2"`));
  expect(await alice.call("sendCustomCommand", room, "héllo 3", [nat])).toMatchObject(sent);
  await call.wrote(new RegExp(`COMMAND from ${name}: "héllo 3"`));
  expect(await alice.call("setRoomExtraInfo", room, "topic", "tea")).toMatchObject(sent);
  await call.wrote(/ROOM_EXTRA_INFO: .*topic.*tea/);
  expect(await alice.call("setStreamExtraInfo", alice.stream, "on air")).toMatchObject(sent);
  await call.wrote(new RegExp(`STREAM_EXTRA_INFO: ${alice.stream} "on air"`));

  const fromUser = { userID: nat, userName: nat };
  call.type("hei 1");
  const broadcast = await alice.saw("IMRecvBroadcastMessage");
  expect(broadcast.args).toMatchObject([room, [{ fromUser, message: "hei 1" }]]);
  expect(broadcast.args[1][0].messageID).toBeTypeOf("number");
  expect(Math.abs(broadcast.args[1][0].sendTime - Date.now())).toBeLessThan(60_000);
  call.type("/barrage hei 2");
  const barrage = await alice.saw("IMRecvBarrageMessage");
  expect(barrage.args).toMatchObject([room, [{ fromUser, message: "hei 2" }]]);
  expect(barrage.args[1][0].messageID).toBeTypeOf("string");
  call.type(`/command ${ali} hei 3`);
  expect((await alice.saw("IMRecvCustomCommand")).args).toEqual([room, fromUser, "hei 3"]);
  call.type("/room-info topic cake");
  const info = await alice.saw("roomExtraInfoUpdate");
  expect(info.args).toMatchObject([room, [{ key: "topic", value: "cake", updateUser: fromUser }]]);
  call.type("/stream-info back soon");
  const stream = await alice.saw("streamExtraInfoUpdate");
  expect(stream.args).toMatchObject([room, [{ streamID: call.stream, extraInfo: "back soon" }]]);
});
