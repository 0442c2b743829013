/** What the bench runs on: one SFU, one room server with both proxies, a distance in front of it, and browsers. */
import { launch, type Browser, type CDPSession, type Page } from "puppeteer-core";
import { routePartyTracksRequest } from "partytracks/server";
import { startRoomServer, type RoomServer } from "../../../src/server/hosts/node.js";
import { startSfu, type FaultOptions, type LocalSfu } from "../../../src/sfu/index.js";
import { bundlePage } from "./bundles.js";
import { Front } from "./front.js";

/** Milliseconds. Filling a stage of 18, one after the other, takes most of a minute on a busy machine. */
const PATIENCE = 180_000;

/** Calls a method of a page's `bench`. */
export type Ask<Api> = <Name extends keyof Api & string>(
  name: Name,
  ...args: Api[Name] extends (...args: infer Args) => unknown ? Args : never
) => Promise<Api[Name] extends (...args: never) => infer Result ? Awaited<Result> : never>;

/** A page in a browser of its own. */
export interface BenchPage<Api> {
  readonly ask: Ask<Api>;
  readonly cdp: CDPSession;
  close(): Promise<void>;
}

export class Rig {
  readonly front: Front;
  readonly server: RoomServer;
  #sfu: LocalSfu;
  readonly #browsers = new Set<Browser>();

  private constructor(sfu: LocalSfu, server: RoomServer, front: Front) {
    this.#sfu = sfu;
    this.server = server;
    this.front = front;
  }

  /** @param scripts the page of each name: a file, and the checkout that the kit is taken from. */
  static async start(scripts: Readonly<Record<string, readonly [file: string, checkout?: string]>>): Promise<Rig> {
    const pages = new Map<string, string>();
    for (const [name, [file, checkout]] of Object.entries(scripts)) {
      pages.set(`/${name}.js`, await bundlePage(file, checkout));
    }
    const sfu = await startSfu({ faults: true });
    const { url, appId, appSecret } = sfu;
    const server = await startRoomServer({
      // Many stays a minute from one machine are no flood here.
      limiter: () => 0,
      jwtSecret: "a secret for one run of a bench, and for nothing else",
      calls: { base: url, appId, appSecret },
      async fallback(request) {
        const { pathname } = new URL(request.url);
        const script = pages.get(pathname);
        if (script !== undefined) return new Response(script, { headers: { "content-type": "text/javascript" } });
        if (pathname.endsWith("generate-ice-servers")) return Response.json({ iceServers: [] });
        if (pathname.startsWith("/partytracks")) return await partytracks(request, { url, appId, appSecret });
        const page = pathname.slice(1);
        return new Response(`<!doctype html><title>${page}</title><script type=module src=/${page}.js></script>`, {
          headers: { "content-type": "text/html" },
        });
      },
    });
    return new Rig(sfu, server, await Front.start(server.port));
  }

  /** Opens the page of that name. @param url of the server, or of the distance in front of it. */
  async open<Api>(name: string, url: string): Promise<BenchPage<Api>> {
    const browser = await launch({
      executablePath: process.env["CHROME_PATH"] ?? "/usr/bin/chromium",
      protocolTimeout: PATIENCE,
      args: [
        "--no-sandbox",
        "--allow-loopback-in-peer-connection",
        "--autoplay-policy=no-user-gesture-required",
        "--disable-background-networking",
        "--disable-background-timer-throttling",
        "--disable-renderer-backgrounding",
        "--disable-backgrounding-occluded-windows",
        "--enable-precise-memory-info",
      ],
    });
    this.#browsers.add(browser);
    const [page = await browser.newPage()] = await browser.pages();
    await page.setViewport({ width: 1280, height: 800 });
    if (process.argv.includes("--verbose")) listen(page, name);
    await page.goto(`${url}/${name}`);
    await page.waitForFunction(() => "bench" in globalThis);
    const ask = async (method: string, ...args: unknown[]): Promise<unknown> =>
      page.evaluate(
        (which, values) =>
          (globalThis as unknown as { bench: Record<string, (...each: unknown[]) => unknown> }).bench[which]?.(
            ...values,
          ),
        method,
        args,
      );
    // A browser that hangs does not close by being asked to.
    const close = async (): Promise<void> => {
      this.#browsers.delete(browser);
      browser.process()?.kill("SIGKILL");
      await browser.disconnect();
    };
    return { ask: ask as Ask<Api>, cdp: await page.createCDPSession(), close };
  }

  /** How much longer the SFU takes for a call of the Connection API, in milliseconds. */
  setSfuLatency = (latency: number): Promise<void> => this.#setFaults({ latency });

  /** Whether the SFU gets and sends no packet. */
  setCutOff = (cutOff: boolean): Promise<void> => this.#setFaults({ cutOff });

  async #setFaults(faults: FaultOptions): Promise<void> {
    await fetch(new URL("/admin/faults", this.#sfu.url), { method: "PUT", body: JSON.stringify(faults) });
  }

  async restartSfu(): Promise<void> {
    const { url, udpPort, appId, appSecret } = this.#sfu;
    await this.#sfu.close();
    this.#sfu = await startSfu({ port: Number(new URL(url).port), udpPort, appId, appSecret, faults: true });
  }

  /** Ends what the machine would go on with. */
  stop(): void {
    for (const browser of this.#browsers) browser.process()?.kill("SIGKILL");
  }
}

async function partytracks(request: Request, sfu: Pick<LocalSfu, "url" | "appId" | "appSecret">): Promise<Response> {
  // It passes the body on as a stream, which the fetch of Node does not take without a word on half duplex.
  const headers = new Headers(request.headers);
  for (const name of ["host", "connection"]) headers.delete(name);
  const whole = { url: request.url, method: request.method, headers, body: await request.text() };
  return routePartyTracksRequest({
    request: whole as unknown as Request,
    appId: sfu.appId,
    token: sfu.appSecret,
    realtimeApiBaseUrl: sfu.url,
  });
}

function listen(page: Page, name: string): void {
  page.on("console", (message) => console.error(`${name}: ${message.text()}`));
  page.on("pageerror", (error) => console.error(`${name}: ${String(error)}`));
}
