/** Elements that come into the page after the script, from wherever. */
import { expect, fixture } from "@open-wc/testing";
import { html } from "lit";
import "../../../src/index.js";
import type { CallsSettings } from "../../../src/elements/settings/settings.js";
import { DoubleRoomElement } from "./support/double-room.js";
import { joinedSnapshot } from "./support/room-double.js";
import { FEATURE_TAGS } from "./support/tags.js";
import { nextTask, until, visibleText } from "./support/wait.js";

const place = async (): Promise<HTMLElement> => {
  DoubleRoomElement.snapshot = joinedSnapshot;
  return await fixture<HTMLElement>(html`<div><double-room id="late-room"></double-room></div>`);
};
const isThere = (tag: string): boolean => customElements.get(tag) !== undefined;

/** In this order: an element that is defined once is defined for all. */
describe("a panel that comes late", () => {
  it("is loaded by nothing before it comes", async () => {
    await place();
    await nextTask();
    expect(["chat", "people", "settings", "stats"].filter((name) => isThere(`calls-${name}`))).to.deep.equal([]);
  });

  it("works where a framework puts it, inside of something else", async () => {
    const page = await place();
    const section = document.createElement("section");
    section.innerHTML = `<p><calls-people for="late-room"></calls-people></p>`;
    page.append(section);
    await until(
      () => visibleText(section).includes("In the call") || section.querySelector("calls-people")!.shadowRoot !== null,
    );
    await until(() => visibleText(section.querySelector("calls-people")!).includes("Ada"));
  });

  it("works in a shadow tree, for a room outside of it", async () => {
    const page = await place();
    const host = document.createElement("div");
    host.attachShadow({ mode: "open" });
    page.append(host);
    await nextTask();
    host.shadowRoot!.innerHTML = `<main><calls-chat for="late-room" style="block-size: 300px"></calls-chat></main>`;
    await until(() => host.shadowRoot!.querySelector("calls-chat")!.shadowRoot !== null);
    await until(() => visibleText(host.shadowRoot!.querySelector("calls-chat")!).includes("No messages yet"));
  });

  it("works in the shadow tree of an element that is defined after it came, for a room in the same tree", async () => {
    const page = await place();
    page.append(document.createElement("late-app"));
    await nextTask();
    class LateApp extends HTMLElement {
      connectedCallback(): void {
        this.attachShadow({
          mode: "open",
        }).innerHTML = `<double-room id="inner"></double-room><calls-settings for="inner" tab="general"></calls-settings>`;
      }
    }
    customElements.define("late-app", LateApp);
    const root = page.querySelector("late-app")!.shadowRoot!;
    const settings = root.querySelector<CallsSettings>("calls-settings")!;
    await until(() => settings.shadowRoot !== null);
    await until(() => visibleText(settings).includes("Sounds"));
  });
});

describe("an element of a feature, in an interface of the page's own", () => {
  const tags = FEATURE_TAGS.map((name) => `calls-${name}`);

  it("is loaded by nothing before it comes", () => {
    expect(tags.filter(isThere)).to.deep.equal([]);
  });

  it("works wherever it is put, and none is forgotten", async () => {
    const page = await place();
    const room = page.querySelector("double-room")!;
    for (const tag of tags) room.append(document.createElement(tag));
    await until(() => tags.every(isThere));
    await until(() => tags.every((tag) => room.querySelector(tag)!.shadowRoot !== null));
  });
});
