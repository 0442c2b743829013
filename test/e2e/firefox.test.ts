/** The same call with Firefox on one side and Chromium on the other, in both directions: one launch of each for all of it. */
import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApp, type App } from "./support/app.js";
import { chatAndRaiseHand, exchangeMessages, seeAndHear, turnOffAndOn } from "./support/core.js";
import { FIREFOX, Person } from "./support/person.js";

const isThere = existsSync(FIREFOX);

describe.skipIf(!isThere)(
  isThere ? "a call in Firefox" : `a call in Firefox (skipped: there is no ${FIREFOX}; set FIREFOX_PATH)`,
  { timeout: 90_000 },
  () => {
    let app: App;
    let fay: Person;
    let cora: Person;

    beforeAll(async () => {
      app = await startApp();
      [fay, cora] = await Promise.all([
        Person.launch({ name: "Fay", tone: 700, engine: "firefox" }),
        Person.launch({ name: "Cora", tone: 1_100 }),
      ]);
    }, 120_000);

    afterAll(async () => {
      await Promise.all([fay, cora].map((one) => one?.close()));
      await app?.stop();
    });

    test("two people see and hear each other", async () => {
      // The first is the host.
      await cora.join(app.url, "den");
      await fay.join(app.url, "den");
      await seeAndHear(fay, cora);
    });

    test("messages arrive in order, both ways, and large ones whole", () => exchangeMessages(fay, cora));

    test("mute and camera off show on the far side, and back on the picture moves again", async () => {
      await turnOffAndOn(fay, cora);
      await turnOffAndOn(cora, fay);
    });

    test("what is said in the chat is read by the other, as text, and a raised hand is seen", () =>
      chatAndRaiseHand(fay, cora));

    test("a screen is seen, and goes away", async () => {
      await fay.click("Share screen");
      await cora.seesScreenOf("Fay");
      await fay.click("Share screen");
      await cora.page.waitForFunction(
        () => document.querySelector("calls-room")?.callsRoom.snapshot.participants[0]?.screen === undefined,
      );
    });

    test("Firefox measures what it sends and receives", async () => {
      const measured = await fay.page.evaluate(async () => {
        const room = document.querySelector("calls-room")?.callsRoom;
        return await new Promise<string[]>((resolve) => {
          const stop = room?.onStats(({ tracks, connection }) => {
            const flowing = tracks
              .filter(({ bitrate }) => bitrate > 0)
              .map(({ direction, source }) => `${direction} ${source}`);
            const wanted = ["outbound camera", "inbound camera", "inbound microphone"];
            if (!connection || !wanted.every((each) => flowing.includes(each))) return;
            stop?.();
            resolve(flowing);
          });
        });
      });
      expect(measured).toContain("inbound microphone");
    });

    test("who reloads is one person, and seen and heard again", async () => {
      const before = await cora.idOf("Fay");
      await fay.page.reload();
      await cora.page.waitForFunction(
        (id) => {
          const people = document.querySelector("calls-room")?.callsRoom.snapshot.participants ?? [];
          return people.length === 1 && people[0]?.id !== id;
        },
        {},
        before,
      );
      await seeAndHear(fay, cora);
    });

    test("server and SFU go away and come back: they see and hear each other again", async () => {
      const port = new URL(app.url).port;
      await app.stop();
      const isAway = (): boolean => {
        const status = document.querySelector("calls-room")?.callsRoom.snapshot.status;
        return status?.phase === "joined" && status.signaling !== "connected";
      };
      await Promise.all([fay, cora].map(({ page }) => page.waitForFunction(isAway)));
      app = await startApp({ PORT: port });
      await Promise.all([fay.seesPeople("Cora"), cora.seesPeople("Fay")]);
      await seeAndHear(fay, cora);
    });

    test("a host puts somebody out", async () => {
      const host = await cora.page.evaluate(() => document.querySelector("calls-room")?.callsRoom.snapshot.self.role);
      const [sender, other] = host === "host" ? [cora, fay] : [fay, cora];
      await sender.ask({ type: "remove", participantId: await sender.idOf(other.name) });
      await other.reads(/You were removed from the call/);
      await sender.seesPeople();
    });
  },
);
