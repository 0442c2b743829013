/** Frameworks pass `null` and `undefined` for what is not set: no element takes either for a value. */
import { expect } from "@open-wc/testing";
import type { LitElement } from "lit";
import * as kit from "../../../src/index.js";
import { CallsChat } from "../../../src/elements/chat/chat.js";
import { CallsPeople } from "../../../src/elements/people/people.js";
import { CallsSettings } from "../../../src/elements/settings/settings.js";
import { CallsStats } from "../../../src/elements/stats/stats.js";
import { DoubleRoomElement } from "./support/double-room.js";
import { idleSnapshot, joinedSnapshot, person, type RoomDouble } from "./support/room-double.js";
import { nextTask } from "./support/wait.js";

type LitElementClass = typeof LitElement & (new () => LitElement);

const isElement = (value: unknown): value is LitElementClass =>
  typeof value === "function" &&
  value.prototype instanceof HTMLElement &&
  customElements.getName(value as CustomElementConstructor) !== null;

const all: unknown[] = [...Object.values(kit), CallsChat, CallsPeople, CallsSettings, CallsStats];
const elements = all.filter(isElement);

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

  it("is looked for in every element", () => {
    expect(elements.length).to.be.greaterThan(25);
  });

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
