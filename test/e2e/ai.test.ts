/** An AI that is a real peer, or a real service: people talk with it in turn, all hear it, and it comes back when its holder is gone. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasAiortc, python } from "../sfu/support/python.js";
import { canSpeak, Speech, spoken } from "../sfu/support/speech.js";
import { startCallServer, type CallServer } from "./support/call-server.js";
import { startEars } from "./support/ears.js";
import { Person } from "./support/person.js";

/** Hertz of the microphones, and by how much the AI's answer is above them. */
const TONES = { ada: 660, ben: 880, above: 400 } as const;

/** The AI, and how many calls it has. */
class Voice {
  calls = 0;
  port = 0;
  readonly #child: ChildProcess;
  #waiting: (() => void)[] = [];

  constructor() {
    this.#child = python("test/e2e/support/voice_peer.py");
    createInterface(this.#child.stdout!).on("line", (line) => {
      Object.assign(this, JSON.parse(line));
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    const gone = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await gone;
  }
}

/** Comes into the yard with a microphone alone. */
async function enter(person: Person, { url }: CallServer): Promise<void> {
  await person.open(url, { room: "yard", name: person.name, autojoin: "", "start-camera-off": "" });
  await person.page.waitForFunction(
    () => document.querySelector("calls-room")?.callsRoom?.snapshot.status.phase === "joined",
  );
}

describe.skipIf(!hasAiortc)("an AI participant (Debian's python3-aiortc)", { timeout: 90_000 }, () => {
  let voice: Voice;
  let server: CallServer;
  let ada: Person;
  let ben: Person;
  const log: string[] = [];

  beforeAll(async () => {
    voice = new Voice();
    await voice.until(() => voice.port > 0);
    const env = {
      OPENAI_API_KEY: "a-key-of-tests",
      AI_URL: `http://127.0.0.1:${voice.port}/v1/realtime/calls`,
    };
    server = await startCallServer({
      env,
      ai: true,
      log: ({ event, code }) => void log.push(`${event} ${code ?? ""}`),
    });
    [ada, ben] = await Promise.all([
      Person.launch({ name: "Ada", tone: TONES.ada }),
      Person.launch({ name: "Ben", tone: TONES.ben }),
    ]);
    for (const person of [ada, ben]) await enter(person, server);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([ada, ben].map((person) => person?.close()));
    await server?.close();
    await voice.close();
  });

  test("is brought in, talked with in turn, heard by everybody, and ended", async () => {
    await ada.click("More");
    await ada.page.locator('::-p-aria([name="AI participant"][role="menuitem"])').click();
    await ada.type("What it should be", "An echo.");
    await ada.click("Bring it in");
    await Promise.all([ada, ben].map((person) => person.reads(/Nobody is talking with Assistant/)));
    await ben.seesPeople("Ada", "Assistant");
    await ada.click("Talk with it");
    await ben.reads(/Ada is talking with Assistant/);
    await Promise.all([ada, ben].map((person) => person.hears("Assistant", TONES.ada + TONES.above)));
    // Ben's microphone is on all the while, and the AI does not hear it before it is his turn.
    await ben.click("Talk with it");
    await ben.reads(/You are number 1 in line/);
    await ada.click("Give it back");
    await ben.reads(/You are talking with Assistant/);
    await Promise.all([ada, ben].map((person) => person.hears("Assistant", TONES.ben + TONES.above)));
    await ben.page.evaluate(() => document.querySelector("calls-room")?.callsRoom?.request({ type: "leave" }));
    await ada.reads(/Nobody is talking with Assistant/);
    // For as long as she holds the button, her microphone is on, and it listens.
    await ada.request({ type: "set-microphone", enabled: false });
    const hold = await ada.page.waitForSelector('::-p-aria([name="Hold to talk"][role="button"])');
    await hold?.hover();
    await ada.page.mouse.down();
    await ada.reads(/You are talking with Assistant/);
    await ada.hears("Assistant", TONES.ada + TONES.above);
    await ada.page.mouse.up();
    await ada.reads(/Nobody is talking with Assistant/);
    expect(
      await ada.page.evaluate(() => document.querySelector("calls-room")?.callsRoom?.snapshot.self.microphone?.enabled),
    ).not.toBe(true);
    await ada.page.evaluate(() => document.querySelector("calls-room")?.callsRoom?.request({ type: "leave" }));
    await voice.until(() => voice.calls === 0);
    expect(log.filter((entry) => !entry.startsWith("an AI is in the room"))).toEqual([]);
  });

  test.skipIf(!canSpeak())("understands words by a service of one's own, and answers with them", async () => {
    const sentence = "can you hear my microphone";
    const speech = new Speech([sentence], 1.5);
    const ears = await startEars(speech, (text) => spoken(`You asked: ${text}`));
    const own = await startCallServer({ env: { VOICE_URL: ears.url }, ai: true });
    const cleo = await Person.launch({ name: "Cleo", speech: speech.file, repeats: true });
    try {
      // Whoever comes first is the host.
      for (const person of [cleo, ben]) await enter(person, own);
      const ask = (command: object): Promise<unknown> =>
        cleo.page.evaluate(
          async (asked) => document.querySelector("calls-room")?.callsRoom?.feature({ name: "ai" }).request(asked),
          command,
        );
      await ask({ type: "enable" });
      await ben.reads(/Nobody is talking with Assistant/);
      // It is asked nothing yet, and has nothing to say.
      expect(ears.seconds()).toBe(0);
      await ask({ type: "ask" });
      await ben.hearsSound("Assistant");
      expect(new Set(ears.understood)).toEqual(new Set([sentence]));
    } finally {
      await cleo.close();
      await own.close();
      ears.close();
      speech.remove();
    }
  });
});
