import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { launch, type Browser, type Page } from "puppeteer-core";
import type { LocalSfu } from "../../../src/sfu/index.js";
import type { PageApi } from "./page-api.js";
import { installStats } from "./page-stats.js";
import { installPeer } from "./page.js";

/** Chromium with fake devices, and a server of the blank page that they need for `getUserMedia`. */
export class TestBrowser {
  private constructor(
    readonly browser: Browser,
    readonly server: Server,
  ) {}

  static async launch(extraArgs: readonly string[] = []): Promise<TestBrowser> {
    const server = await serveBlankPage();
    const browser = await launch({
      executablePath: process.env["CHROME_PATH"] ?? "/usr/bin/chromium",
      headless: true,
      args: [
        "--no-sandbox",
        "--allow-loopback-in-peer-connection",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        "--autoplay-policy=no-user-gesture-required",
        "--disable-background-timer-throttling",
        "--disable-renderer-backgrounding",
        "--disable-backgrounding-occluded-windows",
        ...extraArgs,
      ],
    });
    return new TestBrowser(browser, server);
  }

  static async launchFirefox(executablePath: string): Promise<TestBrowser> {
    const server = await serveBlankPage();
    const browser = await launch({
      browser: "firefox",
      executablePath,
      headless: true,
      extraPrefsFirefox: {
        "media.navigator.streams.fake": true,
        "media.navigator.permission.disabled": true,
        "media.navigator.audio.fake_frequency": 700,
        "media.autoplay.default": 0,
      },
    });
    return new TestBrowser(browser, server);
  }

  /** A page with the peer helpers in it, bound to one SFU. */
  async peer(sfu: Pick<LocalSfu, "url" | "appId" | "appSecret">, configuration: RTCConfiguration = {}): Promise<Peer> {
    const context = await this.browser.createBrowserContext();
    const page = await context.newPage();
    const { port } = this.server.address() as AddressInfo;
    await page.goto(`http://localhost:${port}/`);
    await page.evaluate(installPeer, `${sfu.url}/apps/${sfu.appId}/sessions`, sfu.appSecret, configuration);
    await page.evaluate(installStats);
    return new Peer(page);
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.close();
    this.server.closeAllConnections();
  }
}

async function serveBlankPage(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>peer</title>");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** Anything that survives the way to the page. */
type Json = unknown;

/** A page with one PeerConnection, driven over plain fetch. */
export class Peer {
  constructor(readonly page: Page) {}

  /** Runs one of the page's helpers. */
  async call<Name extends keyof PageApi>(
    name: Name,
    ...args: Parameters<PageApi[Name]>
  ): Promise<Awaited<ReturnType<PageApi[Name]>>> {
    const result: Json = await this.page.evaluate(
      (method, parameters) => {
        const api = (window as unknown as { peer: Record<string, (...values: unknown[]) => unknown> }).peer;
        const helper = api[method];
        if (!helper) throw new Error(`The page has no helper ${method}.`);
        return helper(...parameters);
      },
      name as string,
      args as unknown[],
    );
    return result as Awaited<ReturnType<PageApi[Name]>>;
  }

  /** Ends the page's process without a farewell, as a crash does. */
  async crash(): Promise<void> {
    const client = await this.page.createCDPSession();
    const crashed = new Promise((resolve) => this.page.once("error", resolve));
    void client.send("Page.crash").catch(() => {});
    await crashed;
  }

  async close(): Promise<void> {
    await this.page.browserContext().close();
  }
}
