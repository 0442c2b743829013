/** Networks between people and the call: proxies that let no WebSocket through, and hosts with no room server. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startApp, type App } from "./support/app.js";
import { chatAndRaiseHand } from "./support/core.js";
import { startFront, type Front } from "./support/front.js";
import { Person } from "./support/person.js";

let app: App;
const fronts: Front[] = [];
let people: Person[] = [];

beforeAll(async () => {
  app = await startApp();
}, 120_000);

afterEach(async () => {
  await Promise.all(people.map((one) => one.close()));
  people = [];
  for (const front of fronts.splice(0)) front.close();
});

afterAll(() => app.stop());

async function person(name: string, tone: number): Promise<Person> {
  const one = await Person.launch({ name, tone });
  people.push(one);
  return one;
}

test.each(["refuse", "silence"] as const)(
  "where a proxy lets no WebSocket through (%s), a call works, and the step before it says so",
  { timeout: 90_000 },
  async (upgrades) => {
    const front = await startFront(app.url, {}, { upgrades });
    fronts.push(front);
    const [ada, ben] = await Promise.all([person("Ada", 440), person("Ben", 880)]);
    await ada.open(front.url, { room: upgrades, name: "Ada" });
    await ada.reads(/Calls work here, though slower/);
    await Promise.all([ada.join(front.url, upgrades), ben.join(front.url, upgrades)]);
    await Promise.all([ada.seesVideoOf("Ben"), ben.seesVideoOf("Ada"), ada.hears("Ben", 880), ben.hears("Ada", 440)]);
    await chatAndRaiseHand(ada, ben);
    await ben.page.close({ runBeforeUnload: true });
    await ada.seesPeople();
    expect(await ada.text()).not.toMatch(/Reconnecting|Getting you back/);
  },
);

test(
  "a page with no room server behind it: said so before the call, and in the call's place",
  { timeout: 60_000 },
  async () => {
    const host = createServer(async ({ url = "/" }, reply) => {
      const isOurs = /^\/(api|cloudflare|ws|health)/.test(url);
      const file = isOurs ? undefined : await fetch(new URL(url, app.url));
      const type = file?.headers.get("content-type") ?? "text/html";
      reply.writeHead(file?.status ?? 404, { "content-type": type });
      reply.end(file ? Buffer.from(await file.arrayBuffer()) : "<!doctype html><title>404</title>");
    });
    host.listen(0, "localhost");
    await once(host, "listening");
    const url = `http://localhost:${(host.address() as AddressInfo).port}/`;
    fronts.push({ url, close: () => (host.close(), host.closeAllConnections()) });
    const ada = await person("Ada", 440);
    await ada.open(url, { room: "nowhere", name: "Ada" });
    await ada.reads(/Calls are not set up here/);
    const reason = ada.page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          addEventListener("calls-error", (event) => resolve((event as unknown as { error: Error }).error.message));
        }),
    );
    await ada.click("Join");
    expect(await reason).toContain("The server answered 404, not as a room server does");
    await ada.reads(/Tell whoever runs this page/);
  },
);
