/** One Orange room: two people with our element, two with `partytracks` and Orange's words, each of whom sees and hears the others. */
import { launch, type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSfu, type LocalSfu } from "../../src/sfu/index.js";
import { bundlePage } from "../bench/client/bundles.js";
import { OrangeServer } from "../signaling/orange-server.js";
import type { BarePage } from "./support/bare-page.js";
import type { OrangeParty } from "./support/orange-party.js";
import { Person } from "./support/person.js";

const THEIRS = { Olga: 1_320, Otto: 1_760 } as const;

let sfu: LocalSfu;
let server: OrangeServer;
let party: Browser;
let page: Page;
let ours: Person[];

beforeAll(async () => {
  const files = { element: "orange-page", party: "orange-party", bare: "bare-page" } as const;
  const scripts = new Map<string, string>();
  for (const [name, file] of Object.entries(files)) {
    scripts.set(`/${name}.js`, await bundlePage(`test/e2e/support/${file}.ts`));
  }
  sfu = await startSfu();
  server = await OrangeServer.start({
    calls: { base: sfu.url, appId: sfu.appId, appSecret: sfu.appSecret },
    fallback: (path) => {
      const script = scripts.get(path);
      if (script !== undefined) return { type: "text/javascript", body: script };
      const [, name = "element"] = /^\/(party|bare)/.exec(path) ?? [];
      const query = new URL(path, "http://localhost").searchParams;
      const attributes = `backend="orange" room="${query.get("room")}" name="${query.get("name")}" autojoin`;
      const room = name === "element" ? `<calls-room ${attributes}></calls-room>` : "";
      const style = "<style>body{margin:0}calls-room{block-size:100vh}</style>";
      const body = `<!doctype html>${style}<body>${room}<script type="module" src="/${name}.js"></script>`;
      return { type: "text/html", body };
    },
  });
  party = await launch({
    executablePath: process.env["CHROME_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--allow-loopback-in-peer-connection", "--autoplay-policy=no-user-gesture-required"],
  });
  page = await party.newPage();
  ours = [await Person.launch({ name: "Ada", tone: 660 }), await Person.launch({ name: "Ben", tone: 880 })];
}, 120_000);

afterAll(async () => {
  await Promise.all([party?.close(), ...(ours ?? []).map(({ browser }) => browser.close())]);
  await server?.close();
  await sfu?.close();
});

const ask = <T>(run: (party: OrangeParty, ...args: never[]) => T, ...args: unknown[]) =>
  page.evaluate(`(${String(run)})(globalThis.page, ...${JSON.stringify(args)})`) as Promise<Awaited<T>>;

test("all see and hear each other", { timeout: 120_000 }, async () => {
  const [ada, ben] = ours as [Person, Person];
  await page.goto(`${server.url}/party`);
  await page.waitForFunction(() => "page" in globalThis);
  await ada.join(`${server.url}/`, "yard");
  for (const [name, hertz] of Object.entries(THEIRS)) {
    await ask((them, who: string, tone: number) => them.join("yard", who, tone), name, hertz);
  }
  await ben.join(`${server.url}/`, "yard");
  await ada.seesPeople("Ben", "Olga", "Otto");
  await ben.seesPeople("Ada", "Olga", "Otto");
  const tones = { Ada: 660, Ben: 880, ...THEIRS };
  for (const person of [ada, ben]) {
    for (const [name, hertz] of Object.entries(tones).filter(([each]) => each !== person.name)) {
      await person.seesVideoOf(name);
      await person.hears(name, hertz);
    }
  }
  for (const name of Object.keys(THEIRS)) {
    for (const [other, hertz] of Object.entries(tones).filter(([each]) => each !== name)) {
      const before = await ask((them, who: string, whom: string) => them.frames(who, whom), name, other);
      await page.waitForFunction(
        `globalThis.page.frames(${JSON.stringify(name)}, ${JSON.stringify(other)}) >= ${before + 5}`,
        { polling: 100 },
      );
      await ask((them, who: string, whom: string, tone: number) => them.hears(who, whom, tone), name, other, hertz);
    }
  }
});

test("streams go over its proxy alone, without a room", { timeout: 60_000 }, async () => {
  await page.goto(`${server.url}/bare`);
  await page.waitForFunction(() => "page" in globalThis);
  const tracks = await page.evaluate(() => (globalThis as unknown as { page: BarePage }).page.publish());
  expect(tracks).toMatchObject([{ kind: "video" }]);
  await page.evaluate((found) => (globalThis as unknown as { page: BarePage }).page.play(found), tracks);
});
