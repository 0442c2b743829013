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
  const bundled = Object.entries(files).map(
    async ([name, file]) => [`/${name}.js`, await bundlePage(`test/e2e/support/${file}.ts`)] as const,
  );
  const scripts = new Map<string, string>(await Promise.all(bundled));
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
  [party, ...ours] = await Promise.all([
    launch({
      executablePath: process.env["CHROME_PATH"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--allow-loopback-in-peer-connection", "--autoplay-policy=no-user-gesture-required"],
    }),
    Person.launch({ name: "Ada", tone: 660 }),
    Person.launch({ name: "Ben", tone: 880 }),
  ]);
  page = await party.newPage();
}, 120_000);

afterAll(async () => {
  await Promise.all([party, ...(ours ?? [])].map((each) => each?.close()));
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
  await Promise.all([ada.seesPeople("Ben", "Olga", "Otto"), ben.seesPeople("Ada", "Olga", "Otto")]);
  const tones = { Ada: 660, Ben: 880, ...THEIRS };
  const othersOf = (name: string): [string, number][] => Object.entries(tones).filter(([each]) => each !== name);
  const seen = [ada, ben].flatMap((person) =>
    othersOf(person.name).map(async ([name, hertz]) => {
      await person.seesVideoOf(name);
      await person.hears(name, hertz);
    }),
  );
  const seenByThem = Object.keys(THEIRS).flatMap((name) =>
    othersOf(name).map(async ([other, hertz]) => {
      const before = await ask((them, who: string, whom: string) => them.frames(who, whom), name, other);
      await page.waitForFunction(
        `globalThis.page.frames(${JSON.stringify(name)}, ${JSON.stringify(other)}) >= ${before + 5}`,
        { polling: 100 },
      );
      await ask((them, who: string, whom: string, tone: number) => them.hears(who, whom, tone), name, other, hertz);
    }),
  );
  await Promise.all([...seen, ...seenByThem]);
});

test("streams go over its proxy alone, without a room", { timeout: 60_000 }, async () => {
  await page.goto(`${server.url}/bare`);
  await page.waitForFunction(() => "page" in globalThis);
  const tracks = await page.evaluate(() => (globalThis as unknown as { page: BarePage }).page.publish());
  expect(tracks).toMatchObject([{ kind: "video" }]);
  await page.evaluate((found) => (globalThis as unknown as { page: BarePage }).page.play(found), tracks);
});
