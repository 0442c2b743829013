/** What a person reads when something is wrong, and what still works then. */
import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startApp, type App } from "./support/app.js";
import { Person, type PersonOptions } from "./support/person.js";

const SECRET = "a secret for signing tokens in tests, long enough";

let app: App;
let people: Person[] = [];

async function person(options: PersonOptions): Promise<Person> {
  const one = await Person.launch(options);
  people.push(one);
  return one;
}

beforeAll(async () => {
  app = await startApp({ JWT_SECRET: SECRET });
}, 120_000);

afterEach(async () => {
  await Promise.all(people.map((one) => one.close()));
  people = [];
});

afterAll(() => app.stop());

const LONG = 60_000;

test(
  "camera and microphone refused: the reason and the remedy, and the call works for the rest",
  { timeout: LONG },
  async () => {
    const [refused, other] = await Promise.all([
      person({ name: "Rae", devices: "refused" }),
      person({ name: "Ota", tone: 880 }),
    ]);
    await Promise.all([other.join(app.url, "refused"), refused.join(app.url, "refused")]);
    await refused.reads(/blocked/i);
    await Promise.all([refused.seesVideoOf("Ota"), refused.hears("Ota", 880)]);
    await other.seesPeople("Rae");
  },
);

test("no microphone and no camera: said so, and the call works for the rest", { timeout: LONG }, async () => {
  const [listener, other] = await Promise.all([
    person({ name: "Lin", devices: "none" }),
    person({ name: "Ota", tone: 880 }),
  ]);
  await Promise.all([other.join(app.url, "listener"), listener.join(app.url, "listener")]);
  await listener.reads(/No microphone or camera found/);
  await Promise.all([listener.seesVideoOf("Ota"), listener.hears("Ota", 880)]);
});

test("server down at join: said so, and trying again works once it is back", { timeout: LONG }, async () => {
  const [doomed, one] = await Promise.all([startApp({ JWT_SECRET: SECRET }), person({ name: "Ada" })]);
  const port = new URL(doomed.url).port;
  await one.open(doomed.url, { room: "down", name: "Ada" });
  await one.reads(/join/i);
  // A person takes longer to read this than the rest of the script takes to come.
  await one.page.waitForNetworkIdle();
  await doomed.stop();
  await one.click("Join");
  await one.reads(/cannot be reached/);
  const back = await startApp({ JWT_SECRET: SECRET, PORT: port });
  await one.click("Try again");
  await one.page.waitForFunction(
    () => document.querySelector("calls-room")?.callsRoom?.snapshot.status.phase === "joined",
  );
  await back.stop();
});

test("no room server at the address: developers read it in the console, once", { timeout: LONG }, async () => {
  const one = await person({ name: "Ada" });
  await one.open(app.url, { room: "nowhere", name: "Ada" });
  await one.page.evaluate(() => document.querySelector("calls-room")?.setAttribute("server", "/nowhere/"));
  for (const button of ["Join", "Try again"]) {
    await one.click(button);
    await one.reads(/Calls are not set up here/);
  }
  await expect.poll(() => one.printed).toHaveLength(1);
  expect(one.printed[0]).toMatch(
    /The server answered 404, not as a room server does\. Start one, or set its address\..*https:\/\//,
  );
  // What is not a developer's to mend is not said to them.
  await one.page.evaluate(() => document.querySelector("calls-room")?.removeAttribute("server"));
  await one.click("Try again");
  await one.page.waitForFunction(
    () => document.querySelector("calls-room")?.callsRoom?.snapshot.status.phase === "joined",
  );
  expect(one.printed).toHaveLength(1);
});

test("token expired: said so", { timeout: LONG }, async () => {
  const one = await person({ name: "Ada" });
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const body = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ room: "old", name: "Ada", sub: "p1", iat: 1, exp: 2 })}`;
  const token = `${body}.${createHmac("sha256", SECRET).update(body).digest("base64url")}`;
  await one.open(app.url, { room: "old", name: "Ada" });
  await one.page.evaluate((expired) => {
    const room = document.querySelector("calls-room");
    room?.setAttribute("token", expired);
    room?.setAttribute("autojoin", "");
  }, token);
  await one.reads(/expired/i);
});

test("a room name with script in it: refused in words, and nothing runs", { timeout: LONG }, async () => {
  const one = await person({ name: "Ada" });
  await one.open(app.url, { room: "<img src=x onerror=window.hacked=1>", name: "Ada", autojoin: "" });
  await one.reads(/link is not right/);
  expect(await one.page.evaluate(() => "hacked" in window)).toBe(false);
});
