/** A room server, an SFU and a browser page between them, for one test file. */
import { launch, type Browser, type CDPSession, type Page } from "puppeteer-core";
import { build, type Rolldown } from "vite";
import { startRoomServer, type RoomServer } from "../../../src/server/hosts/node.js";
import { startSfu, type FaultOptions, type LocalSfu, type SfuOptions } from "../../../src/sfu/index.js";
import type { StackPage } from "./page.js";

const FLAGS = [
  "--no-sandbox",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  "--allow-loopback-in-peer-connection",
  "--disable-background-networking",
  // Several pages at once, all of them in front.
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
];

export class Stack {
  #page: Page | undefined;
  #note = "";
  #network: CDPSession | undefined;
  readonly #pending = new Set<string>();

  private constructor(
    public sfu: LocalSfu,
    public server: RoomServer,
    readonly browser: Browser,
    private readonly script: string,
  ) {}

  static async start(): Promise<Stack> {
    const script = await bundle();
    const browser = await launch({ executablePath: process.env["CHROME_PATH"] ?? "/usr/bin/chromium", args: FLAGS });
    return await Stack.#in(browser, script);
  }

  /** Another room server and SFU, with a page in the same browser. */
  async another(): Promise<Stack> {
    const stack = await Stack.#in(this.browser, this.script);
    await stack.open();
    return stack;
  }

  static async #in(browser: Browser, script: string): Promise<Stack> {
    const sfu = await startSfu(sfuOptions());
    return new Stack(sfu, await startServer(sfu, script, 0), browser, script);
  }

  /** A fresh page. */
  async open(): Promise<void> {
    await this.#page?.close();
    this.#network = undefined;
    this.#pending.clear();
    this.#page = await this.browser.newPage();
    await this.#page.goto(this.server.url);
    // Not with each frame, as is usual: a page behind another draws none.
    await this.#page.waitForFunction(() => "stack" in globalThis, { polling: 100 });
  }

  /** The room server goes, with its rooms, and another takes its place. */
  async replaceServer(after = 0): Promise<void> {
    const { port } = this.server;
    await this.server.close();
    await passed(after);
    this.server = await startServer(this.sfu, this.script, port);
  }

  /** The SFU goes, with everything that it knew, and another takes its place. */
  async replaceSfu(after = 0): Promise<void> {
    const { url, appId, appSecret, udpPort } = this.sfu;
    await this.sfu.close();
    await passed(after);
    this.sfu = await startSfu({ ...sfuOptions(), port: Number(new URL(url).port), udpPort, appId, appSecret });
  }

  /** Makes the SFU, and the way to it, misbehave. */
  async setFaults(faults: FaultOptions): Promise<void> {
    const address = new URL("/admin/faults", this.sfu.url);
    const reply = await fetch(address, { method: "PUT", body: JSON.stringify(faults) });
    if (!reply.ok) throw new Error(`The SFU does not take these faults: ${await reply.text()}`);
  }

  /** The page's way to everything but media. */
  async setOffline(offline: boolean): Promise<void> {
    this.#network ??= await this.#page?.createCDPSession();
    await this.#network?.send("Network.emulateNetworkConditions", {
      offline,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
  }

  /** Asks the page. */
  async ask<Name extends keyof StackPage>(
    name: Name,
    ...args: Parameters<StackPage[Name]>
  ): Promise<Awaited<ReturnType<StackPage[Name]>>> {
    const question = [name, ...args].join(" ");
    this.#pending.add(question);
    const result: unknown = await this.#page?.evaluate(
      (method, values) => {
        const { stack } = globalThis as unknown as { stack: Record<string, (...args: unknown[]) => unknown> };
        return stack[method]?.(...values);
      },
      name as string,
      args as unknown[],
    );
    this.#pending.delete(question);
    return result as Awaited<ReturnType<StackPage[Name]>>;
  }

  /** Keeps a line for the report. */
  note(line: string): void {
    this.#note = line;
  }

  /** What the page has not answered, and what everybody there has. */
  async report(): Promise<string> {
    const pending = [...this.#pending].join(", ");
    return `Without an answer: ${pending}\n${this.#note}\n${await this.ask("report")}`;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.close();
  }

  /** Lets the browser go on. */
  async close(): Promise<void> {
    if (this.browser.connected) await this.#page?.close();
    await this.server.close();
    await this.sfu.close();
  }
}

/**
 * Of an SFU that forgets sooner than others whom it does not hear of any more, and whose faults are spread evenly, by the golden ratio:
 * of a quarter no two come after each other. By chance there are days on which nothing but faults comes.
 */
const sfuOptions = (): SfuOptions => {
  let calls = 0;
  return {
    faults: true,
    timings: { silentPeer: 6_000, reconnectWindow: 6_000, unconnectedSession: 20_000 },
    random: () => (++calls * 0.618_033_988_75) % 1,
  };
};

export function passed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const JWT_SECRET = "a secret that outlives the server, for tests only";

/** The room server, which serves the page too. */
function startServer({ url, appId, appSecret }: LocalSfu, script: string, port: number): Promise<RoomServer> {
  return startRoomServer({
    port,
    jwtSecret: JWT_SECRET,
    calls: { base: url, appId, appSecret },
    fallback: ({ url: asked }) =>
      new URL(asked).pathname === "/page.js"
        ? new Response(script, { headers: { "content-type": "text/javascript" } })
        : new Response("<!doctype html><title>stack</title><script type=module src=/page.js></script>", {
            headers: { "content-type": "text/html" },
          }),
  });
}

/** The page's script, as a bundler makes it. */
async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      target: "es2022",
      lib: { entry: "test/client/stack/page.ts", formats: ["es"] },
      // One file is what the server has to give.
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [{ output }] = result as Rolldown.RolldownOutput[] as [Rolldown.RolldownOutput];
  return output[0].code;
}
