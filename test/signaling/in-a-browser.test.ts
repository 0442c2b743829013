/** The adapter as a page has it: the page's own origin, the browser's fetch and WebSocket, and a page that goes away. */
import { launch } from "puppeteer-core";
import type { Browser, Page } from "puppeteer-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startRoomServer } from "../../src/server/hosts/node.js";
import type { RoomServer } from "../../src/server/hosts/node.js";
import type { roomServer } from "../../src/signaling/index.js";
import type { RoomConnection } from "../../src/signaling/signaling.js";

declare global {
  interface Window {
    roomServer: typeof roomServer;
    connection: RoomConnection;
  }
}

let browser: Browser;
let server: RoomServer;

beforeAll(async () => {
  const script = await bundle();
  server = await startRoomServer({
    calls: { base: "http://127.0.0.1:1", appId: "app", appSecret: "secret" },
    fallback: ({ url }) =>
      url.endsWith("/signaling.js")
        ? new Response(script, { headers: { "content-type": "text/javascript" } })
        : new Response(HTML, { headers: { "content-type": "text/html" } }),
  });
  browser = await launch({
    executablePath: process.env["CHROME_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const HTML = `<!doctype html><title>Room</title><script type="module">
import { roomServer } from "/signaling.js";
window.roomServer = roomServer;
</script>`;

async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      lib: { entry: "src/signaling/index.ts", formats: ["es"] },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [output] = Array.isArray(result) ? result : [];
  const chunk = output?.output[0];
  if (!chunk) throw new Error("The build gave nothing.");
  return chunk.code;
}

async function enter(name: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${server.url}/deep/in/the/site`);
  await page.evaluate(async (who) => {
    const signal = new AbortController().signal;
    window.connection = await window.roomServer().join({ room: "standup", name: who, signal });
    addEventListener("pagehide", () => window.connection.leaveNow());
  }, name);
  return page;
}

/** Not with each frame, as is usual: the page behind another draws none. */
const roster = (page: Page, count: number) =>
  page.waitForFunction((wanted) => window.connection.roster.length === wanted, { polling: 100 }, count);

it("meets people, hears of a page that goes away, and takes leave", async () => {
  const [ada, grace] = [await enter("Ada"), await enter("Grace")];
  await roster(ada, 1);
  expect(await ada.evaluate(() => window.connection.roster[0]?.name)).toBe("Grace");
  const failure = await ada.evaluate(() =>
    window.connection.calls
      .call("newSession", undefined, undefined, { signal: new AbortController().signal })
      .catch((error: { code: string }) => error.code),
  );
  expect(failure).toBe("service-unavailable");
  await grace.goto("about:blank");
  await roster(ada, 0);
  await ada.evaluate(() => window.connection.leave());
  expect(server.stats()).toMatchObject({ participants: 0 });
}, 120_000);
