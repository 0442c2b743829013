import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { html } from "lit";
import type { CallsPrejoin } from "../../../src/elements/prejoin/prejoin.js";
import { CallsError } from "../../../src/base/error.js";
import { canvasTrack, stopCanvasTracks } from "./support/canvas-track.js";
import { DoubleRoomElement, inRoom } from "./support/double-room.js";
import { pretendPermission, restorePermissions } from "./support/permissions.js";
import { idleSnapshot, type RoomDouble } from "./support/room-double.js";
import { nextTask, settled, until, visibleText } from "./support/wait.js";

const show = async (
  change: Partial<RoomDouble["snapshot"]> = {},
  name = "",
): Promise<{ prejoin: CallsPrejoin; room: RoomDouble; joins: string[]; part: (name: string) => HTMLElement }> => {
  const { element, room } = await inRoom(
    { ...idleSnapshot, ...change },
    html`<calls-prejoin room="standup" name=${name}></calls-prejoin>`,
  );
  element.room = "standup";
  const prejoin = element.querySelector("calls-prejoin")!;
  const joins: string[] = [];
  element.addEventListener("calls-room-join", (event) => joins.push(event.participantName ?? ""));
  return { prejoin, room, joins, part: (part) => prejoin.shadowRoot!.querySelector(`[part~=${part}]`)! };
};

describe("<calls-prejoin>", () => {
  beforeEach(() => pretendPermission("prompt"));
  afterEach(() => {
    restorePermissions();
    stopCanvasTracks();
  });

  it("is accessible, empty, with a picture and with a refused camera", async () => {
    const { prejoin, room, part } = await show();
    await settled();
    await expect(prejoin).to.be.accessible();
    part("join").click();
    await prejoin.updateComplete;
    await settled();
    await expect(prejoin).to.be.accessible();
    room.set({ camera: { status: "on", track: canvasTrack("red"), deviceId: undefined } });
    await prejoin.updateComplete;
    await settled();
    await expect(prejoin).to.be.accessible();
    room.set({ camera: { status: "failed", error: new CallsError("permission-denied", "") } });
    await prejoin.updateComplete;
    await settled();
    await expect(prejoin).to.be.accessible();
  });

  it("asks to join with the name, from the keyboard alone", async () => {
    const { room, joins, part } = await show();
    part("input").focus();
    await sendKeys({ type: "  Ada  " });
    await sendKeys({ press: "Enter" });
    await nextTask();
    expect(joins).to.deep.equal(["Ada"]);
    expect(room.requests).to.deep.equal([{ type: "join", room: "standup", name: "Ada" }]);
  });

  it("asks for a name first, and points at the field", async () => {
    const { prejoin, joins, part } = await show();
    part("join").click();
    await prejoin.updateComplete;
    expect(joins).to.deep.equal([]);
    expect(visibleText(prejoin)).to.contain("Add your name");
    expect(part("input").ariaInvalid).to.equal("true");
    expect(prejoin.shadowRoot!.activeElement).to.equal(part("input"));
    await sendKeys({ type: "A" });
    await prejoin.updateComplete;
    expect(part("input").ariaInvalid).to.equal(null);
  });

  describe("the way to the call", () => {
    afterEach(() => (DoubleRoomElement.network = async () => undefined));

    it("is said to be good, weak or gone, and nothing is said where nothing is known", async () => {
      const { prejoin: silent, part } = await show();
      await settled();
      expect(part("network")).to.equal(null);
      expect(visibleText(silent)).not.to.contain("connection");
      const answers: readonly (readonly [() => Promise<number>, string])[] = [
        [async () => 24, "Your connection looks good"],
        [async () => 900, "Your connection is weak."],
        [() => Promise.reject(new Error("for the test")), "The call cannot be reached. Check your internet connection"],
      ];
      for (const [answer, words] of answers) {
        DoubleRoomElement.network = answer;
        const { prejoin } = await show();
        await until(() => visibleText(prejoin).includes(words));
        await expect(prejoin).to.be.accessible();
      }
    });

    it("is looked at again when the browser is online again", async () => {
      DoubleRoomElement.network = () => Promise.reject(new Error("for the test"));
      const { prejoin } = await show();
      await until(() => visibleText(prejoin).includes("cannot be reached"));
      DoubleRoomElement.network = async () => 24;
      dispatchEvent(new Event("online"));
      await until(() => visibleText(prejoin).includes("looks good"));
      expect(visibleText(prejoin)).not.to.contain("cannot be reached");
    });
  });

  it("keeps what was typed when something else changes", async () => {
    const { prejoin, room, part } = await show({}, "Ada");
    part("input").focus();
    await sendKeys({ type: " Lovelace" });
    room.set({ camera: { status: "starting" } });
    await prejoin.updateComplete;
    expect((part("input") as HTMLInputElement).value).to.contain("Lovelace");
  });

  it("does not make the browser ask for devices", async () => {
    const { prejoin, room } = await show();
    await nextTask();
    expect(room.requests).to.deep.equal([]);
    expect(visibleText(prejoin)).to.contain("Turn on camera and microphone");
  });

  it("starts devices that are allowed already, except those that are to stay off", async () => {
    pretendPermission("granted");
    const { room } = await show();
    await until(() => room.requests.length === 2);
    expect(room.requests).to.deep.equal([
      { type: "set-microphone", enabled: true },
      { type: "set-camera", enabled: true },
    ]);
    const { element, room: quiet } = await inRoom(
      idleSnapshot,
      html`<calls-prejoin room="standup" start-camera-off></calls-prejoin>`,
    );
    await until(() => quiet.requests.length > 0);
    await element.updateComplete;
    expect(quiet.requests).to.deep.equal([{ type: "set-microphone", enabled: true }]);
  });

  it("turns both on by one button, and shows you", async () => {
    const { prejoin, room } = await show();
    prejoin.shadowRoot!.querySelector<HTMLButtonElement>(".words button")!.click();
    await nextTask();
    expect(room.requests.map(({ type }) => type)).to.deep.equal(["set-microphone", "set-camera"]);
    room.set({ camera: { status: "on", track: canvasTrack("red"), deviceId: undefined } });
    const video = prejoin.shadowRoot!.querySelector("video")!;
    await until(() => video.videoWidth > 0);
    expect(visibleText(prejoin)).not.to.contain("Your camera is off");
  });

  it("offers the devices by name, and asks for the one that is chosen, which turns none on", async () => {
    const { prejoin, room } = await show({
      microphoneId: "a",
      devices: {
        microphones: [
          { deviceId: "a", label: "Desk" },
          { deviceId: "b", label: "Headset" },
        ],
        cameras: [{ deviceId: "c", label: "" }],
        speakers: [{ deviceId: "s", label: "Loudspeaker" }],
      },
    });
    const selects = [...prejoin.shadowRoot!.querySelectorAll("select")];
    // Nobody can choose a camera whose name the browser keeps for itself.
    expect(selects.map(({ labels }) => labels[0]?.textContent?.trim().split(/\s/)[0])).to.deep.equal([
      "Microphone",
      "Speaker",
    ]);
    const [microphones, speakers] = selects as [HTMLSelectElement, HTMLSelectElement];
    expect(microphones.value).to.equal("a");
    microphones.value = "b";
    microphones.dispatchEvent(new Event("change"));
    speakers.value = "s";
    speakers.dispatchEvent(new Event("change"));
    await nextTask();
    expect(room.requests).to.deep.equal([
      { type: "choose-device", source: "microphone", deviceId: "b" },
      { type: "set-speaker", deviceId: "s" },
    ]);
    await settled();
    await expect(prejoin).to.be.accessible();
  });

  it("joins also with a camera that was refused", async () => {
    const { prejoin, joins, part } = await show(
      { camera: { status: "failed", error: new CallsError("permission-denied", "") } },
      "Ada",
    );
    expect(visibleText(prejoin)).to.contain("Camera is blocked. Allow it in the address bar, then try again.");
    part("join").click();
    expect(joins).to.deep.equal(["Ada"]);
  });

  it("shows a room's name that is markup as text", async () => {
    const { prejoin } = await show();
    prejoin.room = "<img src=x onerror=alert(1)>";
    await prejoin.updateComplete;
    expect(visibleText(prejoin)).to.contain("<img src=x onerror=alert(1)>");
    expect(prejoin.shadowRoot!.querySelector("img")).to.equal(null);
  });
});
