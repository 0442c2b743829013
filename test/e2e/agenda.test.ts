/** The agenda of the demo, a feature of an application's own: two browsers, and the room on each of the hosts. */
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSfu, type LocalSfu } from "../../src/sfu/index.js";
import type { RunningHost } from "../server/support/host.js";
import { JWT_SECRET } from "../server/support/server.js";
import { startNodeHost } from "../server/support/node-host.js";
import { startWorkerd, workerdHost } from "../workers/support/workerd.js";
import { root } from "./support/app.js";
import { Person } from "./support/person.js";

const TYPES: Record<string, string> = { html: "text/html", js: "text/javascript", css: "text/css" };

/** The demo's folder and the kit's script, on an origin of their own: the room server is elsewhere. */
async function servePage(roomServer: () => string): Promise<Server> {
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? "/", "http://page").pathname.slice(1);
    const folder = name.startsWith("calls-elements") ? "dist/cdn" : "demo/agenda";
    readFile(`${root}${folder}/${name}`).then(
      (file) => {
        const page = name.endsWith(".html")
          ? file.toString().replace('room="agenda"', `room="agenda" server="${roomServer()}"`)
          : file;
        response.writeHead(200, { "content-type": TYPES[name.split(".").at(-1) ?? ""] }).end(page);
      },
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** The same people everywhere: their browsers take longer to start than anything else here. */
let people: Person[] = [];

beforeAll(async () => {
  people = await Promise.all(["Ada", "Ben"].map((name) => Person.launch({ name })));
}, 60_000);
afterAll(() => Promise.all(people.map((person) => person.close())));

describe.each(["Node", "workerd"] as const)("an agenda of the page's own, on %s", { timeout: 120_000 }, (name) => {
  let sfu: LocalSfu;
  let rooms: RunningHost;
  let page: Server;
  let stopRuntime = async (): Promise<void> => {};

  beforeAll(async () => {
    sfu = await startSfu();
    const env = {
      CALLS_API: sfu.url,
      CALLS_APP_ID: sfu.appId,
      CALLS_APP_SECRET: sfu.appSecret,
      CORS_ORIGIN: "*",
      JWT_SECRET,
    };
    const runtime = name === "workerd" ? startWorkerd() : undefined;
    if (runtime) stopRuntime = async () => (await runtime).close();
    const start = runtime ? workerdHost(runtime) : startNodeHost;
    rooms = await start({ env, agenda: true, log: () => {} });
    page = await servePage(() => rooms.url);
  }, 60_000);
  afterAll(async () => {
    await Promise.all(people.map((person) => person.page.goto("about:blank")));
    page.close();
    await rooms.close();
    await stopRuntime();
    await sfu.close();
  });

  test("anybody proposes, a host starts it, everybody sees the time run, and the room ends it", async () => {
    const [ada, ben] = people as [Person, Person];
    const url = `http://127.0.0.1:${(page.address() as AddressInfo).port}/index.html`;
    await Promise.all(people.map((person) => person.open(url, {})));
    // Whoever comes first is the host.
    for (const person of people) {
      await person.type("Your name", person.name);
      await person.press("Enter");
      await person.isIn();
    }
    await ben.page.locator("agenda-panel [name=title]").fill("Budget");
    await ben.page.locator("agenda-panel [name=minutes]").fill("0.1");
    await ben.page.locator("agenda-panel form button").click();
    await ada.page.locator("agenda-panel button[title=Start]").click();
    // Six seconds, which run for both.
    await Promise.all(
      people.map((person) =>
        person.page.waitForFunction(() => /^0:0\d$/.test(document.querySelector(".now time")?.textContent ?? "")),
      ),
    );
    expect(await ben.page.$$("agenda-panel button[title=Start]")).toEqual([]);
    for (const { page: each } of people) {
      await each.waitForFunction(() => document.querySelector("agenda-panel .done strong")?.textContent === "Budget");
    }
    await ada.seesVideoOf("Ben");
  });
});
