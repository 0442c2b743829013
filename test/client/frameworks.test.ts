/** The room in React and Vue, and the client without a room, as their users have them: bundled, in a browser. */
import { launch, type Browser, type Page } from "puppeteer-core";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startRoomServer, type RoomServer } from "../../src/server/hosts/node.js";
import { startSfu, type LocalSfu } from "../../src/sfu/index.js";
import type { FrameworksPage } from "./frameworks/page.js";

const PATIENCE = 120_000;
/** Not with each frame, as is usual: a page that nobody looks at draws none. */
const POLLING = { polling: 100 };
const FLAGS = [
  "--no-sandbox",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  "--allow-loopback-in-peer-connection",
];

let sfu: LocalSfu;
let server: RoomServer;
let browser: Browser;
let page: Page;
/** What React and Vue complained about, and what nobody caught. */
let complaints: string[] = [];

beforeAll(async () => {
  const script = await bundle();
  sfu = await startSfu();
  server = await startRoomServer({
    calls: { base: sfu.url, appId: sfu.appId, appSecret: sfu.appSecret },
    fallback: ({ url }) =>
      url.endsWith("/page.js")
        ? new Response(script, { headers: { "content-type": "text/javascript" } })
        : new Response("<!doctype html><title>frameworks</title><script type=module src=/page.js></script>", {
            headers: { "content-type": "text/html" },
          }),
  });
  browser = await launch({ executablePath: process.env["CHROME_PATH"] ?? "/usr/bin/chromium", args: FLAGS });
}, PATIENCE);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await sfu?.close();
});

beforeEach(async () => {
  await page?.close();
  page = await browser.newPage();
  complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(server.url);
  await page.waitForFunction(() => "api" in globalThis, POLLING);
}, PATIENCE);

async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    mode: "development",
    define: { "process.env.NODE_ENV": '"development"', __VUE_OPTIONS_API__: "true", __VUE_PROD_DEVTOOLS__: "false" },
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: { entry: "test/client/frameworks/page.ts", formats: ["es"] },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [output] = [result].flat() as Rolldown.RolldownOutput[];
  return output?.output[0].code ?? "";
}

async function ask<Name extends keyof FrameworksPage>(
  name: Name,
  ...args: Parameters<FrameworksPage[Name]>
): Promise<Awaited<ReturnType<FrameworksPage[Name]>>> {
  const answer: unknown = await page.evaluate(
    (method, values) => {
      const { api } = globalThis as unknown as { api: Record<string, (...given: unknown[]) => unknown> };
      return api[method]?.(...values);
    },
    name as string,
    args as unknown[],
  );
  return answer as Awaited<ReturnType<FrameworksPage[Name]>>;
}

const reads = (text: string) =>
  page.waitForFunction((wanted) => document.querySelector("p")?.textContent === wanted, POLLING, text);
const click = (label: string) =>
  page.evaluate((text) => {
    Array.from(document.querySelectorAll("button"))
      .find((button) => button.textContent === text)
      ?.click();
  }, label);

describe("a room in React, in strict mode", () => {
  it("is there once, follows what is selected, and is destroyed with its component", async () => {
    await ask("mountReact");
    await reads("idle: ");
    await ask("enter", "Grace");
    await click("Join");
    await reads("connected: Grace");
    const before = await ask("renderings");
    await ask("enter", "Linus");
    await reads("connected: Grace, Linus");
    // Twice each in strict mode; a list that is made anew every time makes no more of them.
    expect((await ask("renderings")) - before).toBeLessThanOrEqual(4);
    await click("Toggle");
    await page.waitForFunction(() => !document.querySelector("p"), POLLING);
    await ask("leave", "Grace");
    await click("Toggle");
    await reads("connected: Linus");
    await ask("unmount");
    await page.waitForFunction(() => !document.querySelector("main"), POLLING);
    expect(new Set(await ask("destroyed"))).toEqual(new Set([true]));
    expect(complaints).toEqual([]);
  });
});

describe("a room in Vue", () => {
  it("is there while it is mounted, and renders again for what is selected only", async () => {
    await ask("mountVue");
    await reads("idle: ");
    await ask("enter", "Grace");
    await click("Join");
    await reads("joined: Grace");
    await click("Clicked 0");
    await page.waitForFunction(() => document.body.textContent?.includes("Clicked 1"), POLLING);
    await ask("leave", "Grace");
    await reads("joined: ");
    await ask("unmount");
    expect(await ask("destroyed")).toEqual([true]);
    expect(complaints).toEqual([]);
  });
});

describe("the client without a room", () => {
  it(
    "publishes, subscribes, comes back after its session is lost, and ends",
    async () => {
      const [ada] = await Promise.all([ask("call", "Ada"), ask("call", "Grace")]);
      expect(await ask("publish", "Ada")).toEqual(["audio", "video"]);
      expect((await ask("hints", "Ada")).sort()).toEqual(["", "detail"]);
      expect(await ask("watch", "Grace", "Ada")).toBeGreaterThan(100);
      const { url, appId, appSecret, udpPort } = sfu;
      await sfu.close();
      sfu = await startSfu({ port: Number(new URL(url).port), udpPort, appId, appSecret });
      expect(await ask("session", "Ada", ada)).not.toBe(ada);
      expect(await ask("states", "Ada")).toEqual([
        "disconnected",
        "connecting",
        "connected",
        "connecting",
        "connected",
      ]);
      expect(await ask("unpublish", "Ada")).toBe(0);
      expect(await ask("publish", "Ada")).toEqual(["audio", "video"]);
      await ask("session", "Grace", "");
      expect(await ask("watch", "Grace", "Ada")).toBeGreaterThan(100);
      await Promise.all([ask("hangUp", "Ada"), ask("hangUp", "Grace")]);
      expect((await ask("states", "Ada")).at(-1)).toBe("disconnected");
      // The way to the server ended with the room.
      expect(await ask("refused", "Ada")).toEqual(["aborted", "failed", "aborted"]);
      for (let { open } = sfu.sessions(); open > 0; { open } = sfu.sessions()) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(complaints.filter((text) => !text.startsWith("Failed to load resource"))).toEqual([]);
    },
    PATIENCE,
  );
});
