/** The relay's way to a mixer: guests by WHIP, out of a room, into a receiver of somebody else's. MediaMTX is in no registry here. */
import type { ChildProcess } from "node:child_process";
import { afterEach, describe, expect, it } from "vitest";
import { CommandError } from "../../src/cli/command-error.js";
import type { RelayCommandOptions } from "../../src/cli/relay/relay.js";
import { openSqlite, startRoomServer } from "../../src/server/hosts/node.js";
import { startSfu } from "../../src/sfu/index.js";
import { firstLine, hasAiortc, linesOf, python } from "../sfu/support/python.js";
import { startRelay, type RunningRelay } from "./support/relay.js";
import { freePort } from "./support/rtmp.js";

const PATIENT = { timeout: 60_000, interval: 200 };
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

interface Seen {
  name: string;
  frames: number;
  shades: number;
  frequency: number;
}

/** A mixer that was started, and what it has seen since. */
async function startMixer(port: number): Promise<{ seen: Seen[]; program: ChildProcess }> {
  const program = python("test/e2e/support/whip_receiver.py", `${port}`);
  cleanups.push(() => program.kill("SIGKILL"));
  const lines = linesOf<Seen | { listening: true }>(program);
  await expect.poll(() => lines.length, PATIENT).toBeGreaterThan(0);
  lines.shift();
  return { seen: lines as Seen[], program };
}

const hasSeenAll = async (seen: readonly Seen[], names: readonly string[]): Promise<void> => {
  // On a busy machine a guest may be silent for so long that the relay begins anew: then the mixer has two streams of that name.
  await expect.poll(() => [...new Set(seen.map(({ name }) => name))].toSorted(), PATIENT).toEqual(names);
  for (const { shades, frequency } of seen) {
    expect(shades).toBeGreaterThan(100);
    expect(Math.abs(frequency - 700)).toBeLessThan(12);
  }
};

function start(options: RelayCommandOptions): RunningRelay {
  const running = startRelay(options, { silence: 3_000, backOff: 300, longest: 1_000, guests: 500 });
  cleanups.push(() => running.stop());
  return running;
}

describe.skipIf(!hasAiortc)("the relay by WHIP, to aiortc", { timeout: 120_000 }, () => {
  it("brings several guests to a mixer, whichever end restarts", async () => {
    const sfu = await startSfu();
    cleanups.push(() => sfu.close());
    const storage = await openSqlite(":memory:");
    cleanups.push(() => storage.close());
    const options = {
      calls: { base: sfu.url, appId: sfu.appId, appSecret: sfu.appSecret },
      port: await freePort(),
      storage,
      jwtSecret: "a-secret-of-this-test-that-is-long-enough",
    };
    let server = await startRoomServer(options);
    cleanups.push(() => server.close());
    const publish = async (id: string, codec: string): Promise<void> => {
      const guest = python("test/e2e/support/whip_peer.py", "publish", `${server.url}/api/calls/whip/${id}`, codec);
      cleanups.push(() => guest.kill());
      await firstLine(guest);
    };
    await Promise.all([publish("cam-1", "VP8"), publish("cam-2", "H264")]);
    const port = await freePort();
    const to = `http://127.0.0.1:${port}/{id}/whip?token=a-secret`;
    const { said } = start({ server: server.url, participant: "cam-*", to });

    // It waits for a mixer that comes later.
    await expect.poll(() => said.join("\n"), PATIENT).toContain(`Waiting for http://127.0.0.1:${port}/cam-1/…`);
    const first = await startMixer(port);
    await hasSeenAll(first.seen, ["cam-1", "cam-2"]);
    expect(said.join("\n")).toMatch(/Sending guest:cam-1 to .* by WHIP \(.*VP8 as it is/);
    expect(said.join("\n")).toMatch(/Sending guest:cam-2 to .* by WHIP \(.*H264 as it is/);
    expect(said.join("\n")).not.toContain("a-secret");

    // Both go at once, and the mixer is back first.
    await server.close();
    first.program.kill("SIGKILL");
    const second = await startMixer(port);
    await expect.poll(() => said.join("\n"), PATIENT).toContain("Waiting for the room server");
    server = await startRoomServer(options);
    await hasSeenAll(second.seen, ["cam-1", "cam-2"]);
  });

  it.each([
    ["no address for each", { participant: "cam-*", to: "http://127.0.0.1:9/stage/whip" }, /\{id\}/],
    ["one address for all that there is", { participant: "Ada", to: "http://127.0.0.1:9/{id}/whip" }, /several/],
    ["no room server", { participant: "cam-*", to: "http://127.0.0.1:9/{id}/whip" }, /does not answer/],
  ])("says plainly that there is %s", async (_, options, message) => {
    const { failed } = start({ server: "http://127.0.0.1:9", room: "guests", ...options });
    const error = await failed;
    expect(error).toBeInstanceOf(CommandError);
    expect((error as Error).message).toMatch(message);
  });
});
