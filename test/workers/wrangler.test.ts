/** What is deployed: `wrangler.jsonc` and the module that it names, in the runtime of the date that it asks for. */
import { afterEach, expect, it } from "vitest";
import { enter, request } from "../server/support/client.js";
import { deploy as start } from "./support/deploy.js";
import type { Deployed } from "./support/deploy.js";

const secrets = { CALLS_APP_ID: "app", CALLS_APP_SECRET: "secret", JWT_SECRET: "x".repeat(32) };
let running: Deployed | undefined;
afterEach(() => running?.close());

const deploy = async (bindings: Record<string, string>): Promise<Deployed> => (running = await start(bindings));

it("holds a room", async () => {
  const { url } = await deploy(secrets);
  const ada = await enter(url, "yard", "Ada");
  const ben = await enter(url, "yard", "Ben");
  expect(ben.welcome.participants?.map(({ name }) => name)).toEqual(["Ada", "Ben"]);
  expect(await ada.socket.nextOf("join")).toMatchObject({ from: ben.id });
});

it("says in its log, and to nobody else, which secret is missing", async () => {
  const { url, output } = await deploy({ CALLS_APP_ID: "app", CALLS_APP_SECRET: "secret" });
  const reply = await request(`${url}/health`);
  expect(reply).toMatchObject({ status: 500, body: { error: { code: "internal" } } });
  expect(JSON.stringify(reply.body)).not.toContain("JWT_SECRET");
  await expect.poll(output).toContain("JWT_SECRET is missing");
});
