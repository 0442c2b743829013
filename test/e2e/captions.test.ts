/** What one says, another reads: a real voice, a real call, and a real recogniser behind the server. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SENTENCES } from "../sfu/support/sentences.js";
import { canSpeak, Speech } from "../sfu/support/speech.js";
import { startCallServer, type CallServer } from "./support/call-server.js";
import { startEars, type Ears } from "./support/ears.js";
import { Person } from "./support/person.js";

/** Seconds from the opening of the microphone to the first word: until then the call has begun, and somebody reads. */
const HEAD = 8;

describe.skipIf(!canSpeak())("captions (Debian's espeak-ng, sox and pocketsphinx)", { timeout: 120_000 }, () => {
  let speech: Speech;
  let ears: Ears;
  let server: CallServer;
  const people: Person[] = [];

  beforeAll(async () => {
    speech = new Speech(SENTENCES, HEAD);
    ears = await startEars(speech);
    server = await startCallServer({ env: { CAPTIONS_URL: ears.url }, captions: true });
  }, 60_000);
  afterAll(async () => {
    await Promise.all(people.map((person) => person.close()));
    await server.close();
    ears.close();
    speech.remove();
  });

  test("sentences are read on the other's page, of whoever speaks them", async () => {
    const ben = await Person.launch({ name: "Ben" });
    people.push(ben);
    // His microphone is off: he listens.
    await ben.open(server.url, { room: "yard", name: "Ben", autojoin: "", "start-muted": "", "start-camera-off": "" });
    await ben.click("More");
    await ben.page.locator('::-p-aria([name="Turn on captions"][role="menuitem"])').click();
    await ben.page.evaluate(() => {
      const read: string[] = [];
      Object.assign(globalThis, { read });
      setInterval(() => {
        const strip = document.querySelector("calls-room")?.shadowRoot?.querySelector("calls-captions")?.shadowRoot;
        for (const line of strip?.querySelectorAll(".lines p:not(.live)") ?? []) {
          const text = [...line.querySelectorAll(":scope > span")].map(({ textContent }) => textContent).join(": ");
          if (!read.includes(text)) read.push(text);
        }
      }, 100);
    });
    const ada = await Person.launch({ name: "Ada", speech: speech.file });
    people.push(ada);
    await ada.open(server.url, { room: "yard", name: "Ada", autojoin: "", "start-camera-off": "" });
    await ada.page.waitForFunction(
      () => document.querySelector("calls-room")?.callsRoom?.snapshot.status.phase === "joined",
    );
    const wanted = SENTENCES.map((sentence) => `Ada: ${sentence}`);
    // Nine of ten: a recogniser may mishear one, whichever that is.
    await ben.page.waitForFunction(
      (sentences, most) => {
        const read = Reflect.get(globalThis, "read") as string[];
        return sentences.filter((sentence) => read.includes(sentence)).length >= most;
      },
      { polling: 200, timeout: (speech.duration + 20) * 1_000 },
      wanted,
      9,
    );
    const read = (await ben.page.evaluate(() => Reflect.get(globalThis, "read"))) as string[];
    expect(read.length).toBeLessThanOrEqual(wanted.length + 1);
    // Nobody listens to silence: the head of the file and the rest of it are longer than what was said.
    expect(ears.seconds()).toBeLessThan(speech.duration - HEAD / 2);
    // Her own page has it too, and shows it to nobody who has not asked.
    expect(await ada.text()).not.toContain("open the window");
  });
});
