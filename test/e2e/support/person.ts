/** A person with a browser of their own: a real Chromium with a fake camera and a microphone that beeps at their tone. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { launch, type Browser, type Page } from "puppeteer-core";
import type { RoomAction } from "../../../src/wire/room-protocol.js";
import { writeTone } from "./tone.js";

export interface PersonOptions {
  name: string;
  /** Hertz. */
  tone?: number;
  /** A WAV file that the microphone plays once, from when it is opened, instead of the tone. */
  speech?: string;
  /** It plays it again and again. */
  repeats?: boolean;
  /** `granted` unless said otherwise; `none`: the machine has no camera and no microphone. */
  devices?: "granted" | "refused" | "none";
  /** Chromium unless said otherwise. */
  engine?: "firefox";
  /** Small pictures, whatever the page asks for, unless said otherwise. */
  media?: "of the page";
}

/** Debian's Firefox. */
export const FIREFOX = process.env["FIREFOX_PATH"] ?? "/usr/bin/firefox-esr";

const FLAGS = [
  "--no-sandbox",
  "--allow-loopback-in-peer-connection",
  "--autoplay-policy=no-user-gesture-required",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** Asked ten times a second: a question with each frame would have the browser draw sixty of them for nothing else. */
const POLLING = { polling: 100 };

/** Milliseconds after which a question to a page is given up: above the heartbeat limit, below a test's own. */
const PATIENCE = 25_000;

/** Its own fake camera, as slow as Chromium's, and a fake microphone with a steady tone. */
function launchFirefox(tone: number): Promise<Browser> {
  return launch({
    browser: "firefox",
    executablePath: FIREFOX,
    extraPrefsFirefox: {
      "media.navigator.streams.fake": true,
      "media.navigator.permission.disabled": true,
      "media.navigator.audio.fake_frequency": tone,
      "media.navigator.video.default_fps": 10,
      "media.autoplay.default": 0,
    },
    defaultViewport: { width: 1280, height: 800 },
  });
}

/**
 * What a page may ask for, before its script runs: small pictures. Three people encode three layers each, decode those of the
 * others and draw them, on a machine that may have two cores.
 */
function askForSmallPictures(): void {
  document.addEventListener("readystatechange", () => {
    const camera = { constraints: { width: 640, height: 360 } };
    for (const room of document.querySelectorAll("calls-room")) Object.assign(room, { media: { camera } });
  });
}

/** A screen to share: a headless Firefox has none to choose from. */
function bringScreen(): void {
  navigator.mediaDevices.getDisplayMedia = () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [640, 360];
    const context = canvas.getContext("2d");
    let count = 0;
    setInterval(() => {
      if (!context) return;
      context.fillStyle = `hsl(${++count} 50% 50%)`;
      context.fillRect(0, 0, canvas.width, canvas.height);
    }, 100);
    return Promise.resolve(canvas.captureStream(10));
  };
}

export class Person {
  /** Everything in the console of the page, as the page printed it. */
  readonly printed: string[] = [];
  /** Each question about frames counts from its own beginning. */
  private questions = 0;

  private constructor(
    readonly name: string,
    /** Hertz of the microphone. */
    readonly tone: number,
    private readonly engine: "chromium" | "firefox",
    readonly browser: Browser,
    readonly page: Page,
    private readonly folder: string,
  ) {
    page.on("console", (message) => {
      // What the browser itself says of a request that failed is none of the page's.
      if (!message.text().startsWith("Failed to load resource")) this.printed.push(message.text());
    });
    page.on("pageerror", (error) => this.printed.push(String(error)));
  }

  static async launch({
    name,
    tone = 660,
    devices = "granted",
    engine,
    media,
    speech,
    repeats = false,
  }: PersonOptions): Promise<Person> {
    const folder = mkdtempSync(`${tmpdir()}/person-`);
    const settle = async (browser: Browser): Promise<Person> => {
      const page = await browser.newPage();
      page.setDefaultTimeout(PATIENCE);
      if (media === undefined) await page.evaluateOnNewDocument(askForSmallPictures);
      return new Person(name, tone, engine ?? "chromium", browser, page, folder);
    };
    if (engine === "firefox") {
      const person = await settle(await launchFirefox(tone));
      await person.page.evaluateOnNewDocument(bringScreen);
      return person;
    }
    const flags = [...FLAGS];
    if (devices !== "none") {
      if (speech === undefined) writeTone(`${folder}/tone.wav`, tone);
      const sound = speech === undefined ? `${folder}/tone.wav` : `${speech}${repeats ? "" : "%noloop"}`;
      // As few a second as Chromium gives, for the same reason.
      flags.push("--use-fake-device-for-media-stream=fps=5", `--use-file-for-fake-audio-capture=${sound}`);
    }
    if (devices === "granted") flags.push("--use-fake-ui-for-media-stream");
    const browser = await launch({
      executablePath: process.env["CHROME_PATH"] ?? "/usr/bin/chromium",
      args: flags,
      defaultViewport: { width: 1280, height: 800 },
    });
    return await settle(browser);
  }

  /** Opens the demo and is in the room a moment later. */
  async join(url: string, room: string): Promise<void> {
    await this.open(url, { room, name: this.name, autojoin: "" });
    await this.isIn();
  }

  /** Resolves when they are in the room. */
  async isIn(): Promise<void> {
    await this.page.waitForFunction(
      () => document.querySelector("calls-room")?.callsRoom?.snapshot.status.phase === "joined",
      POLLING,
    );
  }

  async open(url: string, query: Record<string, string>): Promise<void> {
    await this.page.goto(`${url}?${new URLSearchParams(query)}`);
  }

  /** Names of the others, as the room shows them, in order. */
  async others(): Promise<string[]> {
    return this.page.evaluate(
      () => document.querySelector("calls-room")?.callsRoom?.snapshot.participants.map(({ name }) => name) ?? [],
    );
  }

  /** Resolves when exactly these people are in the roster. */
  async seesPeople(...names: string[]): Promise<void> {
    await this.page.waitForFunction(
      (wanted) => {
        const there = document.querySelector("calls-room")?.callsRoom?.snapshot.participants.map(({ name }) => name);
        return JSON.stringify(there?.toSorted()) === wanted;
      },
      POLLING,
      JSON.stringify(names.toSorted()),
    );
  }

  /** Resolves when the tile of `name` shows a picture that moves: five more frames decoded, with a size. */
  async seesVideoOf(name: string): Promise<{ width: number; height: number }> {
    const size = await this.page.waitForFunction(
      (who, question) => {
        const room = document.querySelector("calls-room");
        const id = room?.callsRoom?.snapshot.participants.find((each) => each.name === who)?.id;
        const find = (node: ParentNode): HTMLElement | undefined => {
          for (const element of node.querySelectorAll<HTMLElement>("*")) {
            if (element.localName === "calls-participant" && element.getAttribute("participant-id") === id)
              return element;
            const inner = element.shadowRoot && find(element.shadowRoot);
            if (inner) return inner;
          }
          return undefined;
        };
        const tile = room && id ? find(room.shadowRoot ?? room) : undefined;
        const video = tile?.shadowRoot?.querySelector("video");
        if (!video || video.videoWidth === 0) return false;
        // Firefox counts the pictures of a live track here alone.
        const painted: unknown = Reflect.get(video, "mozPaintedFrames");
        const frames = Math.max(video.getVideoPlaybackQuality().totalVideoFrames, Number(painted ?? 0));
        // A stream that takes the place of another counts from nothing.
        const before = Math.min(Number(video.dataset[question] ?? frames), frames);
        video.dataset[question] = String(before);
        return frames >= before + 5 && { width: video.videoWidth, height: video.videoHeight };
      },
      POLLING,
      name,
      `framesBefore${++this.questions}`,
    );
    const value = await size.jsonValue();
    if (value === false) throw new Error("unreachable: waitForFunction resolves with a truthy value");
    return value;
  }

  /**
   * Resolves when what arrives from `name` carries sound at `hertz`, louder there than anywhere else. Firefox analyses nothing
   * on a machine without a loudspeaker: there it is any sound.
   */
  async hears(name: string, hertz: number): Promise<void> {
    if (this.engine === "firefox") return await this.hearsSound(name);
    await this.page.evaluate(
      async (who, wanted, patience) => {
        const context = new AudioContext();
        await context.resume();
        const analyser = context.createAnalyser();
        analyser.fftSize = 4096;
        let source: MediaStreamAudioSourceNode | undefined;
        const bins = new Float32Array(analyser.frequencyBinCount);
        const hertzPerBin = context.sampleRate / analyser.fftSize;
        const until = performance.now() + patience;
        await new Promise<void>((resolve, reject) => {
          const listen = (): void => {
            const track = document
              .querySelector("calls-room")
              ?.callsRoom?.snapshot.participants.find((each) => each.name === who)?.microphone?.track;
            // A session that takes the place of another brings another track.
            if (track && track !== source?.mediaStream.getAudioTracks()[0]) {
              source?.disconnect();
              source = context.createMediaStreamSource(new MediaStream([track]));
              source.connect(analyser);
            }
            analyser.getFloatFrequencyData(bins);
            const peak = bins.reduce((best, level, bin) => (level > bins[best]! ? bin : best), 0);
            if (bins[peak]! > -60 && Math.abs(peak * hertzPerBin - wanted) < 2 * hertzPerBin) resolve();
            else if (performance.now() > until)
              reject(new Error(`${who}: ${source ? `${bins[peak]} dB at ${peak * hertzPerBin} Hz` : "no track"}`));
            else setTimeout(listen, 50);
          };
          listen();
        });
        await context.close();
      },
      name,
      hertz,
      PATIENCE,
    );
  }

  /** Resolves when any sound arrives from `name`. */
  async hearsSound(name: string): Promise<void> {
    const id = await this.idOf(name);
    await this.page.evaluate(
      (who) =>
        new Promise<void>((resolve) => {
          const stop = document.querySelector("calls-room")?.callsRoom.onLevel(who, (level) => {
            if (level < 0.2) return;
            stop?.();
            resolve();
          });
        }),
      id,
    );
  }

  /** Resolves when the screen that `name` shares moves. */
  async seesScreenOf(name: string): Promise<void> {
    const screen = await this.page.waitForFunction(
      (who) =>
        document.querySelector("calls-room")?.callsRoom?.snapshot.participants.find((each) => each.name === who)?.screen
          ?.track,
      POLLING,
      name,
    );
    await this.page.evaluate(async (track) => {
      const video = document.createElement("video");
      video.muted = true;
      video.srcObject = new MediaStream([track as MediaStreamTrack]);
      document.body.append(video);
      void video.play();
      for (let frames = 0; frames < 5; frames++)
        await new Promise<unknown>((next) => video.requestVideoFrameCallback(next));
      video.remove();
    }, screen);
  }

  /** Resolves when the room says that the microphone or camera of `name` is on or off. */
  async seesState(name: string, device: "microphone" | "camera", enabled: boolean): Promise<void> {
    await this.page.waitForFunction(
      (who, what, on) =>
        (document.querySelector("calls-room")?.callsRoom?.snapshot.participants.find((each) => each.name === who)?.[
          what
        ]?.enabled ?? false) === on,
      POLLING,
      name,
      device,
      enabled,
    );
  }

  /** All text on the page, through every shadow root. */
  async text(): Promise<string> {
    return this.page.evaluate(() => {
      const read = (node: Node): string => {
        if (node instanceof HTMLStyleElement || node instanceof HTMLScriptElement) return "";
        if (node instanceof HTMLSlotElement && node.assignedNodes().length > 0)
          return node.assignedNodes().map(read).join(" ");
        if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? "";
        const inner = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
        return [...inner.childNodes].map(read).join(" ");
      };
      return read(document.body).replace(/\s+/g, " ").trim();
    });
  }

  /** Resolves when the page's text matches. */
  async reads(pattern: RegExp): Promise<void> {
    const until = Date.now() + PATIENCE;
    let last = "";
    while (Date.now() < until) {
      last = await this.text();
      if (pattern.test(last)) return;
      await new Promise((next) => setTimeout(next, POLLING.polling));
    }
    throw new Error(`${this.name} never read ${pattern}; last was: ${last}`);
  }

  /** Opens a data channel in the page and keeps what arrives, in order, for {@link received}. */
  async openChannel(name: string): Promise<void> {
    await this.page.evaluate((channelName) => {
      const element = document.createElement("calls-datachannel");
      element.setAttribute("name", channelName);
      element.id = `e2e-${channelName}`;
      const messages: string[] = [];
      Object.assign(element, { received: messages });
      element.addEventListener("calls-datachannel-message", (event) => {
        const { data } = event as Event & { data: string | ArrayBuffer };
        messages.push(typeof data === "string" ? data : `binary:${[...new Uint8Array(data)].join(",")}`);
      });
      const room = document.querySelector("calls-room")!;
      room.id ||= "call";
      element.setAttribute("for", room.id);
      document.body.append(element);
    }, name);
  }

  /** Resolves when `count` others hear what is sent on the channel. */
  async isHeard(channel: string, count: number): Promise<void> {
    await this.page.waitForFunction(
      (id, wanted) =>
        (document.getElementById(id) as HTMLElement & { listeners: string[] }).listeners.length === wanted,
      POLLING,
      `e2e-${channel}`,
      count,
    );
  }

  async send(channel: string, messages: (string | number[])[]): Promise<void> {
    await this.page.evaluate(
      (id, list) => {
        const element = document.getElementById(id) as HTMLElement & { send(data: string | Uint8Array): void };
        for (const each of list) element.send(typeof each === "string" ? each : new Uint8Array(each));
      },
      `e2e-${channel}`,
      messages,
    );
  }

  /** Sends one message of so many bytes, which count up to 250 again and again. */
  async sendBytes(channel: string, count: number): Promise<void> {
    await this.page.evaluate(
      (id, length) => {
        const element = document.getElementById(id) as HTMLElement & { send(data: Uint8Array): void };
        element.send(Uint8Array.from({ length }, (_, index) => index % 251));
      },
      `e2e-${channel}`,
      count,
    );
  }

  /** Resolves with what arrived on the channel, when that are `count` messages. */
  async received(channel: string, count: number): Promise<string[]> {
    const handle = await this.page.waitForFunction(
      (id, wanted) => {
        const { received } = document.getElementById(id) as HTMLElement & { received: string[] };
        return received.length >= wanted && received;
      },
      POLLING,
      `e2e-${channel}`,
      count,
    );
    return (await handle.jsonValue()) as string[];
  }

  /** Asks the room itself, as a page's own buttons would. */
  async request(request: { type: "set-microphone" | "set-camera"; enabled: boolean }): Promise<void> {
    await this.page.evaluate(
      async (asked) => await document.querySelector("calls-room")?.callsRoom?.request(asked),
      request,
    );
  }

  /** Clicks the button whose accessible name matches, wherever in the shadow trees it is. */
  async click(label: string): Promise<void> {
    const isFirefox = this.engine === "firefox";
    // Firefox's driver does not look for names inside of shadow trees.
    const selector = isFirefox ? `>>> button[aria-label="${label}"]` : `::-p-aria([name="${label}"][role="button"])`;
    await this.page.locator(selector).click();
  }

  /** Types into the field whose accessible name this is. */
  async type(label: string, text: string): Promise<void> {
    if (this.engine === "firefox") await this.focus(label);
    else await this.page.locator(`::-p-aria([name="${label}"][role="textbox"])`).click();
    await this.page.keyboard.type(text);
  }

  private async focus(label: string): Promise<void> {
    await this.page.waitForFunction(
      (name) => {
        const find = (node: ParentNode): HTMLElement | undefined => {
          for (const element of node.querySelectorAll<HTMLElement>("*")) {
            if (element.localName === "textarea" && element.ariaLabel === name) return element;
            const inner = element.shadowRoot && find(element.shadowRoot);
            if (inner) return inner;
          }
          return undefined;
        };
        const field = find(document);
        field?.focus();
        return field !== undefined;
      },
      POLLING,
      label,
    );
  }

  async press(key: "Enter" | "Escape"): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** The id of somebody else in the room. */
  async idOf(name: string): Promise<string> {
    return this.page.evaluate((who) => {
      const people = document.querySelector("calls-room")?.callsRoom?.snapshot.participants ?? [];
      return people.find((each) => each.name === who)?.id ?? "";
    }, name);
  }

  /** Asks the room for something. @throws what it is refused with. */
  async ask(action: RoomAction): Promise<void> {
    await this.page.evaluate(
      (request) => document.querySelector("calls-room")?.callsRoom.request(JSON.parse(request) as never),
      JSON.stringify(action),
    );
  }

  /** The browser is gone at once, as when it crashes: it says goodbye to nobody. */
  kill(): void {
    this.browser.process()?.kill("SIGKILL");
  }

  async close(): Promise<void> {
    await this.browser.close().catch(() => undefined);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
