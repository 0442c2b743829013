/**
 * A call by ear and keyboard: what a screen reader is given, in order, while somebody joins, mutes, writes, raises a hand and leaves.
 * Lines with a name are what has the focus; lines that begin with › are announced.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp, type App } from "./support/app.js";
import { Person } from "./support/person.js";
import { Transcript } from "./support/transcript.js";

let app: App;
let ada: Person;
let ben: Person;

beforeAll(async () => {
  app = await startApp();
  [ada, ben] = await Promise.all([Person.launch({ name: "Ada" }), Person.launch({ name: "Ben" })]);
  await ben.join(app.url, "by-ear");
  await ben.click("Chat");
}, 120_000);

afterAll(async () => {
  await Promise.all([ada, ben].map((one) => one.close()));
  await app.stop();
});

test("join, mute, message, hand, leave", { timeout: 90_000 }, async () => {
  await ada.open(app.url, { room: "by-ear" });
  const transcript = await Transcript.of(ada.page);

  await transcript.tabTo("textbox Your name");
  await ada.page.keyboard.type("Ada");
  await ada.page.keyboard.press("Enter");
  await transcript.hears("You joined the call");

  await transcript.tabTo("button Microphone, pressed");
  await ada.page.keyboard.press("Space");
  await transcript.focused("button Microphone, not pressed");

  await transcript.tabTo("button Raise hand, not pressed");
  await ada.page.keyboard.press("Enter");
  await transcript.focused("button Raise hand, pressed");

  await transcript.tabTo("button Chat");
  await ada.page.keyboard.press("Enter");
  await transcript.tabTo("textbox Message everyone");
  await ada.page.keyboard.type("Can you hear me?");
  await ada.page.keyboard.press("Enter");
  await ben.reads(/Can you hear me\?/);
  await ben.type("Message everyone", "Loud and clear");
  await ben.press("Enter");
  await transcript.hears("Message from Ben: Loud and clear");

  await transcript.tabTo("button Leave");
  await ada.page.keyboard.press("Enter");
  await ada.reads(/You left the call/);
  await transcript.focused("heading You left the call");

  // Said only where the network takes its time.
  expect(transcript.lines.filter((line) => line !== "› Connecting…")).toMatchInlineSnapshot(`
    [
      "textbox Your name",
      "› You joined the call",
      "button Microphone, pressed",
      "button Microphone, not pressed",
      "button Raise hand, not pressed",
      "button Raise hand, pressed",
      "button Chat",
      "textbox Message everyone",
      "› Message from Ben: Loud and clear",
      "button Leave",
      "heading You left the call",
    ]
  `);
});
