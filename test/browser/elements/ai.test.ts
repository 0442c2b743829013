import { expect } from "@open-wc/testing";
import { html, type LitElement } from "lit";
import "../../../src/elements/people/people.define.js";
import "../../../src/features/ai/elements/index.js";
import { AI_LIMITS, type AiView } from "../../../src/features/ai/contract.js";
import { uiOf } from "../../../src/elements/core/room-ui.js";
import type { RoomSnapshot } from "../../../src/client/types.js";
import { aiView } from "../../../stories/support/ai-view.js";
import { DoubleRoomElement, inRoom } from "./support/double-room.js";
import { joinedSnapshot, person, type RoomDouble } from "./support/room-double.js";
import { settled, until, visibleText } from "./support/wait.js";

const ME = { id: joinedSnapshot.self.id, name: "Ada" };
const GRACE = { id: "p0", name: "Grace Hopper" };

const call = (view: Partial<AiView> = {}, role: "host" | "speaker" | "viewer" = "speaker"): RoomSnapshot => ({
  ...joinedSnapshot,
  self: { ...joinedSnapshot.self, role },
  participants: [person("p0", "Grace Hopper"), person("bot", "Assistant")],
  features: { ai: aiView({ status: "on", participantId: "bot", ...view }) },
});
const asked = ({ requests }: RoomDouble): unknown[] =>
  requests.flatMap((request) =>
    request.type === "feature"
      ? [(request.command as { readonly type: string }).type]
      : request.type === "set-microphone"
        ? [request.enabled ? "microphone on" : "microphone off"]
        : [],
  );
const see = (room: RoomDouble, view: Partial<AiView>): void =>
  room.set({ features: { ai: aiView({ status: "on", participantId: "bot", ...view }) } });

const show = async (snapshot: RoomSnapshot) => {
  const { element, room } = await inRoom(snapshot, html`<calls-ai></calls-ai>`);
  const strip = element.querySelector("calls-ai")!;
  await strip.updateComplete;
  const button = (part: string) => strip.shadowRoot!.querySelector<HTMLButtonElement>(`[part~=${part}]`);
  return { strip, room, button, hold: button("hold")! };
};

describe("<calls-ai>", () => {
  for (const [name, view, role, words] of [
    ["nobody talks with it", {}, "speaker", "Nobody is talking with Assistant Hold to talk Talk with it"],
    [
      "one talks with it oneself",
      { holder: ME },
      "speaker",
      "You are talking with Assistant Hold to talk Give it back",
    ],
    [
      "others are before one",
      { holder: GRACE, queue: [ME] },
      "host",
      "Grace Hopper is talking with Assistant · You are number 1 in line Hold to talk Give it back Take it back End",
    ],
    ["one only watches", { holder: GRACE }, "viewer", "Grace Hopper is talking with Assistant"],
    ["it is on its way", { status: "starting" }, "host", "Assistant is on its way"],
    [
      "it could not come",
      { status: "off", failure: "busy" },
      "speaker",
      "The AI’s provider is busy. Try again in a moment.",
    ],
  ] as const satisfies readonly (readonly [string, Partial<AiView>, "host" | "speaker" | "viewer", string])[]) {
    it(`is accessible and says how it is: ${name}`, async () => {
      const { strip } = await show(call(view, role));
      await settled();
      expect(visibleText(strip)).to.equal(words);
      // What changes is spoken once, and politely.
      expect(strip.shadowRoot!.querySelectorAll("[role=status], [role=alert], [aria-live]")).to.have.length(1);
      await expect(strip).to.be.accessible();
    });
  }

  const pointer = (type: string, pointerType: string): PointerEvent =>
    new PointerEvent(type, { bubbles: true, button: 0, pointerId: 1, pointerType });
  const key = (type: string, name: string, repeat = false): KeyboardEvent =>
    new KeyboardEvent(type, { key: name, repeat, bubbles: true, cancelable: true });

  for (const [way, press, letGo] of [
    ["a finger", () => pointer("pointerdown", "touch"), () => pointer("pointerup", "touch")],
    ["a mouse", () => pointer("pointerdown", "mouse"), () => pointer("pointerup", "mouse")],
    ["the space bar", () => key("keydown", " "), () => key("keyup", " ")],
    ["the enter key", () => key("keydown", "Enter"), () => key("keyup", "Enter")],
    ["two presses of a screen reader", () => new MouseEvent("click"), () => new MouseEvent("click")],
  ] as const) {
    it(`is held by ${way}: it is asked for, and given back a moment after it is let go of`, async () => {
      const { strip, room, hold } = await show(call());
      // There is no such pointer for the browser.
      hold.setPointerCapture = () => {};
      hold.dispatchEvent(press());
      hold.dispatchEvent(key("keydown", " ", true));
      expect(asked(room)).to.deep.equal(["ask"]);
      see(room, { holder: ME });
      await strip.updateComplete;
      expect(asked(room)).to.deep.equal(["ask", "microphone on"]);
      expect(hold.getAttribute("aria-pressed")).to.equal("true");
      hold.dispatchEvent(letGo());
      await strip.updateComplete;
      expect(hold.getAttribute("aria-pressed")).to.equal("false");
      expect(asked(room)).to.deep.equal(["ask", "microphone on", "microphone off"]);
      await until(() => asked(room).at(-1) === "give-back");
    });
  }

  it("is let go of when the focus or the page goes on, and opens no menu under a finger", async () => {
    const { strip, room, hold } = await show(call({ holder: ME }));
    const menu = new MouseEvent("contextmenu", { cancelable: true });
    hold.dispatchEvent(menu);
    expect(menu.defaultPrevented).to.equal(true);
    expect(getComputedStyle(hold).touchAction).to.equal("none");
    hold.dispatchEvent(key("keydown", " "));
    hold.dispatchEvent(new FocusEvent("blur"));
    expect(asked(room)).to.deep.equal(["microphone on", "microphone off"]);
    hold.dispatchEvent(key("keydown", " "));
    strip.remove();
    expect(asked(room)).to.deep.equal([
      "microphone on",
      "microphone off",
      "microphone on",
      "give-back",
      "microphone off",
    ]);
  });

  it("is let go of when the AI goes, and can be held when it is back", async () => {
    const { strip, room, button, hold } = await show(call({ holder: ME }));
    hold.dispatchEvent(key("keydown", " "));
    see(room, { status: "off" });
    await strip.updateComplete;
    see(room, {});
    await strip.updateComplete;
    await strip.updateComplete;
    const again = button("hold")!;
    expect(again.getAttribute("aria-pressed")).to.equal("false");
    const before = asked(room).length;
    again.dispatchEvent(key("keydown", " "));
    expect(asked(room).slice(before)).to.deep.equal(["ask"]);
    again.dispatchEvent(key("keyup", " "));
  });

  it("is asked for, given back, taken and ended by buttons", async () => {
    const { strip, room, button } = await show(call({ holder: GRACE }, "host"));
    for (const part of ["ask", "take", "end"]) button(part)!.click();
    see(room, { holder: ME });
    await strip.updateComplete;
    expect(button("take")).to.equal(null);
    button("ask")!.click();
    await until(() => asked(room).length === 4);
    expect(asked(room)).to.deep.equal(["ask", "take", "disable", "give-back"]);
  });
});

describe("who is the AI, and who talks with it", () => {
  it("is said on their tiles, and on nobody else’s", async () => {
    const marks = ["bot", "p0", ME.id, ""].map((id) => html`<calls-ai-mark participant-id=${id}></calls-ai-mark>`);
    const { element, room } = await inRoom(call({ holder: GRACE }), html`${marks}`);
    const all = [...element.querySelectorAll("calls-ai-mark")];
    const words = async (): Promise<string[]> => {
      await Promise.all(all.map((mark) => mark.updateComplete));
      return all.map(visibleText);
    };
    expect(await words()).to.deep.equal(["AI", "Grace Hopper is talking with Assistant", "", ""]);
    see(room, { holder: ME });
    expect(await words()).to.deep.equal(["AI", "", "You are talking with Assistant", ""]);
    see(room, { status: "off" });
    expect((await words()).slice(1)).to.deep.equal(["", "", ""]);
  });

  it("is read in the list of people", async () => {
    await import("../../../src/index.js");
    DoubleRoomElement.snapshot = call({ holder: GRACE });
    const room = new DoubleRoomElement();
    room.style.cssText = "inline-size: 900px; block-size: 600px";
    document.body.append(room);
    uiOf(room.double).set({ panel: "people" });
    const rows = (): string[] => {
      const list = room.shadowRoot!.querySelector("calls-people")?.shadowRoot;
      return [...(list?.querySelectorAll("li") ?? [])].map((row) => {
        const mark = row.querySelector<LitElement>("calls-ai-mark");
        return `${row.querySelector("b")!.textContent}: ${mark?.shadowRoot ? visibleText(mark) : ""}`;
      });
    };
    await until(() => rows().includes("Assistant: AI"));
    expect(rows()).to.include("Grace Hopper: Grace Hopper is talking with Assistant");
    expect(rows()).to.include("Ada (you): ");
    await expect(room.shadowRoot!.querySelector("calls-people")!).to.be.accessible();
    room.remove();
  });
});

describe("<calls-ai-panel>", () => {
  it("brings it in with what it should be, and is accessible before, while it is there and after a failure", async () => {
    const { element, room } = await inRoom(call({ status: "off" }, "host"), html`<calls-ai-panel></calls-ai-panel>`);
    const panel = element.querySelector("calls-ai-panel")!;
    await panel.updateComplete;
    const root = panel.shadowRoot!;
    await expect(panel).to.be.accessible();
    expect(root.querySelector("textarea")!.maxLength).to.equal(AI_LIMITS.instructions);
    root.querySelector("textarea")!.value = " You keep the minutes. ";
    root.querySelector<HTMLButtonElement>("[part~=bring]")!.click();
    await until(() => room.requests.length > 0);
    expect(room.requests).to.deep.equal([
      {
        type: "feature",
        feature: "ai",
        command: { type: "enable", instructions: "You keep the minutes.", voice: "marin" },
      },
    ]);
    see(room, { status: "off", failure: "refused" });
    await panel.updateComplete;
    expect(root.querySelector("[role=alert]")!.textContent).to.equal("The AI’s provider did not accept the call.");
    await expect(panel).to.be.accessible();
    see(room, { status: "on" });
    await panel.updateComplete;
    expect(root.querySelector("[part~=bring]")).to.equal(null);
    await expect(panel).to.be.accessible();
  });
});
