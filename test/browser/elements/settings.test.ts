import { expect, fixture } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { html } from "lit";
import "../../../src/elements/settings/settings.define.js";
import { CallsActionEvent } from "../../../src/elements/core/events.js";
import { registerLocales } from "../../../src/elements/core/localize.js";
import { uiOf } from "../../../src/elements/core/room-ui.js";
import type { CallsSettings } from "../../../src/elements/settings/settings.js";
import { ar } from "../../../src/locales/ar.js";
import { CallsError } from "../../../src/base/error.js";
import { canvasTrack, stopCanvasTracks } from "./support/canvas-track.js";
import { inRoom, type DoubleRoomElement } from "./support/double-room.js";
import { joinedSnapshot, RoomDouble } from "./support/room-double.js";
import { second, trackStats } from "./support/stats.js";
import { nextTask, settled, until, visibleText } from "./support/wait.js";

const device = (deviceId: string): { deviceId: string; label: string } => ({ deviceId, label: `The ${deviceId}` });
const devices = {
  microphones: [device("mic-1"), device("mic-2")],
  cameras: [device("cam-1"), device("cam-2")],
  speakers: [device("spk-1"), device("spk-2")],
};

interface Page {
  readonly element: DoubleRoomElement;
  readonly settings: CallsSettings;
  readonly room: RoomDouble;
  readonly root: ShadowRoot;
  readonly field: (label: string) => HTMLSelectElement;
  readonly switchOf: (label: string) => HTMLInputElement;
}

const show = async (
  change: Partial<RoomDouble["snapshot"]> = {},
  content = html`<calls-settings></calls-settings>`,
): Promise<Page> => {
  const { element, room } = await inRoom({ ...joinedSnapshot, devices, ...change }, content);
  const settings = element.querySelector("calls-settings")!;
  const root = settings.shadowRoot!;
  return {
    element,
    settings,
    room,
    root,
    field: (label) =>
      [...root.querySelectorAll("label")].find((each) => each.textContent.includes(label))!.querySelector("select")!,
    switchOf: (label) => root.querySelector<HTMLInputElement>(`[role=switch][aria-label="${label}"]`)!,
  };
};

const choose = (select: HTMLSelectElement, value: string): void => {
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
};

describe("<calls-settings>", () => {
  afterEach(stopCanvasTracks);

  it("is accessible in each of its parts", async () => {
    const { settings, room } = await show();
    settings.backgrounds = [{ id: "blur", label: "Blurred", processor: async (track) => track }];
    settings.captions = true;
    room.set({ camera: { status: "on", track: canvasTrack("red"), deviceId: "cam-1" } });
    for (const tab of ["devices", "video", "general"] as const) {
      settings.tab = tab;
      await settings.updateComplete;
      await settled();
      await expect(settings).to.be.accessible();
    }
  });

  it("goes from tab to tab by keyboard, with one stop for all of them", async () => {
    const { settings, root } = await show();
    root.querySelector<HTMLElement>("[role=tab]")!.focus();
    await sendKeys({ press: "ArrowRight" });
    await settings.updateComplete;
    expect(settings.tab).to.equal("video");
    expect(root.activeElement?.getAttribute("aria-selected")).to.equal("true");
    await sendKeys({ press: "End" });
    await settings.updateComplete;
    expect(settings.tab).to.equal("general");
    await sendKeys({ press: "Tab" });
    expect(root.activeElement?.getAttribute("role")).not.to.equal("tab");
  });

  describe("devices", () => {
    it("are chosen, whether they are on or off, and none is turned on by it", async () => {
      const { room, field } = await show({
        microphone: { status: "on", track: canvasTrack("red"), deviceId: "mic-1" },
        microphoneId: "mic-1",
      });
      expect(field("Microphone").value).to.equal("mic-1");
      choose(field("Microphone"), "mic-2");
      choose(field("Camera"), "cam-2");
      choose(field("Speaker"), "spk-2");
      await nextTask();
      expect(room.requests).to.deep.equal([
        { type: "choose-device", source: "microphone", deviceId: "mic-2" },
        { type: "choose-device", source: "camera", deviceId: "cam-2" },
        { type: "set-speaker", deviceId: "spk-2" },
      ]);
    });

    it("show what anything on the page has chosen, and leave it to the room which one is turned on", async () => {
      const { settings, root, room, field } = await show();
      settings.dispatchEvent(new CallsActionEvent({ type: "choose-device", source: "camera", deviceId: "cam-2" }));
      await until(() => field("Camera").value === "cam-2");
      room.requests.length = 0;
      [...root.querySelectorAll("button")].find((each) => each.textContent.trim() === "Turn on camera")!.click();
      await nextTask();
      expect(room.requests).to.deep.equal([{ type: "set-camera", enabled: true }]);
    });

    it("are seen and heard: a picture, and a level that renders nothing", async () => {
      const { settings, room, root } = await show();
      const track = canvasTrack("red");
      room.set({
        camera: { status: "on", track, deviceId: "cam-1" },
        microphone: { status: "on", track: canvasTrack("blue"), deviceId: "mic-1" },
      });
      await settings.updateComplete;
      const stream = root.querySelector("video")!.srcObject as MediaStream;
      expect(stream.getTracks()).to.deep.equal([track]);
      room.setLevel("me", 0.5);
      expect(root.querySelector<HTMLElement>(".level")!.style.getPropertyValue("--calls-level")).to.equal("0.50");
    });

    it("that fail say what to do, and that nothing is known is said, too", async () => {
      const { settings, room } = await show({ devices: { microphones: [], cameras: [], speakers: [] } });
      expect(visibleText(settings)).to.contain("Turn it on once to see what you can choose from.");
      room.set({ camera: { status: "failed", error: new CallsError("device-in-use", "for the test") } });
      await settings.updateComplete;
      expect(visibleText(settings)).to.contain("Another app is using your camera.");
    });
  });

  describe("video", () => {
    it("offers backgrounds only when there are some, and says when one fails", async () => {
      const { settings, room, root } = await show({}, html`<calls-settings tab="video"></calls-settings>`);
      const choices = (): HTMLInputElement[] => [...root.querySelectorAll<HTMLInputElement>("[name=background]")];
      expect(choices()).to.deep.equal([]);
      const processor = async (track: MediaStreamTrack): Promise<MediaStreamTrack> => track;
      settings.backgrounds = [{ id: "blur", label: "Blurred", processor }];
      await settings.updateComplete;
      const [none, blur] = choices();
      expect([none!.checked, blur!.checked]).to.deep.equal([true, false]);
      room.refusal = new CallsError("not-supported", "for the test");
      blur!.click();
      await until(() => visibleText(settings).includes("That did not work"));
      expect([none!.checked, blur!.checked]).to.deep.equal([true, false]);
      room.refusal = undefined;
      blur!.click();
      await until(() => !visibleText(settings).includes("That did not work"));
      await settings.updateComplete;
      expect(blur!.checked).to.equal(true);
      expect(room.requests[1]).to.deep.equal({ type: "set-processor", source: "camera", processor });
    });

    it("has the backgrounds of the room, and still knows the one in use when it is opened again", async () => {
      const { settings, room, root, element } = await show({}, html`<calls-settings tab="video"></calls-settings>`);
      const processor = async (track: MediaStreamTrack): Promise<MediaStreamTrack> => track;
      element.backgrounds = [{ id: "blur", label: "Blurred", processor }];
      await element.updateComplete;
      await settings.updateComplete;
      root.querySelectorAll<HTMLInputElement>("[name=background]")[1]!.click();
      await until(() => uiOf(room).snapshot.background === "blur");
      expect(room.requests).to.deep.equal([{ type: "set-processor", source: "camera", processor }]);
      const again = document.createElement("calls-settings");
      again.tab = "video";
      settings.replaceWith(again);
      await until(() => again.shadowRoot!.querySelectorAll<HTMLInputElement>("[name=background]")[1]?.checked === true);
    });

    it("saves data, by smaller pictures or by none, and shows that it does when it does", async () => {
      const { settings, room, root } = await show({}, html`<calls-settings tab="video"></calls-settings>`);
      const choice = (label: string): HTMLInputElement =>
        [...root.querySelectorAll("label")].find((each) => each.textContent.includes(label))!.querySelector("input")!;
      choice("Save data").click();
      await until(() => uiOf(room).snapshot.quality === "low");
      expect(room.requests).to.deep.equal([]);
      choice("Sound only").click();
      await nextTask();
      expect(room.requests).to.deep.equal([{ type: "set-audio-only", enabled: true }]);
      await settings.updateComplete;
      expect([choice("Save data").checked, choice("Sound only").checked]).to.deep.equal([true, false]);
      room.set({ audioOnly: true });
      await settings.updateComplete;
      expect(choice("Sound only").checked).to.equal(true);
      choice("Automatic").click();
      await until(() => uiOf(room).snapshot.quality === "auto");
      expect(room.requests[1]).to.deep.equal({ type: "set-audio-only", enabled: false });
    });

    it("says how good the pictures are, and listens only while somebody looks", async () => {
      const { settings, room, root } = await show({}, html`<calls-settings tab="video"></calls-settings>`);
      room.setStats(
        second([
          trackStats({ width: 320, height: 180, bitrate: 100_000 }),
          trackStats({ width: 1280, height: 720, framesPerSecond: 29.6, bitrate: 1_100_000 }),
        ]),
      );
      const text = root.querySelector("[data-quality=inbound]")!.textContent?.replace(/[\u2068\u2069]/g, "");
      expect(text).to.equal("1280 × 720 · 30/s · 1.2 Mb/s");
      settings.tab = "devices";
      await settings.updateComplete;
      expect(room.statsListenerCount).to.equal(0);
    });
  });

  describe("the interface", () => {
    it("changes sounds, keys and captions", async () => {
      const { settings, room, switchOf } = await show({}, html`<calls-settings tab="general"></calls-settings>`);
      expect(switchOf("Captions")).to.equal(null);
      settings.captions = true;
      await settings.updateComplete;
      for (const label of ["Sounds", "Use keyboard shortcuts", "Captions"]) switchOf(label).click();
      await nextTask();
      expect(uiOf(room).snapshot).to.include({ sounds: false, shortcuts: false, captions: true });
      await settings.updateComplete;
      expect(switchOf("Sounds").checked).to.equal(false);
    });

    it("is remembered for the next visit, unless the storage holds nonsense", async () => {
      const { room, switchOf } = await show({}, html`<calls-settings tab="general"></calls-settings>`);
      switchOf("Use keyboard shortcuts").click();
      await until(() => !uiOf(room).snapshot.shortcuts);
      expect(uiOf(new RoomDouble()).snapshot).to.include({ shortcuts: false, sounds: true, captions: false });
      localStorage.setItem("calls-elements:interface", '{"shortcuts":"no","panel":"chat"}');
      expect(uiOf(new RoomDouble()).snapshot).to.include({ shortcuts: true, panel: undefined });
      localStorage.setItem("calls-elements:interface", "nonsense");
      expect(uiOf(new RoomDouble()).snapshot.shortcuts).to.equal(true);
    });

    it("speaks the language that is chosen, in the whole room", async () => {
      registerLocales(ar);
      const { element, settings, field } = await show({}, html`<calls-settings tab="general"></calls-settings>`);
      choose(field("Language"), "ar");
      await nextTask();
      await settings.updateComplete;
      expect(element.lang).to.equal("ar");
      expect(settings.shadowRoot!.querySelector("[part=base]")!.getAttribute("dir")).to.equal("rtl");
      const select = settings.shadowRoot!.querySelector("select")!;
      expect(select.selectedOptions[0]!.text).to.equal("العربية");
      choose(select, "");
      expect(element.hasAttribute("lang")).to.equal(false);
    });

    it("offers captions where a tile has some, and shows them there", async () => {
      const { element, settings, switchOf } = await show(
        {},
        html`<calls-participant><p slot="captions">Hello</p></calls-participant
          ><calls-settings tab="general"></calls-settings>`,
      );
      const words = element.querySelector("p")!;
      expect(words.checkVisibility()).to.equal(false);
      switchOf("Captions").click();
      await nextTask();
      await settings.updateComplete;
      await element.querySelector("calls-participant")!.updateComplete;
      expect(words.checkVisibility()).to.equal(true);
    });

    it("lists the keys", async () => {
      const { settings } = await show({}, html`<calls-settings tab="general"></calls-settings>`);
      expect(visibleText(settings)).to.contain("Hold to talk while muted").and.contain("Space");
    });
  });

  it("lets go of everything when it is gone", async () => {
    const { settings, room } = await show({}, html`<calls-settings tab="video"></calls-settings>`);
    expect(room.statsListenerCount).to.equal(1);
    settings.remove();
    expect(room.statsListenerCount).to.equal(0);
  });

  it("works away from the room with for", async () => {
    const { element, room } = await inRoom({ ...joinedSnapshot, devices }, html`<p>Own page</p>`);
    element.id = "call";
    const away = await fixture<CallsSettings>(html`<calls-settings for="call"></calls-settings>`);
    choose(away.shadowRoot!.querySelectorAll("select")[2]!, "spk-2");
    await nextTask();
    expect(room.requests).to.deep.equal([{ type: "set-speaker", deviceId: "spk-2" }]);
  });
});
