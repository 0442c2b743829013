import { expect, fixture } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { html } from "lit";
import type { CallsControls } from "../../../src/elements/controls/controls.js";
import { CallsError } from "../../../src/wire/calls-error.js";
import { canvasTrack, stopCanvasTracks } from "./support/canvas-track.js";
import { inRoom } from "./support/double-room.js";
import { idleSnapshot, joinedSnapshot, type RoomDouble } from "./support/room-double.js";
import { countUpdates, nextTask, settled, visibleText } from "./support/wait.js";

const show = async (
  change: Partial<RoomDouble["snapshot"]> = {},
): Promise<{ controls: CallsControls; room: RoomDouble; button: (name: string) => HTMLButtonElement }> => {
  const { element, room } = await inRoom(
    { ...joinedSnapshot, ...change },
    html`<calls-controls><button id="mine">Mine</button></calls-controls>`,
  );
  const controls = element.querySelector("calls-controls")!;
  const button = (name: string): HTMLButtonElement =>
    controls.shadowRoot!.querySelector<HTMLButtonElement>(`button[aria-label="${name}"]`)!;
  return { controls, room, button };
};

const failed = (code: CallsError["code"]): RoomDouble["snapshot"]["camera"] => ({
  status: "failed",
  error: new CallsError(code, "for the test"),
});

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
    expect(button("Camera").ariaPressed).to.equal("false");
    button("Camera").click();
    await nextTask();
    expect(room.requests).to.deep.equal([{ type: "set-camera", enabled: true }]);
    expect(button("Camera").ariaPressed).to.equal("false");
    room.set({ camera: { status: "on", track: canvasTrack("red"), deviceId: undefined } });
    await controls.updateComplete;
    expect(button("Camera").ariaPressed).to.equal("true");
    expect(button("Camera").title).to.equal("Turn off camera");
    button("Camera").click();
    button("Microphone").click();
    button("Leave").click();
    await nextTask();
    expect(room.requests.slice(1)).to.deep.equal([
      { type: "set-camera", enabled: false },
      { type: "set-microphone", enabled: true },
      { type: "leave" },
    ]);
  });

  it("is busy, and asks nothing, while a device starts", async () => {
    const { room, button } = await show({ microphone: { status: "starting" } });
    expect(button("Microphone").getAttribute("aria-busy")).to.equal("true");
    button("Microphone").click();
    await nextTask();
    expect(room.requests).to.deep.equal([]);
  });

  it("works by keyboard, in reading order", async () => {
    const { controls, room } = await show();
    const names: (string | null | undefined)[] = [];
    for (let step = 0; step < 4; step++) {
      await sendKeys({ press: "Tab" });
      const outer = document.activeElement;
      names.push(outer === controls ? controls.shadowRoot!.activeElement?.ariaLabel : outer?.textContent);
      await sendKeys({ press: step === 1 ? "Space" : step === 0 ? "Enter" : "Shift" });
    }
    expect(names).to.deep.equal(["Microphone", "Camera", "Mine", "Leave"]);
    await nextTask();
    expect(room.requests.map(({ type }) => type)).to.deep.equal(["set-microphone", "set-camera"]);
  });

  it("can be cancelled", async () => {
    const { controls, room, button } = await show();
    controls.closest("double-room")!.addEventListener("calls-room-leave", (event) => event.preventDefault());
    button("Leave").click();
    await nextTask();
    expect(room.requests).to.deep.equal([]);
  });

  it("says what to do about a device, can be put away, and says it again when it fails again", async () => {
    const { controls, room, button } = await show({ camera: failed("permission-denied") });
    const advice = "Camera is blocked. Allow it in the address bar, then try again.";
    expect(visibleText(controls)).to.contain(advice);
    expect(button("Camera").title).to.equal(advice);
    expect(document.querySelector("[data-calls-announcer]")?.textContent).to.contain(advice);
    button("Dismiss").click();
    await controls.updateComplete;
    expect(visibleText(controls)).not.to.contain(advice);
    expect(controls.shadowRoot!.activeElement).to.equal(button("Camera"));
    button("Camera").click();
    await nextTask();
    expect(room.requests).to.deep.equal([{ type: "set-camera", enabled: true }]);
    room.set({ camera: failed("device-in-use") });
    await controls.updateComplete;
    expect(visibleText(controls)).to.contain("Another app is using your camera.");
  });

  it("says once what keeps both devices away, and puts it away for both", async () => {
    const { controls, room, button } = await show({
      microphone: failed("permission-denied"),
      camera: failed("permission-denied"),
    });
    expect(visibleText(controls).match(/blocked/g)).to.have.length(1);
    expect(visibleText(controls)).to.contain("Microphone and camera are blocked.");
    button("Dismiss").click();
    await controls.updateComplete;
    expect(visibleText(controls)).not.to.contain("blocked");
    expect(controls.shadowRoot!.activeElement).to.equal(button("Microphone"));
    room.set({ microphone: failed("device-not-found"), camera: failed("device-in-use") });
    await controls.updateComplete;
    expect(visibleText(controls)).to.contain("No microphone found.");
    expect(visibleText(controls)).to.contain("Another app is using your camera.");
  });

  it("offers to leave only where there is a call to leave", async () => {
    const { controls, room, button } = await show();
    expect(button("Leave")).not.to.equal(null);
    room.set(idleSnapshot);
    await controls.updateComplete;
    expect(button("Leave")).to.equal(null);
  });

  it("keeps buttons large enough for a finger", async () => {
    const { button } = await show();
    for (const name of ["Microphone", "Camera", "Leave"]) {
      const { width, height } = button(name).getBoundingClientRect();
      expect(Math.min(width, height)).to.be.at.least(44);
    }
  });

  it("does not render when something else in the room changes", async () => {
    const { controls, room } = await show();
    const updates = countUpdates(controls);
    room.set({ audioBlocked: true });
    room.set({ status: { phase: "joined", signaling: "reconnecting", media: "connected" } });
    await controls.updateComplete;
    expect(updates()).to.equal(0);
  });

  it("works away from the room with for, and follows it to another", async () => {
    const { element, room } = await inRoom(joinedSnapshot, html`<p>Own page</p>`);
    element.id = "call";
    const away = await fixture<CallsControls>(html`<calls-controls for="call"></calls-controls>`);
    away.shadowRoot!.querySelector<HTMLButtonElement>("[aria-label=Leave]")!.click();
    await nextTask();
    expect(room.requests).to.deep.equal([{ type: "leave" }]);
    away.for = "nothing";
    await away.updateComplete;
    expect(away.shadowRoot!.querySelector("[aria-label=Leave]")).to.equal(null);
    away.for = "call";
    await away.updateComplete;
    expect(away.shadowRoot!.querySelector("[aria-label=Leave]")).not.to.equal(null);
  });
});
