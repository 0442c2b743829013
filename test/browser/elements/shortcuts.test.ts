import { expect, fixture } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { html, type TemplateResult } from "lit";
import { uiOf } from "../../../src/elements/core/room-ui.js";
import { canvasTrack, stopCanvasTracks } from "./support/canvas-track.js";
import { deep, focused, named } from "./support/deep.js";
import { inRoom, type DoubleRoomElement } from "./support/double-room.js";
import { joinedSnapshot, person, type RoomDouble } from "./support/room-double.js";
import { nextTask, settled, until } from "./support/wait.js";

const show = async (
  content: TemplateResult = html``,
  change: Partial<RoomDouble["snapshot"]> = {},
): Promise<{ element: DoubleRoomElement; room: RoomDouble; stage: HTMLElement }> => {
  const { element, room } = await inRoom(
    { ...joinedSnapshot, ...change },
    html`<calls-shortcuts></calls-shortcuts>
      <div id="stage" tabindex="0">Stage</div>
      ${content}`,
  );
  await nextTask();
  const stage = element.querySelector<HTMLElement>("#stage")!;
  stage.focus();
  return { element, room, stage };
};

const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await sendKeys({ press: key });
  await nextTask();
};

const spoken = (): string => document.querySelector("[data-calls-announcer]")?.textContent ?? "";

afterEach(stopCanvasTracks);

describe("<calls-shortcuts>", () => {
  it("asks for what each key means", async () => {
    const { room } = await show();
    await press("m", "v", "s", "h", "c");
    expect(room.requests).to.deep.equal([
      { type: "set-microphone", enabled: true },
      { type: "set-camera", enabled: true },
      { type: "set-screen", enabled: true, audio: true },
      { type: "hand", raised: true },
    ]);
    expect(uiOf(room).snapshot.panel).to.equal("chat");
    await press("p");
    expect(uiOf(room).snapshot.panel).to.equal("people");
    await press("p");
    expect(uiOf(room).snapshot.panel).to.equal(undefined);
  });

  it("says what came of it, once it is so", async () => {
    const { room } = await show();
    await press("m");
    expect(spoken()).not.to.contain("Microphone on");
    room.set({ microphone: { status: "on", track: canvasTrack("red"), deviceId: undefined } });
    expect(spoken()).to.contain("Microphone on");
    // What comes without a key has a button, or a message, that tells of it.
    room.set({ self: person("me", "Ada", { isSelf: true, hand: 1 }) });
    expect(spoken()).not.to.contain("Your hand is raised");
  });

  it("leaves keys to whoever types, to menus, and to the browser", async () => {
    const { element, room } = await show(
      html`<input /><textarea></textarea
        ><select></select>
        <div id="editor" contenteditable>x</div>
        <div role="menu"><button role="menuitem">Item</button></div>`,
    );
    for (const selector of ["input", "textarea", "select", "#editor", "[role=menuitem]"]) {
      element.querySelector<HTMLElement>(selector)!.focus();
      await press("m");
    }
    element.querySelector<HTMLElement>("#stage")!.focus();
    await sendKeys({ down: "Control" });
    await sendKeys({ press: "m" });
    await sendKeys({ up: "Control" });
    await nextTask();
    expect(room.requests).to.deep.equal([]);
  });

  it("has its keys in a dialog of the page, and in what else a page puts around a call", async () => {
    const { element, room, stage } = await show();
    const dialog = document.createElement("dialog");
    const application = Object.assign(document.createElement("div"), { role: "application" });
    element.before(dialog);
    application.append(element);
    dialog.append(application);
    dialog.showModal();
    await nextTask();
    stage.focus();
    await press("m");
    expect(room.requests).to.have.length(1);
    dialog.close();
    dialog.remove();
  });

  it("works in the room only, or in the whole document where the page says so", async () => {
    const outside = await fixture<HTMLButtonElement>(html`<button>Outside</button>`);
    const { element, room } = await show();
    outside.focus();
    await press("m");
    expect(room.requests).to.deep.equal([]);
    element.querySelector("calls-shortcuts")!.scope = "document";
    await press("m");
    expect(room.requests).to.have.length(1);
  });

  it("works once, however many serve the room", async () => {
    const { room } = await show(
      html`<calls-shortcuts scope="document"></calls-shortcuts><calls-controls></calls-controls>`,
    );
    await press("h");
    expect(room.requests).to.have.length(1);
    await press("?");
    await until(() => document.querySelector("double-room")!.querySelector("calls-shortcuts") !== null);
  });

  it("does not ask for what the room or the role does not allow", async () => {
    const { room } = await show(html``, {
      canAct: false,
      self: person("me", "Ada", { isSelf: true, role: "viewer" }),
    });
    await press("m", "v", "s", "h", "c", " ");
    expect(room.requests).to.deep.equal([]);
    expect(uiOf(room).snapshot.panel).to.equal(undefined);
  });

  it("can be turned off, by the page and by the person", async () => {
    const { element, room } = await show();
    element.querySelector("calls-shortcuts")!.off = true;
    await press("m");
    element.querySelector("calls-shortcuts")!.off = false;
    await press("?");
    await until(() => deep(element, "dialog[open]") !== undefined);
    deep<HTMLInputElement>(element, "input[type=checkbox]")!.click();
    await until(() => !uiOf(room).snapshot.shortcuts);
    await sendKeys({ press: "Escape" });
    await until(() => deep(element, "dialog[open]") === undefined);
    await press("m");
    expect(room.requests).to.deep.equal([]);
  });

  it("lists its keys in a dialog, accessibly, and gives the focus back", async () => {
    const { element, stage } = await show();
    await press("?");
    await until(() => deep(element, "dialog[open]") !== undefined);
    const text = deep(element, "dialog")!.textContent!.replace(/\s+/g, " ");
    for (const line of ["Microphone M", "Share screen S", "Hold to talk while muted Space"])
      expect(text).to.contain(line);
    await settled();
    await expect(element).to.be.accessible();
    named(element, "Close")!.click();
    await until(() => deep(element, "dialog[open]") === undefined);
    expect(focused()).to.equal(stage);
  });

  it("opens the list from its button, too", async () => {
    const { element, room } = await show(html`<calls-shortcuts-button></calls-shortcuts-button>`);
    named(element, "Keyboard shortcuts")!.click();
    await until(() => deep(element, "dialog[open]") !== undefined);
    await sendKeys({ press: "Escape" });
    await until(() => !uiOf(room).snapshot.help);
  });

  it("lists its keys again after the list went away with its element, or by the page's own wish", async () => {
    const { element, room, stage } = await show();
    const opens = async (): Promise<void> => {
      stage.focus();
      await press("?");
      await until(() => deep(element, "dialog[open]") !== undefined);
    };
    await opens();
    uiOf(room).set({ help: false });
    await until(() => deep(element, "dialog[open]") === undefined);
    await opens();
    const shortcuts = element.querySelector("calls-shortcuts")!;
    shortcuts.remove();
    await until(() => !uiOf(room).snapshot.help);
    element.append(shortcuts);
    await settled();
    expect(deep(element, "dialog[open]")).to.equal(undefined);
    await opens();
  });

  it("stops with the element", async () => {
    const { element, room } = await show();
    element.querySelector("calls-shortcuts")!.remove();
    await press("m");
    expect(room.requests).to.deep.equal([]);
  });
});

describe("push to talk", () => {
  const talks = ({ requests }: RoomDouble): boolean[] =>
    requests.flatMap((request) => (request.type === "talk" ? [request.active] : []));

  it("is on while Space is held", async () => {
    const { room } = await show();
    await sendKeys({ down: "Space" });
    await sendKeys({ down: "Space" });
    await nextTask();
    expect(talks(room)).to.deep.equal([true]);
    await sendKeys({ up: "Space" });
    await nextTask();
    expect(talks(room)).to.deep.equal([true, false]);
  });

  it("lets go when the window loses the focus, and when the element goes", async () => {
    const { element, room } = await show();
    await sendKeys({ down: "Space" });
    dispatchEvent(new Event("blur"));
    await sendKeys({ up: "Space" });
    await nextTask();
    expect(talks(room)).to.deep.equal([true, false]);
    await sendKeys({ down: "Space" });
    element.querySelector("calls-shortcuts")!.remove();
    await nextTask();
    await sendKeys({ up: "Space" });
    expect(talks(room)).to.deep.equal([true, false, true, false]);
  });

  it("does nothing while the microphone is on, and leaves Space to buttons", async () => {
    const { element, room, stage } = await show(html`<button id="mine">Mine</button>`);
    element.querySelector<HTMLElement>("#mine")!.focus();
    await press(" ");
    room.set({ microphone: { status: "on", track: canvasTrack("red"), deviceId: undefined } });
    stage.focus();
    await press(" ");
    expect(room.requests).to.deep.equal([]);
  });
});
