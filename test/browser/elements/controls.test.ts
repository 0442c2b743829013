import { expect, fixture } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { html } from "lit";
import type { CallsControls } from "../../../src/elements/controls/controls.js";
import { fitting } from "../../../src/elements/controls/overflow.js";
import { uiOf } from "../../../src/elements/core/room-ui.js";
import { CallsError } from "../../../src/base/error.js";
import { canvasTrack, stopCanvasTracks } from "./support/canvas-track.js";
import { deep, focused, named } from "./support/deep.js";
import { inRoom } from "./support/double-room.js";
import { idleSnapshot, joinedSnapshot, person, type RoomDouble } from "./support/room-double.js";
import { countUpdates, nextTask, settled, until, visibleText } from "./support/wait.js";

/** Puts the bar into a place of a width, in pixels. */
const show = async (
  change: Partial<RoomDouble["snapshot"]> = {},
  width = 760,
): Promise<{
  controls: CallsControls;
  room: RoomDouble;
  place: HTMLElement;
  button: (name: string) => HTMLButtonElement | undefined;
}> => {
  const { element, room } = await inRoom(
    { ...joinedSnapshot, ...change },
    html`<div style="inline-size: ${width}px">
      <calls-controls><button id="mine">Mine</button></calls-controls>
    </div>`,
  );
  const controls = element.querySelector("calls-controls")!;
  await nextTask();
  return { controls, room, place: controls.parentElement!, button: (name) => named(controls, name) };
};

const failed = (code: CallsError["code"]): RoomDouble["snapshot"]["camera"] => ({
  status: "failed",
  error: new CallsError(code, "for the test"),
});

/** The names in the bar, in order. */
const inBar = (controls: CallsControls): (string | null)[] =>
  [...controls.shadowRoot!.querySelectorAll(".bar > *")]
    .filter((part) => part.checkVisibility())
    .map((part) => part.shadowRoot?.querySelector("button")?.ariaLabel ?? part.className);

const bar = (controls: CallsControls): HTMLElement => controls.shadowRoot!.querySelector<HTMLElement>(".bar")!;

describe("<calls-controls>", () => {
  afterEach(stopCanvasTracks);

  it("is accessible, also with a device that failed", async () => {
    const { controls, room } = await show();
    await settled();
    await expect(controls).to.be.accessible();
    room.set({ camera: failed("permission-denied"), microphone: failed("device-not-found") });
    await controls.updateComplete;
    await settled();
    await expect(controls).to.be.accessible();
  });

  it("asks for what a click means, and shows only what is so", async () => {
    const { controls, room, button } = await show();
    expect(button("Camera")?.ariaPressed).to.equal("false");
    button("Camera")!.click();
    await nextTask();
    expect(room.requests).to.deep.equal([{ type: "set-camera", enabled: true }]);
    expect(button("Camera")?.ariaPressed).to.equal("false");
    room.set({ camera: { status: "on", track: canvasTrack("red"), deviceId: undefined } });
    await controls.updateComplete;
    await nextTask();
    expect(button("Camera")?.ariaPressed).to.equal("true");
    expect(button("Camera")?.ariaDescription).to.equal("Turn off camera");
    button("Camera")!.click();
    button("Microphone")!.click();
    button("Leave")!.click();
    await nextTask();
    expect(room.requests.slice(1)).to.deep.equal([
      { type: "set-camera", enabled: false },
      { type: "set-microphone", enabled: true },
      { type: "leave" },
    ]);
  });

  it("is busy, and asks nothing, while a device starts", async () => {
    const { room, button } = await show({ microphone: { status: "starting" } });
    expect(button("Microphone")?.getAttribute("aria-busy")).to.equal("true");
    button("Microphone")!.click();
    await nextTask();
    expect(room.requests).to.deep.equal([]);
  });

  it("works by keyboard, in reading order", async () => {
    const { room } = await show();
    const names: (string | null | undefined)[] = [];
    for (let step = 0; step < 10; step++) {
      await sendKeys({ press: "Tab" });
      names.push(focused()?.ariaLabel ?? focused()?.textContent);
      if (step < 2) await sendKeys({ press: step === 1 ? "Space" : "Enter" });
    }
    expect(names).to.deep.equal([
      "Microphone",
      "Camera",
      "Share screen",
      "Raise hand",
      "React",
      "Mine",
      "Chat",
      "People, 1",
      "More",
      "Leave",
    ]);
    await nextTask();
    expect(room.requests.map(({ type }) => type)).to.deep.equal(["set-microphone", "set-camera"]);
  });

  it("can be cancelled", async () => {
    const { controls, room, button } = await show();
    controls.closest("double-room")!.addEventListener("calls-room-leave", (event) => event.preventDefault());
    button("Leave")!.click();
    await nextTask();
    expect(room.requests).to.deep.equal([]);
  });

  it("says what to do about a device, can be put away, and says it again when it fails again", async () => {
    const { controls, room, button } = await show({ camera: failed("permission-denied") });
    const advice = "Camera is blocked. Allow it in the address bar, then try again.";
    const notice = (): string | undefined => deep(controls, ".notice")?.textContent ?? undefined;
    expect(notice()).to.contain(advice);
    expect(button("Camera")?.ariaDescription).to.equal(advice);
    expect(document.querySelector("[data-calls-announcer]")?.textContent).to.contain(advice);
    button("Dismiss")!.click();
    await controls.updateComplete;
    expect(notice()).to.equal(undefined);
    expect(focused()).to.equal(button("Camera"));
    button("Camera")!.click();
    await nextTask();
    expect(room.requests).to.deep.equal([{ type: "set-camera", enabled: true }]);
    room.set({ camera: failed("device-in-use") });
    await controls.updateComplete;
    expect(notice()).to.contain("Another app is using your camera.");
  });

  it("says what the system has muted, which other device is used, and why a screen is not shared", async () => {
    const { controls, room, button } = await show();
    const notices = async (): Promise<string> => {
      await controls.updateComplete;
      return visibleText(deep(controls, ".notices") ?? document.createElement("p"));
    };
    room.set({ microphone: failed("device-muted") });
    expect(await notices()).to.contain("Your system has muted the microphone.");
    const error = new CallsError("device-in-use", "for the test");
    const on = { status: "on", track: canvasTrack("green"), deviceId: "2" } as const;
    room.set({
      microphone: { status: "off" },
      camera: { ...on, standsIn: { label: "Desk camera", error } },
      screen: failed("permission-denied"),
    });
    expect(await notices()).to.contain("Another app is using your camera. “Desk camera” is used instead.");
    expect(await notices()).to.contain("Your screen may not be shared.");
    expect(button("Share screen")?.ariaDescription).to.contain("Your screen may not be shared.");
    expect(button("Camera")?.ariaPressed).to.equal("true");
    for (const notice of controls.shadowRoot!.querySelectorAll<HTMLElement>(".notice .dismiss")) notice.click();
    await nextTask();
    expect(await notices()).to.equal("");
    room.set({ screen: failed("device-in-use") });
    expect(await notices()).to.contain("Your screen could not be shared.");
  });

  it("says once what keeps both devices away, and puts it away for both", async () => {
    const { controls, room, button } = await show({
      microphone: failed("permission-denied"),
      camera: failed("permission-denied"),
    });
    const notices = (): string => visibleText(deep(controls, ".notices") ?? document.createElement("p"));
    expect(notices().match(/blocked/g)).to.have.length(1);
    expect(notices()).to.contain("Microphone and camera are blocked.");
    button("Dismiss")!.click();
    await controls.updateComplete;
    expect(notices()).not.to.contain("blocked");
    expect(focused()).to.equal(button("Microphone"));
    room.set({ microphone: failed("device-not-found"), camera: failed("device-in-use") });
    await controls.updateComplete;
    expect(notices()).to.contain("No microphone found.");
    expect(notices()).to.contain("Another app is using your camera.");
  });

  it("offers to leave only where there is a call to leave", async () => {
    const { room, button } = await show();
    expect(button("Leave")).not.to.equal(undefined);
    room.set(idleSnapshot);
    await until(() => button("Leave") === undefined);
  });

  it("offers only what the room and the role allow", async () => {
    const { controls, room } = await show();
    expect(inBar(controls)).to.deep.equal([
      "Microphone",
      "Camera",
      "Share screen",
      "Raise hand",
      "React",
      "own",
      "Chat",
      "People, 1",
      "More",
      "Leave",
    ]);
    room.set({ canAct: false });
    await nextTask();
    expect(inBar(controls)).to.deep.equal([
      "Microphone",
      "Camera",
      "Share screen",
      "own",
      "People, 1",
      "More",
      "Leave",
    ]);
    room.set({ canAct: true, self: person("me", "Ada", { isSelf: true, role: "viewer" }) });
    await nextTask();
    expect(inBar(controls)).to.deep.equal(["Raise hand", "React", "own", "Chat", "People, 1", "More", "Leave"]);
    // A backend that says what it can is taken at its word, whatever the role.
    room.set({ actions: ["hand"], self: person("me", "Ada", { isSelf: true, role: "host" }) });
    await nextTask();
    expect(inBar(controls)).to.deep.equal([
      "Microphone",
      "Camera",
      "Share screen",
      "Raise hand",
      "own",
      "People, 1",
      "More",
      "Leave",
    ]);
  });

  it("keeps buttons large enough for a finger, in the bar and in its menu", async () => {
    const { controls, button } = await show({}, 360);
    button("More")!.click();
    await settled();
    const sizes = [...inBar(controls), "Settings", "People, 1", "👏", "Grid"]
      .flatMap((name) => button(name ?? "") ?? [])
      .map((each) => each.getBoundingClientRect());
    expect(sizes.length).to.be.at.least(8);
    for (const { width, height } of sizes) expect(Math.min(width, height)).to.be.at.least(44);
  });

  it("does not render when something else in the room changes", async () => {
    const { controls, room } = await show();
    const updates = countUpdates(controls);
    const parts = [...controls.shadowRoot!.querySelectorAll(".bar > :not(.own)")].map(countUpdates);
    room.set({ audioBlocked: true });
    room.set({ status: { phase: "joined", signaling: "reconnecting", media: "connected" } });
    await nextTask();
    expect([updates(), ...parts.map((count) => count())].every((count) => count === 0)).to.equal(true);
  });

  it("works away from the room with for, and follows it to another", async () => {
    const { element, room } = await inRoom(joinedSnapshot, html`<p>Own page</p>`);
    element.id = "call";
    const away = await fixture<CallsControls>(html`<calls-controls for="call"></calls-controls>`);
    await nextTask();
    named(away, "Leave")!.click();
    await nextTask();
    expect(room.requests).to.deep.equal([{ type: "leave" }]);
    away.for = "nothing";
    await until(() => named(away, "Leave") === undefined);
    away.for = "call";
    await until(() => named(away, "Leave") !== undefined);
  });
});

describe("<calls-controls> where it is narrow", () => {
  it("moves what does not fit into its menu, the least important first, and back", async () => {
    const { controls, place, button } = await show({}, 760);
    const widths = [600, 480, 400, 340, 310, 280] as const;
    let before = inBar(controls).length;
    for (const width of widths) {
      place.style.inlineSize = `${width}px`;
      await until(() => controls.clientWidth === width && bar(controls).scrollWidth <= width);
      await settled();
      const shown = inBar(controls);
      expect(shown.length, `${width}`).to.be.at.most(before);
      before = shown.length;
      for (const always of ["Microphone", "Camera", "More", "Leave"]) expect(shown, `${width}`).to.include(always);
      // One line, whatever the width.
      expect(bar(controls).offsetHeight, `${width}`).to.be.below(72);
    }
    expect(inBar(controls)).to.deep.equal(["Microphone", "Camera", "own", "More", "Leave"]);
    button("More")!.click();
    await until(() => button("Raise hand") !== undefined);
    place.style.inlineSize = "760px";
    await until(() => inBar(controls).length === 10);
  });

  it("measures the room that there is, and not itself, wherever it stands", async () => {
    const { element } = await inRoom(
      joinedSnapshot,
      html`<div style="inline-size: 300px; display: grid; justify-items: center"><calls-controls></calls-controls></div>
        <div style="inline-size: 300px; display: flex; justify-content: center"><calls-controls></calls-controls></div>
        <div style="inline-size: 700px; display: grid; justify-items: center"><calls-controls></calls-controls></div>`,
    );
    const [grid, flex, wide] = [...element.querySelectorAll("calls-controls")];
    await until(() => bar(grid!).offsetWidth <= 300 && bar(flex!).offsetWidth <= 300 && inBar(wide!).length === 9);
    grid!.parentElement!.style.inlineSize = "700px";
    flex!.parentElement!.style.inlineSize = "700px";
    await until(() => inBar(grid!).length === 9 && inBar(flex!).length === 9);
  });

  it("asks from the menu for what its buttons ask for", async () => {
    const { room, button } = await show({}, 300);
    const choose = async (name: string): Promise<void> => {
      button("More")!.click();
      await until(() => button(name) !== undefined);
      button(name)!.click();
      await until(() => button(name) === undefined);
    };
    await choose("Raise hand");
    await choose("🎉");
    await choose("Share screen");
    expect(room.requests).to.deep.equal([
      { type: "hand", raised: true },
      { type: "reaction", reaction: "🎉" },
      { type: "set-screen", enabled: true, audio: true },
    ]);
    await choose("Chat");
    expect(uiOf(room).snapshot.panel).to.equal("chat");
    await choose("Sidebar");
    expect(uiOf(room).snapshot.layout).to.equal("sidebar");
  });

  it("says at the button that something in the menu is new", async () => {
    const { room, button } = await show({}, 240);
    const badge = (): Element | null | undefined => button("More")?.querySelector("[part=badge]");
    expect(badge()).to.equal(null);
    uiOf(room).set({ unread: 2 });
    await until(() => badge() !== null);
    uiOf(room).set({ unread: 0 });
    await until(() => badge() === null);
    room.set({ waiting: [{ id: "1", name: "Grace", since: 1 }] });
    await until(() => badge() !== null);
  });

  it("goes through the menu with arrow keys, Home and End, and back to its button with Escape", async () => {
    const { button } = await show({}, 360);
    button("More")!.focus();
    await sendKeys({ press: "Enter" });
    const name = (): string | undefined =>
      (focused()?.ariaLabel ?? focused()?.textContent?.trim().replace(/\s+/g, " ")) || undefined;
    await until(() => name() !== "More");
    const first = name();
    await sendKeys({ press: "End" });
    expect(name()).to.equal("Keyboard shortcuts");
    await sendKeys({ press: "ArrowDown" });
    expect(name()).to.equal(first);
    await sendKeys({ press: "ArrowUp" });
    expect(name()).to.equal("Keyboard shortcuts");
    await sendKeys({ press: "ArrowUp" });
    expect(name()).to.equal("Settings");
    await sendKeys({ press: "Home" });
    expect(name()).to.equal(first);
    await sendKeys({ press: "Escape" });
    expect(name()).to.equal("More");
    await sendKeys({ press: "Enter" });
    await until(() => name() === first);
    await sendKeys({ press: "Tab" });
    await until(() => name() !== first);
    expect(name()).to.equal("Leave");
  });

  it("keeps the focus when the button that had it moves into the menu", async () => {
    const { place, button } = await show({}, 760);
    button("People, 1")!.focus();
    place.style.inlineSize = "240px";
    await until(() => button("People, 1") === undefined);
    await until(() => focused()?.ariaLabel === "More");
  });

  it("is accessible with its menu open", async () => {
    const { controls, button } = await show({ waiting: [{ id: "1", name: "Grace", since: 1 }] }, 300);
    button("More")!.click();
    await until(() => button("Raise hand") !== undefined);
    await settled();
    await expect(controls).to.be.accessible();
  });

  it("moves nothing on the page while it settles", async () => {
    const shifts: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push(Number(Reflect.get(entry, "value")));
    });
    observer.observe({ type: "layout-shift", buffered: false });
    const { controls } = await show({}, 400);
    await settled();
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    expect(inBar(controls)).to.include("More");
    observer.disconnect();
    expect(shifts).to.deep.equal([]);
  });
});

describe("what fits", () => {
  const wanted = new Map([
    ["a", 40],
    ["b", 40],
    ["c", 40],
  ]);

  it("is everything, where there is room to the pixel", () => {
    expect([...fitting(wanted, { space: 150, gap: 10, order: ["c", "b", "a"] })]).to.deep.equal(["a", "b", "c"]);
  });

  it("goes in order, and no further than it has to", () => {
    expect([...fitting(wanted, { space: 149, gap: 10, order: ["b", "c", "a"] })]).to.deep.equal(["a", "c"]);
    expect([...fitting(wanted, { space: 99, gap: 10, order: ["b", "c", "a"] })]).to.deep.equal(["a"]);
    expect([...fitting(wanted, { space: -20, gap: 10, order: ["b", "c", "a"] })]).to.deep.equal([]);
  });
});
