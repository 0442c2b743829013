/**
 * What a crowd costs, next to a server that tells everybody everything, in the same run: a thousand people who join one room at
 * once, one of them who never stops, and an audience of ten thousand before a stage of fifty.
 *
 *   npm run bench:crowd [-- --json]
 */
import { Agent, request } from "node:http";
import { startRoomServer } from "../../src/server/hosts/node.js";
import { HEARTBEAT, ROOM_SUBPROTOCOL } from "../../src/wire/tables.js";
import { note, reportUsage, spawnServer } from "./support/measured.js";
import { LightSocket } from "./support/light-socket.js";
import { servePlainly } from "./support/plain-server.js";
import { printRows, quantile, rowsOf } from "./support/rows.js";
import { serveSessions } from "./support/sessions.js";

const PEOPLE = 1_000;
const ON_STAGE = 50;
const AUDIENCE = Number(process.env["BENCH_AUDIENCE"] ?? 10_000);
const AT_ONCE = 50;
/** Messages a second of somebody who never stops, and for how many seconds. */
const FLOOD = { perSecond: 20, seconds: 10 };
const CHANGES = 20;

interface Person {
  readonly socket: LightSocket;
  /** Turns their microphone on or off, as the server wants to be told. */
  toggle(enabled: boolean): void;
}

/** How somebody gets into a room of a server. */
type Enter = (url: string, name: string, as?: "audience" | "publisher") => Promise<Person>;

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
let httpBytes = 0;

/** A connection that was kept may have been closed meanwhile: then another is asked. */
const post = (url: string, body: object, token?: string): Promise<Record<string, string>> =>
  postOnce(url, body, token).catch((error: { code?: string }) => {
    if (error.code !== "ECONNRESET") throw error;
    return postOnce(url, body, token);
  });

function postOnce(url: string, body: object, token?: string): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const asked = request(url, { method: "POST", agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => {
        const text = Buffer.concat(parts);
        httpBytes += text.length;
        if ((response.statusCode ?? 500) < 300) resolve(JSON.parse(text.toString()) as Record<string, string>);
        else reject(new Error(`${url} answered ${response.statusCode}: ${text.toString()}`));
      });
    });
    asked.on("error", reject);
    asked.end(JSON.stringify(body));
  });
}

const enterOurs: Enter = async (url, name, as) => {
  const { token = "" } = await post(`${url}/api/rooms/hall/join`, {
    name,
    ...(as === "audience" && { audience: true }),
  });
  const socket = await LightSocket.open(`${url}/ws?token=${token}`, [ROOM_SUBPROTOCOL]);
  const welcome = socket.until('"type":"welcome"');
  socket.send('{"type":"hello","protocol":1,"gathers":true}');
  await welcome;
  if (as === "publisher") {
    const { sessionId } = await post(`${url}/cloudflare/session`, {}, token);
    const tracks = [
      { trackName: "microphone-0123", kind: "audio", source: "microphone" },
      { trackName: "camera-0123", kind: "video", source: "camera" },
    ];
    socket.send(JSON.stringify({ type: "cloudflare-session", sessionId, tracks }));
  }
  const toggle = (enabled: boolean) => socket.send(JSON.stringify({ type: "track-state", kind: "audio", enabled }));
  return { socket, toggle };
};

let ids = 0;
const enterTheirs: Enter = async (url, name, as) => {
  const id = `${ids++}`.padStart(22, "x");
  const socket = await LightSocket.open(`${url}/`, []);
  const welcome = socket.until('"type":"welcome"');
  const person = { id, name, joinedAt: Date.now() };
  socket.send(JSON.stringify({ type: "join", person, isQuiet: as === "audience" }));
  await welcome;
  const toggle = (enabled: boolean) =>
    socket.send(
      JSON.stringify({ type: "track-state", from: id, kind: "audio", enabled, trackName: "microphone-0123" }),
    );
  return { socket, toggle };
};

/** Lets people in, some at a time, and adds them to those who are there. */
async function fill(all: Person[], people: number, enter: (index: number) => Promise<Person>): Promise<void> {
  const waiting = Array.from({ length: people }, (_, index) => index);
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) all.push(await enter(index));
    }),
  );
}

/** From now on each of them, and of those who come, says now and then that they are there. @returns ends it. */
function beat(people: readonly Person[], seconds: number): () => void {
  const parts = 100;
  let part = 0;
  const timer = setInterval(
    () => {
      for (let index = part; index < people.length; index += parts) people[index]?.socket.send(HEARTBEAT);
      part = (part + 1) % parts;
    },
    (seconds * 1000) / parts,
  );
  return () => clearInterval(timer);
}

/** Milliseconds from a change to each who was told, sorted. */
async function latenciesOf(speaker: Person, listeners: readonly Person[]): Promise<number[]> {
  const latencies: number[] = [];
  let due = 0;
  let sentAt = 0;
  let arrived = (): void => {};
  for (const { socket } of listeners) {
    socket.onData = (data) => {
      if (due === 0 || !data.includes('"track-state"')) return;
      latencies.push(performance.now() - sentAt);
      due -= 1;
      if (due === 0) arrived();
    };
  }
  for (let time = 0; time < CHANGES; time++) {
    await pause(500);
    const all = new Promise<void>((resolve) => (arrived = resolve));
    due = listeners.length;
    sentAt = performance.now();
    speaker.toggle(time % 2 === 1);
    await all;
  }
  return latencies.toSorted((a, b) => a - b);
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const bytesOf = (people: readonly Person[]): number =>
  people.reduce((sum, { socket }) => sum + socket.bytes, httpBytes);
interface Measurement {
  readonly joins: {
    readonly seconds: number;
    readonly cpu: number;
    readonly stall: number;
    readonly megabytes: number;
  };
  /** Percent of a core. */
  readonly flood: number;
  /** Milliseconds of processor for one who joins. */
  readonly joining: number;
  /** Kilobytes for one who is there: kept, and taken from the system. */
  readonly memory: number;
  readonly resident: number;
  readonly latencies: readonly number[];
  /** Percent of a core while nothing happens. */
  readonly idle: number;
}

async function measureRoom(role: string, enter: Enter): Promise<Pick<Measurement, "joins" | "flood">> {
  const server = await spawnServer(role);
  note(`${role}: ${PEOPLE} people join one room`);
  httpBytes = 0;
  const first = await enter(server.url, "Somebody first", "publisher");
  const before = await server.usage();
  const people = [first];
  const stop = beat(people, 5);
  const begin = performance.now();
  await fill(people, PEOPLE - 1, (index) => enter(server.url, `Somebody ${index}`));
  const seconds = (performance.now() - begin) / 1000;
  await pause(500);
  const after = await server.usage();
  const joins = { seconds, cpu: after.cpu - before.cpu, stall: after.stall, megabytes: bytesOf(people) / 1e6 };
  note(`${role}: one of them says something ${FLOOD.perSecond} times a second`);
  const calm = await server.usage();
  for (let time = 0; time < FLOOD.perSecond * FLOOD.seconds; time++) {
    first.toggle(time % 2 === 1);
    await pause(1000 / FLOOD.perSecond);
  }
  const flood = ((await server.usage()).cpu - calm.cpu) / FLOOD.seconds;
  stop();
  note(`${role}: ${JSON.stringify({ joins, flood })}`);
  for (const { socket } of people) socket.close();
  server.stop();
  return { joins, flood: flood * 100 };
}

async function measureAudience(
  role: string,
  enter: Enter,
): Promise<Pick<Measurement, "joining" | "memory" | "resident" | "latencies" | "idle">> {
  const server = await spawnServer(role);
  note(`${role}: an audience of ${AUDIENCE} before a stage of ${ON_STAGE}`);
  const stage: Person[] = [];
  const audience: Person[] = [];
  const stops = [beat(stage, 5), beat(audience, 20)];
  await fill(stage, ON_STAGE, (index) => enter(server.url, `Speaker ${index}`, "publisher"));
  await pause(500);
  const before = await server.usage();
  await fill(audience, AUDIENCE, (index) => enter(server.url, `Listener ${index}`, "audience"));
  await pause(3_000);
  const after = await server.usage();
  const [speaker] = stage;
  if (!speaker) throw new Error("Nobody is there.");
  note(`${role}: nothing happens`);
  const calm = await server.usage();
  await pause(5_000);
  const idle = ((await server.usage()).cpu - calm.cpu) / 5;
  note(`${role}: somebody mutes`);
  const latencies = await latenciesOf(speaker, audience);
  for (const stop of stops) stop();
  note(`${role}: p99 ${quantile(latencies, 0.99).toFixed(0)} ms`);
  for (const { socket } of [...stage, ...audience]) socket.close();
  server.stop();
  return {
    joining: ((after.cpu - before.cpu) * 1000) / AUDIENCE,
    memory: (after.kept - before.kept) / AUDIENCE / 1000,
    resident: (after.memory - before.memory) / AUDIENCE / 1000,
    latencies,
    idle: idle * 100,
  };
}

const measure = async (role: string, enter: Enter): Promise<Measurement> => ({
  ...(await measureRoom(role, enter)),
  ...(await measureAudience(role, enter)),
});

async function serveOurs(): Promise<string> {
  const calls = { base: await serveSessions(), appId: "app", appSecret: "secret" };
  // Everybody comes from this machine.
  const everybody = { limiter: () => 0, share: { ofRoom: 1, silentSockets: 1_000 } };
  const sizes = { maxParticipants: PEOPLE, maxAudience: AUDIENCE };
  return (await startRoomServer({ calls, ...sizes, ...everybody })).url;
}

async function main(): Promise<void> {
  const ours = await measure("ours", enterOurs);
  const theirs = await measure("theirs", enterTheirs);
  const row = rowsOf(ours, theirs);
  const rows = [
    row(`joins: seconds, ${PEOPLE} in one room`, ({ joins }) => joins.seconds),
    row("joins: seconds of processor", ({ joins }) => joins.cpu),
    row("joins: ms of the longest stall", ({ joins }) => joins.stall),
    row("joins: MB sent", ({ joins }) => joins.megabytes),
    row(`one person, ${FLOOD.perSecond} messages a second: percent of a core`, ({ flood }) => flood),
    row(`audience of ${AUDIENCE}: ms of processor for a join`, ({ joining }) => joining),
    row("audience: kB of memory for one person", ({ memory }) => memory),
    row("audience: kB that the process grows by", ({ resident }) => resident),
    row("audience: fan-out ms p50", ({ latencies }) => quantile(latencies, 0.5)),
    row("audience: fan-out ms p99", ({ latencies }) => quantile(latencies, 0.99)),
    row("audience: percent of a core while nothing happens", ({ idle }) => idle),
  ];
  printRows(
    rows,
    "theirs: a server that tells everybody everything, and checks nothing; its audience comes in for nothing",
  );
}

const [role] = process.argv.slice(2);
if (role === "ours" || role === "theirs") {
  reportUsage();
  process.send?.(role === "ours" ? await serveOurs() : await servePlainly());
} else {
  await main();
  process.exit();
}
