/** Chat, hands, and a host who keeps order: what each person does, and what the others see of it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApp, type App } from "./support/app.js";
import { chatAndRaiseHand } from "./support/core.js";
import { Person } from "./support/person.js";

let app: App;
let ada: Person;
let ben: Person;

beforeAll(async () => {
  app = await startApp();
  [ada, ben] = await Promise.all([Person.launch({ name: "Ada" }), Person.launch({ name: "Ben" })]);
  // Whoever comes first is the host.
  await ada.join(app.url, "parlour");
  await ben.join(app.url, "parlour");
  await Promise.all([ada.seesPeople("Ben"), ben.seesPeople("Ada")]);
}, 120_000);

afterAll(async () => {
  await Promise.all([ada, ben].map((one) => one.close()));
  await app.stop();
});

describe("a room with a host", { timeout: 60_000 }, () => {
  test("what is said in the chat is read by the other, as text, and a raised hand is seen", () =>
    chatAndRaiseHand(ada, ben));

  test("a host turns a microphone off, and asks for it again", async () => {
    await ada.seesState("Ben", "microphone", true);
    await ada.ask({ type: "mute", participantId: await ada.idOf("Ben"), source: "microphone" });
    await ada.seesState("Ben", "microphone", false);
    await ben.reads(/Ada turned off your microphone/);
    await ada.ask({ type: "ask-unmute", participantId: await ada.idOf("Ben"), source: "microphone" });
    await ben.reads(/Ada asks you to turn on your microphone/);
    await ben.click("Unmute");
    await ada.seesState("Ben", "microphone", true);
  });

  test("who is no host may not keep order", async () => {
    const refusal = ben.ask({ type: "remove", participantId: await ben.idOf("Ada") });
    await expect(refusal).rejects.toThrow(/forbidden/);
  });

  test("somebody waits at the door until the host lets them in", async () => {
    const cleo = await Person.launch({ name: "Cleo" });
    try {
      await ada.ask({ type: "policy", waitingRoom: true });
      await cleo.open(app.url, { room: "parlour", name: "Cleo", autojoin: "" });
      await cleo.reads(/Waiting to be let in/);
      await ada.reads(/Cleo would like to join|Waiting to join/);
      await ada.ask({ type: "admit" });
      await cleo.seesPeople("Ada", "Ben");
      await cleo.seesVideoOf("Ben");
    } finally {
      await cleo.close();
    }
  });

  test("a host puts somebody out, and ends the call for the rest", async () => {
    await ada.ask({ type: "remove", participantId: await ada.idOf("Ben") });
    await ben.reads(/You were removed from the call/);
    await ada.ask({ type: "end" });
    await ada.reads(/The call has ended/);
  });
});
