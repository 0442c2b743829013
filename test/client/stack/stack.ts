/** A room server, an SFU and a browser page between them, for one test file. */
import { launch, type Browser, type Page } from "puppeteer-core";
import { build, type Rolldown } from "vite";
import { startRoomServer, type RoomServer } from "../../../src/server/hosts/node.js";
import { startSfu, type FaultOptions, type LocalSfu } from "../../../src/sfu/index.js";
import type { StackPage } from "./page.js";

const FLAGS = [
  "--no-sandbox",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  "--allow-loopback-in-peer-connection",
  "--disable-background-networking",
];

export class Stack {
  #page: Page | undefined;
  readonly #pending = new Set<string>();

  private constructor(
    public sfu: LocalSfu,
    public server: RoomServer,
    readonly browser: Browser,
    private readonly serve: (port: number) => Promise<RoomServer>,
  ) {}

  static async start(): Promise<Stack> {
    const script = await bundle();
    const sfu = await startSfu({ faults: true });
    const serve = (port: number): Promise<RoomServer> => startServer(sfu, script, port);
    const browser = await launch({ executablePath: process.env["CHROME_PATH"] ?? "/usr/bin/chromium", args: FLAGS });
    return new Stack(sfu, await serve(0), browser, serve);
  }

  /** A fresh page. */
  async open(): Promise<void> {
    await this.#page?.close();
    this.#pending.clear();
    this.#page = await this.browser.newPage();
    await this.#page.goto(this.server.url);
    await this.#page.waitForFunction(() => "stack" in globalThis);
  }

  /** The room server goes, with its rooms, and another takes its place. */
  async replaceServer(): Promise<void> {
    const { port } = this.server;
    await this.server.close();
    this.server = await this.serve(port);
  }

  /** The SFU goes, with everything that it knew, and another takes its place. */
  async replaceSfu(): Promise<void> {
    const { url, appId, appSecret, udpPort } = this.sfu;
    await this.sfu.close();
    this.sfu = await startSfu({ port: Number(new URL(url).port), udpPort, appId, appSecret, faults: true });
  }

  /** Makes the SFU, and the way to it, misbehave. */
  async setFaults(faults: FaultOptions): Promise<void> {
    const address = new URL("/admin/faults", this.sfu.url);
    const reply = await fetch(address, { method: "PUT", body: JSON.stringify(faults) });
    if (!reply.ok) throw new Error(`The SFU does not take these faults: ${await reply.text()}`);
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

  /** What the page has not answered, and what everybody there has. */
  async report(): Promise<string> {
    const pending = [...this.#pending].join(", ");
    return `Without an answer: ${pending}\n${await this.ask("report")}`;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.server.close();
    await this.sfu.close();
  }
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
