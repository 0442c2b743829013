/** How an element finds its room: around it, through slots and shadow trees, or by `for`. */
import { expect, fixture } from "@open-wc/testing";
import { html } from "lit";
import { registerLocales } from "./support/kit.js";
import "../../../src/elements/settings/settings.define.js";
import type { CallsHandButton } from "./support/kit.js";
import type { CallsSettings } from "../../../src/elements/settings/settings.js";
import { de } from "../../../src/locales/de.js";
import { DoubleRoomElement } from "./support/double-room.js";
import { joinedSnapshot } from "./support/room-double.js";
import { nextTask, until, visibleText } from "./support/wait.js";

registerLocales(de);

/** A shadow tree on the page with this in it. */
const shadow = async (content: string, light = ""): Promise<ShadowRoot> => {
  DoubleRoomElement.snapshot = joinedSnapshot;
  const host = await fixture<HTMLElement>(html`<div></div>`);
  host.innerHTML = light;
  const root = host.attachShadow({ mode: "open" });
  root.innerHTML = content;
  await nextTask();
  return root;
};

const speakGerman = async (settings: CallsSettings): Promise<void> => {
  await until(() => settings.shadowRoot!.querySelector("select") !== null);
  const select = settings.shadowRoot!.querySelector("select")!;
  select.value = "de";
  select.dispatchEvent(new Event("change"));
};

describe("an element and its room", () => {
  it("find each other by for, inside of one shadow tree", async () => {
    const root = await shadow(
      `<double-room id="here"></double-room><calls-settings for="here" tab="general"></calls-settings>
       <calls-hand-button for="here"></calls-hand-button>`,
    );
    const room = root.querySelector<DoubleRoomElement>("double-room")!;
    await speakGerman(root.querySelector("calls-settings")!);
    expect(room.lang).to.equal("de");
    const button = root.querySelector<CallsHandButton>("calls-hand-button")!;
    await button.updateComplete;
    button.shadowRoot!.querySelector("button")!.click();
    await until(() => room.double.requests.length === 1);
    expect(room.double.requests).to.deep.equal([{ type: "hand", raised: true }]);
  });

  it("find each other by for, from a shadow tree to the page around it", async () => {
    DoubleRoomElement.snapshot = joinedSnapshot;
    const outside = await fixture<DoubleRoomElement>(html`<double-room id="outside"></double-room>`);
    const root = await shadow(`<calls-settings for="outside" tab="general"></calls-settings>`);
    await speakGerman(root.querySelector("calls-settings")!);
    expect(outside.lang).to.equal("de");
  });

  it("find each other through the slot of an element that has the room inside", async () => {
    const root = await shadow(
      `<double-room><slot></slot></double-room>`,
      `<calls-settings tab="general"></calls-settings>`,
    );
    await speakGerman(root.host.querySelector("calls-settings")!);
    expect(root.querySelector("double-room")!.lang).to.equal("de");
  });

  it("part when another room takes the id", async () => {
    const root = await shadow(
      `<double-room id="here"></double-room><calls-people-button for="here"></calls-people-button>`,
    );
    const button = root.querySelector("calls-people-button")!;
    await until(() => visibleText(button).includes("1"));
    DoubleRoomElement.snapshot = { ...joinedSnapshot, participants: [joinedSnapshot.self, joinedSnapshot.self] };
    const next = Object.assign(document.createElement("double-room"), { id: "here" });
    root.querySelector("double-room")!.replaceWith(next);
    await until(() => visibleText(button).includes("3"));
  });
});
