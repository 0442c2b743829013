/** The Elixir half of the Phoenix backend: its rules are those of the room server, and its own tests pass. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it, vi } from "vitest";
import { elixirWire } from "./wire.js";

const project = fileURLToPath(new URL("../../demo/phoenix/", import.meta.url));
const folder = mkdtempSync(`${tmpdir()}/calls-elements-phoenix-`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("checks by the rules of src/wire (vitest -u writes them anew)", async () => {
  await expect(elixirWire()).toMatchFileSnapshot(`${project}lib/calls_elements/wire.ex`);
});

const hasMix = existsSync("/usr/bin/mix");
it.skipIf(!hasMix)("passes its own tests, with nothing but what Debian has", { timeout: 180_000 }, () => {
  // Away from here, so that nothing of what it is built to is left.
  cpSync(project, folder, { recursive: true });
  // One scheduler that sleeps when it has nothing to do: other tests run beside it.
  const erlang = { ELIXIR_ERL_OPTIONS: "+S 1:1 +sbwt none", LC_ALL: "C.UTF-8" };
  const env = { ...process.env, ...erlang, CALLS_ELEMENTS_ALONE: "1", MIX_ENV: "test" };
  const { status, stdout, stderr } = spawnSync("mix", ["test", "--color"], { cwd: folder, env, encoding: "utf8" });
  expect(`${stdout}${stderr}`).toMatch(/\d+ tests, 0 failures/);
  expect(status).toBe(0);
});

it("tells a LiveView what becomes of the call, and does what it asks for", async () => {
  vi.stubGlobal("customElements", { whenDefined: () => Promise.resolve() });
  const { CallsRoom } = (await import(`${project}assets/calls-room-hook.js`)) as {
    CallsRoom: { mounted(this: object): void; destroyed(this: object): void };
  };
  let [listen, phase] = [() => {}, "idle"];
  const calls: unknown[] = [];
  const told: Record<string, (payload: object) => void> = {};
  const callsRoom = {
    get snapshot() {
      return { status: { phase } };
    },
    subscribe: (listener: () => void) => ((listen = listener), () => calls.push("unsubscribed")),
  };
  const element = {
    id: "call",
    callsRoom,
    join: (options: object) => calls.push(options),
    leave: () => calls.push("leave"),
  };
  const hook = {
    el: element,
    pushEvent: (event: string, payload: object) => calls.push([event, payload]),
    handleEvent: (event: string, act: (payload: object) => void) => (told[event] = act),
  };
  CallsRoom.mounted.call(hook);
  await expect.poll(() => calls).toEqual([["calls:status", { id: "call", status: "idle" }]]);
  phase = "joined";
  listen();
  listen();
  told["calls:leave"]?.({ id: "another" });
  told["calls:leave"]?.({});
  told["calls:join"]?.({ id: "call", name: "Ada" });
  CallsRoom.destroyed.call(hook);
  vi.unstubAllGlobals();
  const status = ["calls:status", { id: "call", status: "joined" }];
  expect(calls.slice(1)).toEqual([status, "leave", { name: "Ada" }, "unsubscribed"]);
});
