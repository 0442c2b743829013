/** Safari's engine: WebKitGTK's browser from Debian, steered by WebDriver, on a screen of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";

const DRIVER = "/usr/bin/WebKitWebDriver";
const BROWSER = `/usr/lib/${{ x64: "x86_64", arm64: "aarch64" }[process.arch]}-linux-gnu/webkit2gtk-4.1/MiniBrowser`;
/** Milliseconds until a script in the page is given up. */
const PATIENCE = 30_000;
/** What the browser's own bar takes of a window's height. */
const BAR = 38;

export const hasWebKit = () => [DRIVER, BROWSER, "/usr/bin/Xvfb"].every((file) => existsSync(file));

const freePort = async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/** A screen without a machine, of which the display's number is told once it is there. */
const startScreen = async () => {
  const args = ["-displayfd", "3", "-screen", "0", "3840x2300x24", "-nolisten", "tcp"];
  const screen = spawn("Xvfb", args, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const [number] = await once(screen.stdio[3], "data");
  return { screen, display: `:${String(number).trim()}` };
};

/** A WebKit with one window. What is asked of its page is a function, as with puppeteer. */
export class WebKit {
  #base = "";
  #session = "";
  #ends = [];

  static async launch() {
    const browser = new WebKit();
    try {
      await browser.#launch();
      return browser;
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  async #launch() {
    const folder = mkdtempSync(`${tmpdir()}/webkit-`);
    // Its processes may still be writing there when they have been told to end.
    this.#ends.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
    const { screen, display } = await startScreen();
    this.#ends.push(() => screen.kill());
    const port = await freePort();
    // Drawn by the processor: there is no other here.
    const env = {
      ...process.env,
      DISPLAY: display,
      XDG_RUNTIME_DIR: folder,
      XDG_CONFIG_HOME: folder,
      // There is no graphics card here, and what imitates one takes three times as long.
      LIBGL_ALWAYS_SOFTWARE: "1",
      WEBKIT_DISABLE_COMPOSITING_MODE: "1",
    };
    // By this it prefers reduced motion.
    mkdirSync(`${folder}/gtk-3.0`);
    writeFileSync(`${folder}/gtk-3.0/settings.ini`, "[Settings]\ngtk-enable-animations=0\n");
    const driver = spawn(DRIVER, [`--port=${port}`], { env, stdio: "ignore" });
    this.#ends.push(() => driver.kill());
    this.#base = `http://127.0.0.1:${port}`;
    for (const until = Date.now() + PATIENCE; !(await this.#isUp());) {
      if (Date.now() > until) throw new Error("WebKit's driver does not answer.");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const options = { binary: BROWSER, args: ["--automation"] };
    const { sessionId } = await this.#ask("POST", "/session", {
      capabilities: { alwaysMatch: { "webkitgtk:browserOptions": options } },
    });
    this.#session = `/session/${sessionId}`;
    this.#ends.push(() => this.#ask("DELETE", this.#session).catch(() => {}));
    await this.#ask("POST", `${this.#session}/timeouts`, { script: PATIENCE });
  }

  async #isUp() {
    return await fetch(`${this.#base}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  async #ask(method, path, body) {
    const reply = await fetch(`${this.#base}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const { value } = await reply.json();
    if (value?.error) throw new Error(`WebKit: ${value.error}: ${value.message}`);
    return value;
  }

  async open(url) {
    await this.#ask("POST", `${this.#session}/url`, { url });
  }

  async resize({ width, height }) {
    await this.#ask("POST", `${this.#session}/window/rect`, { x: 0, y: 0, width, height: height + BAR });
  }

  /** Calls a function in the page, and waits for what it promises. */
  async evaluate(call, ...args) {
    const script = `const done = arguments[arguments.length - 1];
      Promise.resolve((${call})(...[...arguments].slice(0, -1))).then(
        (value) => done({ value: value ?? null }), (error) => done({ error: String(error) }));`;
    const { value, error } = await this.#ask("POST", `${this.#session}/execute/async`, { script, args });
    if (error) throw new Error(error);
    return value;
  }

  /** Asks the page again and again until it says something that is true. */
  async waitForFunction(question, { polling, timeout }, ...args) {
    for (const until = Date.now() + timeout; ;) {
      if (await this.evaluate(question, ...args)) return;
      if (Date.now() > until) throw new Error("It does not come to rest.");
      await new Promise((resolve) => setTimeout(resolve, polling));
    }
  }

  async screenshot() {
    return Buffer.from(await this.#ask("GET", `${this.#session}/screenshot`), "base64");
  }

  async close() {
    for (const end of this.#ends.splice(0).reverse()) await end();
  }
}
