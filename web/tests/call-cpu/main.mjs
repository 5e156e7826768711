/**
 * What one call costs its client: `./x bench call-cpu [SECONDS]`. A native client that publishes
 * one stream and plays one, and libwebrtc doing the same under Node, are measured in the same
 * seconds; then libwebrtc's audio processing module, which its calls under Node do without.
 *
 * What is measured is the processor time of the client's process alone: neither the server's nor
 * the other side's.
 */
import { execFileSync, fork, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Figures } from "./figures.mjs";
import { concatenate } from "./wav.mjs";

const { COOEE, COOEE_PYTHON: PYTHON } = process.env;
const SECONDS = Number(process.argv[2] ?? 40);
/** Until the calls stand and everybody has got used to them. */
const WARM_UP = 10;
const DATA = "/usr/share/pocketsphinx/test/data";
const reader = ["0870", "0880", "0890", "0920", "0930"].map(
  (number) => `${DATA}/librivox/sense_and_sensibility_01_austen_64kb-${number}.wav`,
);
const dealer = ["001", "002", "003", "004", "005"].map((number) => `${DATA}/cards/${number}.wav`);

const folder = mkdtempSync(join(tmpdir(), "cooee-call-cpu-"));
const children = [];
const end = () => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
};
process.on("exit", end);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

const lasts = SECONDS + WARM_UP + 20;
const said = file("said.wav", concatenate(reader, lasts));
const heard = file("heard.wav", concatenate(dealer, lasts));

const all = await cooeeCall("everything", "all");
const none = await cooeeCall("nothing", "none");
const libwebrtc = await libwebrtcCall();
const idle = libwebrtcChild("idle");
await sleep(WARM_UP * 1000);
const figures = [all, none, libwebrtc, idle].map((child) => new Figures(child.pid));
await sleep(SECONDS * 1000);
const [cooeeAll, cooeeNone, node, nodeIdle] = figures.map((it) => it.since());
for (const child of [all, none, libwebrtc, idle]) {
  if (child.exitCode !== null) throw new Error("a call ended before it was measured");
}
const module = JSON.parse(
  execFileSync(PYTHON, [new URL("module.py", import.meta.url).pathname, said, heard], {
    encoding: "utf8",
  }),
);

const call = node.percent - nodeIdle.percent;
const processing = module.all - module.none;
const line = (name, percent, memory) =>
  console.log(`${name.padEnd(58)} ${percent.toFixed(2).padStart(7)}  ${memory ?? ""}`);
const mebibytes = ({ memory }) => memory.toFixed(1).padStart(6);
console.log(`${"over ".concat(SECONDS, " s")}`.padEnd(58), "% of a core  MiB");
line("cooee call, 3A on", cooeeAll.percent, mebibytes(cooeeAll));
line("cooee call, 3A off", cooeeNone.percent, mebibytes(cooeeNone));
line("Node with libwebrtc, call without 3A", node.percent, mebibytes(node));
line("Node with libwebrtc, idle with the same timers", nodeIdle.percent, mebibytes(nodeIdle));
line("libwebrtc, call without 3A: the difference", call);
line("libwebrtc, its threads in that call alone", node.percent - node.nodeThreads);
line("libwebrtc, 3A: Python with, less without", processing);
line("libwebrtc, call with 3A: the sum", call + processing);
const ratio = (ours, theirs) => `${(ours / theirs).toFixed(2)}`;
console.log(
  `cooee / libwebrtc: call with 3A ${ratio(cooeeAll.percent, call + processing)}, ` +
    `call without 3A ${ratio(cooeeNone.percent, call)}, ` +
    `3A alone ${ratio(cooeeAll.percent - cooeeNone.percent, processing)}`,
);
console.log("threads of the cooee call with 3A:", cooeeAll.threads());
console.log("threads of Node in the call:", node.threads());
process.exit(0);

/** A native client in a room with another one; gives the process that is measured. */
async function cooeeCall(room, processing) {
  const { app, url } = await server();
  const common = (user) =>
    `call --server ${url} --app ${app} --data-dir ${folder}/store --room ${room} --user ${user}`;
  const enter = (user, input, parts) => {
    const output = `${folder}/${user}.wav`;
    const options = `--input ${input} --processing ${parts} --output ${output}`;
    const child = start(COOEE, `${common(user)} ${options}`.split(" "));
    return wrote(child, /PLAYING/).then(() => child);
  };
  const others = enter(`${room}-other`, heard, "none");
  const measured = await enter(`${room}-one`, said, processing);
  await others;
  return measured;
}

async function server() {
  server.running ??= (async () => {
    const store = `--data-dir=${folder}/store`;
    const made = execFileSync(COOEE, ["app", "create", store, "--json"], { encoding: "utf8" });
    const child = start(COOEE, ["serve", "--listen=0.0.0.0:0", store]);
    const [, port] = await wrote(child, /serves http:\/\/[^ ,]*:(\d+)/);
    return { app: JSON.parse(made).app_id, url: `http://127.0.0.1:${port}` };
  })();
  return server.running;
}

/** Two libwebrtcs that hear each other; gives the process that is measured. */
async function libwebrtcCall() {
  const [measured, other] = [libwebrtcChild("call", said), libwebrtcChild("call", heard)];
  measured.on("message", (message) => other.send(message));
  other.on("message", (message) => measured.send(message));
  measured.send({ begin: true });
  await Promise.all([measured, other].map((child) => wrote(child, /hears/)));
  return measured;
}

function libwebrtcChild(role, input = said) {
  const child = fork(new URL("libwebrtc.mjs", import.meta.url), [role, input], { silent: true });
  children.push(child);
  return child;
}

function start(command, options) {
  const child = spawn(command, options, { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  return child;
}

function wrote(child, expression) {
  let text = "";
  return new Promise((resolve, reject) => {
    const read = (chunk) => {
      text += chunk;
      const match = expression.exec(text);
      if (match) resolve(match);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", () => reject(new Error(`it ended without ${expression}:\n${text}`)));
  });
}

function file(name, contents) {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
}
