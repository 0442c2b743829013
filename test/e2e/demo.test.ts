/** The demo, as `npm start` serves it: each page comes without a complaint, and does what it is there to show. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startApp, type App } from "./support/app.js";
import { Person } from "./support/person.js";

const PAGES = ["", "script-tag.html", "layout.html", "headless.html", "whiteboard.html", "agenda.html", "guest.html"];

let app: App;
let ada: Person;
let complaints: string[] = [];

beforeAll(async () => {
  [app, ada] = await Promise.all([startApp(), Person.launch({ name: "Ada" })]);
  ada.page.on("pageerror", (error) => complaints.push(String(error)));
  ada.page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
}, 60_000);
afterAll(async () => {
  await ada?.close();
  await app?.stop();
});
beforeEach(() => {
  complaints = [];
});

describe("every page", { timeout: 60_000 }, () => {
  it.each(PAGES)("“%s” comes without a complaint, and shows its own code", async (path) => {
    await ada.open(app.url + path, {});
    await ada.page.waitForFunction(() => document.querySelectorAll(":not(:defined)").length === 0);
    await ada.page.click('[data-do="code"]');
    await ada.page.waitForFunction(() =>
      /calls-|import/.test(document.querySelector("dialog[open] pre")?.textContent ?? ""),
    );
    expect(complaints).toEqual([]);
  });

  it("has Join in sight on a phone", async () => {
    await ada.page.setViewport({ width: 390, height: 700, hasTouch: true, isMobile: true });
    await ada.open(app.url, {});
    const join = await ada.page.waitForSelector('::-p-aria([name="Join"][role="button"])');
    const box = await join?.boundingBox();
    expect((box?.y ?? Infinity) + (box?.height ?? Infinity)).toBeLessThanOrEqual(700);
    await ada.page.setViewport({ width: 1280, height: 800 });
  });

  it("speaks the language that is chosen, from its side, and keeps it", async () => {
    await ada.open(app.url, {});
    await ada.page.select("demo-bar select", "ar");
    for (const path of ["", "layout.html"]) {
      if (path) await ada.open(app.url + path, {});
      await ada.reads(/انضمام/);
      expect(await ada.page.evaluate(() => [document.dir, document.querySelector("nav")?.ariaLabel])).toEqual([
        "rtl",
        "طرق الاستخدام",
      ]);
    }
    await ada.page.select("demo-bar select", "en");
    await ada.reads(/Join/);
  });
});

describe("a call", { timeout: 120_000 }, () => {
  it("is full of people who move, after one click, and empty after another", async () => {
    await ada.page
      .browserContext()
      .overridePermissions(new URL(app.url).origin, [
        "clipboard-read",
        "clipboard-sanitized-write",
        "camera",
        "microphone",
      ]);
    // Five: each of them is a connection of its own, on a machine that may have two cores.
    await ada.open(app.url, { room: "full", people: "5" });
    await ada.page.bringToFront();
    await ada.page.click('[data-do="invite"]');
    await ada.page.waitForFunction(async () => (await navigator.clipboard.readText()).endsWith("?room=full"));
    const label = (text: string) =>
      ada.page.waitForFunction(
        (wanted) => document.querySelector('[data-do="fill"]')?.textContent === wanted,
        { timeout: 60_000, polling: 200 },
        text,
      );
    await ada.page.click('[data-do="fill"]');
    await label("Send them home");
    const names = await ada.others();
    expect(names).toHaveLength(5);
    for (const size of await Promise.all(names.map((name) => ada.seesVideoOf(name)))) {
      expect(size.width).toBeGreaterThan(100);
    }
    await ada.page.click('[data-do="fill"]');
    await ada.seesPeople();
    expect(complaints).toEqual([]);
  });

  it("takes in a guest by a link, who has nothing of the kit, and takes them off", async () => {
    await ada.join(`${app.url}guest.html`, "guests");
    await ada.page.type("#invite input", "Grace");
    await ada.page.click("#invite button");
    const made = await ada.page.waitForFunction(() => document.querySelector<HTMLInputElement>("#link input")?.value);
    const guest = await ada.page.browser().newPage();
    try {
      guest.on("pageerror", (error) => complaints.push(String(error)));
      await guest.goto((await made.jsonValue()) ?? "");
      const shows = (view: string) => guest.waitForSelector(`main[data-view="${view}"]`);
      await shows("preview");
      await guest.click(".actions .primary");
      await shows("live");
      await ada.page.bringToFront();
      await ada.seesVideoOf("Grace");
      await ada.page.locator("#guests button").click();
      await ada.seesPeople();
      await guest.bringToFront();
      await shows("removed");
      expect(await guest.evaluate(() => document.querySelector("h1")?.textContent)).toBe("You were taken off");
      // Who was taken off may come back, and nobody comes back by themselves.
      await guest.click(".actions .primary");
      await shows("live");
      await guest.click(".actions .danger");
      await shows("left");
      expect(complaints).toEqual([]);
    } finally {
      await guest.close();
    }
    await ada.page.bringToFront();
    await ada.seesPeople();
  });

  it("has an agenda, which the server keeps", async () => {
    await ada.join(`${app.url}agenda.html`, "agenda");
    await ada.page.locator("agenda-panel [name=title]").fill("Budget");
    await ada.page.locator("agenda-panel form button").click();
    await ada.reads(/Budget/);
  });

  it("needs no element: devices, pictures, chat, and leaving, in the README's own words", async () => {
    const ben = await Person.launch({ name: "Ben" });
    try {
      for (const { page, name } of [ada, ben]) {
        await page.goto(`${app.url}headless.html`);
        await page.locator("#join input").fill(name);
        await page.locator("#join button").click();
      }
      for (const { page } of [ada, ben]) {
        await page.waitForFunction(
          () => {
            const videos = [...document.querySelectorAll("video")];
            return (
              videos.length === 2 && videos.every((video) => video.getVideoPlaybackQuality().totalVideoFrames > 10)
            );
          },
          { polling: 100 },
        );
      }
      await ben.page.locator("#say input").fill("Hello");
      await ben.page.locator("#say button").click();
      await ada.reads(/Ben: Hello/);
      await ben.page.locator("#leave").click();
      await ben.page.waitForSelector("#join", { visible: true });
      await ada.page.waitForFunction(() => document.querySelectorAll("video").length === 1);
      expect(complaints).toEqual([]);
    } finally {
      await ben.close();
    }
  });
});
