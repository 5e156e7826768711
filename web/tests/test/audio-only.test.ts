/** A call of sound alone pays nothing for pictures: nothing is offered, asked for or sent. */
import { expect, test } from "vitest";
import { newCaller, unique } from "../harness/world.ts";

/** What differs from one connection to the next, wherever it stands. */
const VOLATILE: [RegExp, string][] = [
  [/^o=.*$/gm, "o=session"],
  [/^a=(ice-ufrag|ice-pwd|fingerprint|msid|msid-semantic):.*$/gm, "a=$1"],
  [/^a=ssrc:\d+ (\w+).*$/gm, "a=ssrc $1"],
  // Addresses and their order are the machine's.
  [/^(a=candidate:|c=).*\r?\n/gm, ""],
  [/^a=end-of-candidates\r?\n/gm, ""],
];

/** A listener's and talker's offers and answers, in a room where somebody may have a camera. */
async function exchanged(withCamera: boolean) {
  const room = unique("room");
  const alice = await newCaller("first", unique("alice"));
  await alice.join(room);
  const carol = await newCaller("first", unique("carol"));
  expect(await carol.login(room)).toEqual({ value: true });
  const own = `${carol.identity.user}-main`;
  await carol.publish(own, { camera: { video: withCamera && { quality: 1 }, audio: true } });

  const bob = await newCaller("second", unique("bob"));
  await bob.join(room);
  await bob.seesOnly([alice.identity.user, carol.identity.user], [alice.stream, own]);
  await bob.play(alice.stream);
  await bob.hear(alice.stream, 0.5);
  // The sound of the other one, too, but not the pictures.
  const tracks = await bob.page.evaluate(async (id) => {
    const stream = await window.caller.engine().startPlayingStream(id, { video: false });
    return stream.getTracks().map(({ kind }) => kind);
  }, own);
  expect(tracks).toEqual(["audio"]);
  const descriptions = await bob.page.evaluate(() => window.caller.descriptions());
  return {
    descriptions: descriptions.map(({ type, sdp = "" }) => {
      return `${type}\n${VOLATILE.reduce((text, [all, one]) => text.replace(all, one), sdp)}`;
    }),
    asked: await bob.page.evaluate(() => window.caller.asked()),
    figures: await bob.page.evaluate(() => window.caller.sights("video")),
  };
}

test("what a caller without pictures negotiates does not depend on who else has a camera", async () => {
  const alone = await exchanged(false);
  const beside = await exchanged(true);
  expect(alone.descriptions).toHaveLength(2);
  for (const description of alone.descriptions) {
    expect(description.match(/^m=\w+/gm)).toEqual(["m=audio", "m=audio", "m=audio"]);
  }
  expect(beside.descriptions).toEqual(alone.descriptions);
  for (const { asked, figures } of [alone, beside]) {
    expect(asked.map(({ video }) => Boolean(video))).toEqual([false]);
    expect(figures).toMatchObject({ framesDecoded: 0, bytes: 0 });
  }
});
