/** The public client `partytracks`, unchanged, against the room server's paths for it: who may have what is the room's to say. */
import { launch, type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSfu, type LocalSfu } from "../../src/sfu/index.js";
import { bundlePage } from "../bench/client/bundles.js";
import { enter } from "../server/support/client.js";
import type { RunningHost } from "../server/support/host.js";
import { startNodeHost } from "../server/support/node-host.js";
import type { PartytracksPage } from "./support/partytracks-page.js";

let sfu: LocalSfu;
let server: RunningHost;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const script = await bundlePage("test/e2e/support/partytracks-page.ts");
  sfu = await startSfu();
  server = await startNodeHost({
    env: {
      CALLS_API: sfu.url,
      CALLS_APP_ID: sfu.appId,
      CALLS_APP_SECRET: sfu.appSecret,
      PARTYTRACKS_PATH: "/partytracks",
    },
    fallback: () =>
      new Response(`<!doctype html><script type="module">${script.replaceAll("</script", "<\\/script")}</script>`, {
        headers: { "content-type": "text/html" },
      }),
    log: () => {},
  });
  browser = await launch({
    executablePath: process.env["CHROME_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--allow-loopback-in-peer-connection", "--autoplay-policy=no-user-gesture-required"],
  });
  page = await browser.newPage();
  await page.goto(server.url);
  await page.waitForFunction(() => "page" in globalThis);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await server.close();
  await sfu.close();
});

const push = (token: string): Promise<{ sessionId?: string; trackName?: string }> =>
  page.evaluate((who) => (globalThis as unknown as { page: PartytracksPage }).page.push(who), token);
const pull = (token: string, track: object): Promise<void> =>
  page.evaluate(
    (who, what) => (globalThis as unknown as { page: PartytracksPage }).page.pull(who, what),
    token,
    track as object,
  );

test("pushes a picture that another in the room sees, and nobody of another room", { timeout: 90_000 }, async () => {
  const ada = await enter(server.url, "yard", "Ada");
  const ben = await enter(server.url, "yard", "Ben");
  const eve = await enter(server.url, "street", "Eve");
  const track = await push(ada.token);
  const { sessionId, trackName } = track;
  ada.socket.send({ type: "cloudflare-session", sessionId, tracks: [{ trackName, kind: "video", source: "camera" }] });
  await ada.socket.settled();
  await pull(ben.token, track);

  const headers = { authorization: `Bearer ${eve.token}`, "content-type": "text/plain" };
  const at = `${server.url}/partytracks/sessions`;
  const { sessionId: own } = (await (await fetch(`${at}/new`, { method: "POST", headers })).json()) as {
    sessionId: string;
  };
  const body = JSON.stringify({ tracks: [{ location: "remote", sessionId, trackName }] });
  const answer = await fetch(`${at}/${own}/tracks/new`, { method: "POST", headers, body });
  expect(await answer.json()).toMatchObject({ tracks: [{ errorCode: "not_found_track_error" }] });
});
