/** Frameworks pass `null` and `undefined` for what is not set: no element takes either for a value. */
import { expect } from "@open-wc/testing";
import type { LitElement } from "lit";
import * as kit from "./support/kit.js";
import "../../../src/elements/chat/chat.define.js";
import "../../../src/elements/people/people.define.js";
import "../../../src/elements/settings/settings.define.js";
import "../../../src/elements/stats/stats.define.js";
import "../../../src/features/ai/elements/index.js";
import "../../../src/features/assistant/elements/index.js";
import "../../../src/features/captions/elements/index.js";
import { DoubleRoomElement } from "./support/double-room.js";
import { idleSnapshot, joinedSnapshot, person, type RoomDouble } from "./support/room-double.js";
import { nextTask } from "./support/wait.js";

type LitElementClass = typeof LitElement & (new () => LitElement);

type Tag = keyof HTMLElementTagNameMap & `calls-${string}`;

/** Every one that the types know of. */
const TAGS = {
  "calls-ai": true,
  "calls-ai-button": true,
  "calls-ai-mark": true,
  "calls-ai-panel": true,
  "calls-assistant": true,
  "calls-assistant-notice": true,
  "calls-audio": true,
  "calls-banner": true,
  "calls-camera-button": true,
  "calls-caption": true,
  "calls-captions": true,
  "calls-captions-button": true,
  "calls-chat": true,
  "calls-chat-button": true,
  "calls-controls": true,
  "calls-datachannel": true,
  "calls-ended": true,
  "calls-fullscreen-button": true,
  "calls-grid": true,
  "calls-hand-button": true,
  "calls-layout-button": true,
  "calls-leave-button": true,
  "calls-microphone-button": true,
  "calls-more-button": true,
  "calls-own-words": true,
  "calls-participant": true,
  "calls-people": true,
  "calls-people-button": true,
  "calls-pip-button": true,
  "calls-prejoin": true,
  "calls-reactions": true,
  "calls-reactions-button": true,
  "calls-room": true,
  "calls-screen": true,
  "calls-screen-button": true,
  "calls-self": true,
  "calls-settings": true,
  "calls-settings-button": true,
  "calls-shortcuts": true,
  "calls-shortcuts-button": true,
  "calls-stats": true,
  "calls-toasts": true,
  "calls-transcript": true,
  "calls-transcript-button": true,
  "calls-translation": true,
  "calls-waiting": true,
} satisfies Record<Tag, true>;

const elements = Object.keys(TAGS).map((tag) => customElements.get(tag) as LitElementClass);

/** Others than it began with, so that going back shows. */
const otherThan = (value: unknown): unknown =>
  typeof value === "boolean" ? !value : typeof value === "string" || value === undefined ? "other" : value;

const publicProperties = ({ elementProperties }: LitElementClass): string[] =>
  [...elementProperties].flatMap(([name, { state }]) => (state ? [] : [String(name)]));

describe("what is not set", () => {
  let errors: unknown[];
  const catchError = (event: ErrorEvent | PromiseRejectionEvent): void => {
    event.preventDefault();
    errors.push(event instanceof ErrorEvent ? event.error : event.reason);
  };

  beforeEach(() => {
    errors = [];
    addEventListener("error", catchError);
    addEventListener("unhandledrejection", catchError);
  });
  afterEach(() => {
    removeEventListener("error", catchError);
    removeEventListener("unhandledrejection", catchError);
    document.querySelector("#unset")?.remove();
  });

  const inPage = (element: HTMLElement, snapshot: RoomDouble["snapshot"]): void => {
    DoubleRoomElement.snapshot = snapshot;
    const page = document.createElement("div");
    page.id = "unset";
    document.body.append(page);
    if (!(element instanceof kit.CallsRoom)) page.append(new DoubleRoomElement());
    (page.firstElementChild ?? page).append(element);
  };

  for (const Element of elements) {
    it(`is as it was for <${customElements.getName(Element as CustomElementConstructor)}>`, async () => {
      const element = Element === kit.CallsRoom ? new DoubleRoomElement() : new Element();
      inPage(element, { ...joinedSnapshot, participants: [person("g", "Grace")] });
      await element.updateComplete;
      const values = element as unknown as Record<string, unknown>;
      for (const name of publicProperties(Element)) {
        const before = values[name];
        for (const unset of [null, undefined]) {
          values[name] = otherThan(before);
          await element.updateComplete;
          values[name] = unset;
          expect(values[name], `${name} = ${unset}`).to.deep.equal(before);
          await element.updateComplete;
        }
      }
      await nextTask();
      expect(errors).to.deep.equal([]);
    });
  }

  it("is no room of that name, and no name", async () => {
    const element = new DoubleRoomElement();
    Object.assign(element, { room: null, name: undefined, autojoin: true, startMuted: true, startCameraOff: true });
    inPage(element, idleSnapshot);
    await element.updateComplete;
    await nextTask();
    expect(element.double.requests).to.deep.equal([]);
    element.room = "standup";
    element.setAttribute("name", "Ada");
    element.removeAttribute("name");
    await element.updateComplete;
    await nextTask();
    expect(element.double.requests).to.deep.equal([]);
    expect(element.name).to.equal("");
    expect(errors).to.deep.equal([]);
  });
});

describe("an attribute, as frameworks write it", () => {
  const made = (markup: string): kit.CallsRoom => {
    const page = document.createElement("div");
    page.innerHTML = markup;
    return page.firstElementChild as kit.CallsRoom;
  };

  for (const [markup, isMuted] of [
    ["<calls-room start-muted>", true],
    ["<calls-room startmuted>", true],
    ['<calls-room startmuted="true">', true],
    ["<calls-room startMuted>", true],
    ['<calls-room start-muted="false">', false],
    ['<calls-room startmuted="false">', false],
    ["<calls-room>", false],
  ] as const) {
    it(`is understood: ${markup}`, () => {
      expect(made(markup).startMuted).to.equal(isMuted);
    });
  }

  it("may change", () => {
    const room = made("<calls-room startmuted autojoin='false'>");
    expect(room.autojoin).to.equal(false);
    room.removeAttribute("startmuted");
    expect(room.startMuted).to.equal(false);
    room.setAttribute("start-muted", "");
    expect(room.startMuted).to.equal(true);
  });

  it("is written as it always was", async () => {
    const self = document.createElement("calls-self");
    document.body.append(self);
    self.collapsed = true;
    await self.updateComplete;
    expect(self.getAttribute("collapsed")).to.equal("");
    self.collapsed = false;
    await self.updateComplete;
    expect(self.hasAttribute("collapsed")).to.equal(false);
    self.remove();
  });
});
