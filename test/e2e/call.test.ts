/** `npm start`, then people with browsers of their own: what each of them sees, hears and reads. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApp, type App } from "./support/app.js";
import { exchangeMessages, seeAndHear, turnOffAndOn } from "./support/core.js";
import { holdBack } from "./support/hold-back.js";
import { Person } from "./support/person.js";

let app: App;
const people: Person[] = [];

async function person(name: string, tone: number): Promise<Person> {
  const one = await Person.launch({ name, tone });
  people.push(one);
  return one;
}

beforeAll(async () => {
  app = await startApp();
}, 120_000);

afterAll(async () => {
  await Promise.all(people.map((one) => one.close()));
  await app.stop();
});

describe("a call", { timeout: 60_000 }, () => {
  let ada: Person;
  let ben: Person;
  let cleo: Person;

  // Who is not looked at any longer would take time from those who are.
  afterAll(() => Promise.all(people.splice(0).map((one) => one.close())));

  test("two people see and hear each other", async () => {
    [ada, ben] = await Promise.all([person("Ada", 660), person("Ben", 880)]);
    await Promise.all([ada.join(app.url, "lounge"), ben.join(app.url, "lounge")]);
    await seeAndHear(ada, ben);
  });

  test("a hundred numbered messages arrive in order, both ways, and large ones whole", () =>
    exchangeMessages(ada, ben));

  test("mute and camera off show on the far side, and back on the picture moves again", () => turnOffAndOn(ada, ben));

  test("a third who joins late sees and hears both by the join's own request, and gets their messages", async () => {
    cleo = await person("Cleo", 1100);
    const letGo = await holdBack(cleo.page, "/cloudflare/");
    await cleo.join(app.url, "lounge");
    await cleo.seesPeople("Ada", "Ben");
    await Promise.all([cleo.seesVideoOf("Ada"), cleo.seesVideoOf("Ben")]);
    await Promise.all([cleo.hears("Ada", 660), cleo.hears("Ben", 880)]);
    letGo();
    await Promise.all([ada.seesVideoOf("Cleo"), ben.seesVideoOf("Cleo"), ada.hears("Cleo", 1100)]);
    await cleo.openChannel("late");
    await ada.openChannel("late");
    await cleo.isHeard("late", 1);
    await cleo.send("late", ["hello from Cleo"]);
    expect(await ada.received("late", 1)).toEqual(["hello from Cleo"]);
  });

  test("who leaves is gone at once, and the others go on", async () => {
    await cleo.click("Leave");
    await Promise.all([ada.seesPeople("Ben"), ben.seesPeople("Ada")]);
    await cleo.reads(/left|rejoin/i);
    await cleo.close();
    await ada.seesVideoOf("Ben");
  });

  test("prints nothing to anybody's console", () => {
    expect([ada, ben, cleo].map(({ printed }) => printed)).toEqual([[], [], []]);
  });

  test("who closes the tab is gone at once", async () => {
    const dora = await person("Dora", 990);
    await dora.join(app.url, "lounge");
    await ada.seesPeople("Ben", "Dora");
    await dora.page.close({ runBeforeUnload: true });
    await ada.seesPeople("Ben");
    await dora.close();
  });

  test("whose browser is killed is gone within the heartbeat limit", async () => {
    const eve = await person("Eve", 770);
    await eve.join(app.url, "lounge");
    await ada.seesPeople("Ben", "Eve");
    eve.kill();
    await ada.seesPeople("Ben");
    await ada.seesVideoOf("Ben");
  });

  test("a name with script in it is text", async () => {
    const name = "<img src=x onerror=window.hacked=1>";
    const mallory = await person(name, 500);
    await mallory.join(app.url, "lounge");
    await ada.seesPeople("Ben", name);
    await ada.seesVideoOf(name);
    expect(await ada.text()).toContain(name);
    expect(await ada.page.evaluate(() => "hacked" in window)).toBe(false);
  });
});

describe("a second copy of the script", { timeout: 60_000 }, () => {
  test("changes nothing, and what is taken from it works", async () => {
    const ada = await person("Ada", 660);
    const trouble: unknown[] = [];
    ada.page.on("pageerror", (error) => trouble.push(error));
    await ada.page.setRequestInterception(true);
    ada.page.on("request", (request) => {
      const name = /\/second\/(.*)/.exec(request.url())?.[1];
      if (name === undefined) return void request.continue();
      const body = readFileSync(new URL(`../../dist/cdn/${name}`, import.meta.url));
      void request.respond({ contentType: "text/javascript", body });
    });
    await ada.join(app.url, "twice");
    // Text, as the test runner would rewrite the import of a function.
    await ada.page.evaluate(`import("/second/calls-elements.js").then(({ CallsUiSetEvent }) => {
      document.querySelector("calls-room").dispatchEvent(new CallsUiSetEvent({ panel: "people" }));
    })`);
    await ada.reads(/Copy invite link/);
    expect(trouble).toEqual([]);
  });
});

describe("npm start", { timeout: 60_000 }, () => {
  test("a busy port moves to the next free one and says so", async () => {
    const port = new URL(app.url).port;
    const second = await startApp({ PORT: port });
    expect(second.output()).toContain(`Port ${port} is busy`);
    expect(Number(new URL(second.url).port)).toBeGreaterThan(Number(port));
    await second.stop();
    await expect(fetch(second.url)).rejects.toThrow();
  });
});
