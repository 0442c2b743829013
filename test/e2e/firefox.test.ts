/** The core of the call, with Firefox on one side and on both: join, see, hear, mute and measure. */
import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApp, type App } from "./support/app.js";
import { FIREFOX, Person } from "./support/person.js";

const isThere = existsSync(FIREFOX);

describe.skipIf(!isThere)(
  isThere ? "a call in Firefox" : `a call in Firefox (skipped: there is no ${FIREFOX}; set FIREFOX_PATH)`,
  { timeout: 90_000 },
  () => {
    let app: App;
    let fay: Person;
    let fred: Person;
    let cora: Person;

    beforeAll(async () => {
      app = await startApp();
      [fay, fred, cora] = await Promise.all([
        Person.launch({ name: "Fay", tone: 700, engine: "firefox" }),
        Person.launch({ name: "Fred", tone: 900, engine: "firefox" }),
        Person.launch({ name: "Cora", tone: 1_100 }),
      ]);
    }, 120_000);

    afterAll(async () => {
      await Promise.all([fay, fred, cora].map((one) => one?.close()));
      await app?.stop();
    });

    test("two Firefoxes and a Chromium meet", async () => {
      await Promise.all([fay, fred, cora].map((one) => one.join(app.url, "den")));
      await Promise.all([cora.seesPeople("Fay", "Fred"), fay.seesPeople("Cora", "Fred")]);
    });

    test("mute and camera off show on the far side, and back on the picture moves again", async () => {
      await fay.request({ type: "set-microphone", enabled: false });
      await cora.seesState("Fay", "microphone", false);
      await fay.request({ type: "set-camera", enabled: false });
      await cora.seesState("Fay", "camera", false);
      await fay.request({ type: "set-microphone", enabled: true });
      await fay.request({ type: "set-camera", enabled: true });
      await Promise.all([cora.seesState("Fay", "camera", true), cora.seesState("Fay", "microphone", true)]);
      await cora.seesVideoOf("Fay");
      await cora.hears("Fay", 700);
    });

    test("Firefox measures what it sends and receives", async () => {
      const measured = await fay.page.evaluate(async () => {
        const room = document.querySelector("calls-room")?.callsRoom;
        return await new Promise<string[]>((resolve) => {
          const stop = room?.onStats(({ tracks, connection }) => {
            const flowing = tracks
              .filter(({ bitrate }) => bitrate > 0)
              .map(({ direction, source }) => `${direction} ${source}`);
            if (!connection || !["outbound camera", "inbound camera"].every((each) => flowing.includes(each))) return;
            stop?.();
            resolve(flowing);
          });
        });
      });
      expect(measured).toContain("inbound microphone");
    });
  },
);
