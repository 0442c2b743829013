/**
 * What the room server costs, next to one that tells everybody the whole state on every change, in the same run: bytes and
 * milliseconds until a change is known, people let in a second, and what a thousand connected people cost who do nothing.
 *
 *   npm run bench:server [-- --json]
 */
import { startRoomServer } from "../../src/server/hosts/node.js";
import { Crowd, enterOurs, enterTheirs, type Enter, type FanOut } from "./support/crowd.js";
import { serveFullState } from "./support/full-state.js";
import { note, reportUsage, spawnServer, type Server, type Usage } from "./support/measured.js";
import { printRows, quantile, rowsOf } from "./support/rows.js";
import { serveSessions } from "./support/sessions.js";

const CHANGES = 40;
const AT_ONCE = 50;
const IDLE_SECONDS = 20;

interface Measurement {
  readonly small: FanOut;
  readonly big: FanOut;
  readonly joinsBig: number;
  readonly many: FanOut;
  readonly joinsMany: number;
  /** CPU seconds of each second, for a thousand idle sockets. */
  readonly idleCpu: number;
  /** Bytes for a thousand idle sockets. */
  readonly idleMemory: number;
}

async function measure(role: string, enter: Enter): Promise<Measurement> {
  const withCrowd = async <T>(
    [rooms, people]: readonly [number, number],
    look: (crowd: Crowd, joins: number, server: Server, before: Usage) => Promise<T>,
  ): Promise<T> => {
    const server = await spawnServer(role);
    note(`${role}: ${rooms * people} people in ${rooms} rooms`);
    const before = await server.usage();
    const crowd = new Crowd(server.url, enter);
    crowd.beat();
    const joins = await crowd.fill(rooms, people, AT_ONCE);
    const found = await look(crowd, joins, server, before);
    await crowd.leave();
    server.stop();
    return found;
  };
  const small = await withCrowd([1, 100], (crowd) => crowd.change(CHANGES));
  const big = await withCrowd([1, 1_000], async (crowd, joins) => ({
    joins,
    fanOut: await crowd.change(role === "theirs" ? 2 : CHANGES),
  }));
  const many = await withCrowd([500, 20], async (crowd, joins, server, before) => {
    const fanOut = await crowd.change(CHANGES);
    const begin = await server.usage();
    await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000));
    const end = await server.usage();
    return {
      joins,
      fanOut,
      cpu: (end.cpu - begin.cpu) / IDLE_SECONDS / 10,
      memory: (end.memory - before.memory) / 10,
    };
  });
  return {
    small,
    big: big.fanOut,
    joinsBig: big.joins,
    many: many.fanOut,
    joinsMany: many.joins,
    idleCpu: many.cpu,
    idleMemory: many.memory,
  };
}

async function serveOurs(): Promise<string> {
  const calls = { base: await serveSessions(), appId: "app", appSecret: "secret" };
  // Everybody comes from this machine.
  const everybody = { limiter: () => 0, share: { ofRoom: 1, silentSockets: 1_000 } };
  return (await startRoomServer({ calls, maxParticipants: 1_000, ...everybody })).url;
}

async function main(): Promise<void> {
  const ours = await measure("ours", enterOurs);
  const theirs = await measure("theirs", enterTheirs);
  const row = rowsOf(ours, theirs);
  const rows = [
    row("fan-out bytes, 100 people", ({ small }) => small.bytes),
    row("fan-out ms p50, 100 people", ({ small }) => quantile(small.latencies, 0.5)),
    row("fan-out ms p99, 100 people", ({ small }) => quantile(small.latencies, 0.99)),
    row("fan-out bytes, 1,000 people", ({ big }) => big.bytes),
    row("fan-out ms p50, 1,000 people", ({ big }) => quantile(big.latencies, 0.5)),
    row("fan-out ms p99, 1,000 people", ({ big }) => quantile(big.latencies, 0.99)),
    row("joins a second, 1,000 in one room", ({ joinsBig }) => joinsBig),
    row("joins a second, 10,000 in 500 rooms", ({ joinsMany }) => joinsMany),
    row("fan-out ms p50, 10,000 in 500 rooms", ({ many }) => quantile(many.latencies, 0.5)),
    row("fan-out ms p99, 10,000 in 500 rooms", ({ many }) => quantile(many.latencies, 0.99)),
    row("idle: percent of a core, 1,000 sockets", ({ idleCpu }) => idleCpu * 100),
    row("idle: MB, 1,000 sockets", ({ idleMemory }) => idleMemory / 1e6),
  ];
  printRows(rows, "somebody mutes; theirs: a server that sends the whole state on each change, and checks nothing");
}

const [role] = process.argv.slice(2);
if (role === "ours" || role === "theirs") {
  reportUsage();
  process.send?.(role === "ours" ? await serveOurs() : await serveFullState());
} else {
  await main();
  process.exit();
}
