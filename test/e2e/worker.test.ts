/** A call on Workers: the module that is published, with the configuration that is, in the runtime that it is deployed to. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSfu, type LocalSfu } from "../../src/sfu/index.js";
import { JWT_SECRET } from "../server/support/server.js";
import { deploy, type Deployed } from "../workers/support/deploy.js";
import { servePage } from "./support/call-page.js";
import { seeAndHear } from "./support/core.js";
import { Person } from "./support/person.js";

const published = fileURLToPath(new URL("../../dist/node/server-worker.js", import.meta.url));

let sfu: LocalSfu;
let rooms: Deployed;
let page: Server;
let people: Person[] = [];

beforeAll(async () => {
  sfu = await startSfu();
  const calls = { CALLS_API: sfu.url, CALLS_APP_ID: sfu.appId, CALLS_APP_SECRET: sfu.appSecret };
  rooms = await deploy({ ...calls, CORS_ORIGIN: "*", JWT_SECRET }, published);
  page = await servePage(rooms.url);
}, 60_000);

afterAll(async () => {
  await Promise.all(people.map((one) => one.close()));
  page.close();
  await rooms.close();
  await sfu.close();
});

test("two people see and hear each other", { timeout: 60_000 }, async () => {
  const [ada, ben] = await Promise.all([
    Person.launch({ name: "Ada", tone: 660 }),
    Person.launch({ name: "Ben", tone: 880 }),
  ]);
  people = [ada, ben];
  const url = `http://127.0.0.1:${(page.address() as AddressInfo).port}/`;
  await Promise.all(people.map((one) => one.join(url, "lounge")));
  await seeAndHear(ada, ben);
  await ada.page.close({ runBeforeUnload: true });
  await ben.seesPeople();
  expect(rooms.output()).not.toMatch(/"level":"(warn|error)"/);
});
