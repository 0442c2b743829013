import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { html, type TemplateResult } from "lit";
import { uiOf } from "../../../src/elements/core/room-ui.js";
import { CallsError, type CallsErrorCode } from "../../../src/base/error.js";
import { canvasTrack, stopCanvasTracks } from "./support/canvas-track.js";
import { deep, focused, named } from "./support/deep.js";
import { inRoom, type DoubleRoomElement } from "./support/double-room.js";
import { idleSnapshot, joinedSnapshot, person, type RoomDouble } from "./support/room-double.js";
import { nextTask, settled, until } from "./support/wait.js";

type Snapshot = Partial<RoomDouble["snapshot"]>;

const show = async (
  content: TemplateResult,
  change: Snapshot = {},
): Promise<{ element: DoubleRoomElement; room: RoomDouble; button: (name: string) => HTMLButtonElement }> => {
  const { element, room } = await inRoom({ ...joinedSnapshot, ...change }, content);
  await nextTask();
  return { element, room, button: (name) => named(element, name)! };
};

const on = (): RoomDouble["snapshot"]["camera"] => ({ status: "on", track: canvasTrack("red"), deviceId: "usb" });
const failing = (code: CallsErrorCode) => ({ status: "failed", error: new CallsError(code, "") }) as const;
const failed = failing("permission-denied");
const me = (more: Partial<RoomDouble["snapshot"]["self"]>): Snapshot => ({
  self: person("me", "Ada", { isSelf: true, ...more }),
});
const host = { ...me({ role: "host" }), participants: [person("g", "Grace")] };
const devices: Snapshot = {
  microphoneId: "usb",
  devices: {
    microphones: [
      { deviceId: "default", label: "Default - Built-in" },
      { deviceId: "communications", label: "Communications - Built-in" },
      { deviceId: "built-in", label: "Built-in" },
      { deviceId: "usb", label: "Headset" },
    ],
    cameras: [
      { deviceId: "built-in", label: "" },
      { deviceId: "usb", label: "" },
    ],
    speakers: [
      { deviceId: "default", label: "Default - Built-in" },
      { deviceId: "tv", label: "TV" },
    ],
  },
};

const all = html`<calls-microphone-button></calls-microphone-button> <calls-camera-button></calls-camera-button>
  <calls-screen-button></calls-screen-button> <calls-hand-button></calls-hand-button>
  <calls-reactions-button></calls-reactions-button> <calls-chat-button></calls-chat-button>
  <calls-people-button></calls-people-button> <calls-layout-button></calls-layout-button>
  <calls-pip-button></calls-pip-button> <calls-fullscreen-button></calls-fullscreen-button>
  <calls-settings-button></calls-settings-button> <calls-shortcuts-button></calls-shortcuts-button>
  <calls-leave-button></calls-leave-button>
  <calls-more-button><calls-settings-button></calls-settings-button></calls-more-button>`;

/** Items of the open menu, with what is checked. */
const items = (element: Element): string[] =>
  [...(deep(element, ".menu:popover-open")?.querySelectorAll("[role^=menuitem]") ?? [])].map(
    (item) => `${item.ariaChecked === "true" ? "✓ " : ""}${item.textContent?.trim()}`,
  );

afterEach(stopCanvasTracks);

describe("the parts of the controls", () => {
  const states: Record<string, () => Snapshot> = {
    "with everything off": () => ({}),
    "with everything on": () => ({
      ...host,
      ...devices,
      microphone: on(),
      camera: on(),
      screen: on(),
      waiting: [{ id: "w", name: "Eve", since: 1 }],
    }),
    "while devices start": () => ({ microphone: { status: "starting" }, camera: { status: "starting" } }),
    "after failures": () => ({ microphone: failed, camera: failed, screen: failed }),
    "for a viewer with a raised hand": () => me({ role: "viewer", hand: 1 }),
    "before the call": () => ({ ...idleSnapshot }),
  };

  for (const [name, state] of Object.entries(states)) {
    it(`are accessible ${name}, each alone`, async () => {
      const { element, room } = await show(all, state());
      uiOf(room).set({ unread: 120, panel: "people" });
      await settled();
      await expect(element).to.be.accessible();
    });
  }

  it("are not there without a room, and come with it", async () => {
    const { element, room } = await show(all, idleSnapshot);
    const shown = (): string[] =>
      [...element.children].filter((part) => part.checkVisibility()).map(({ localName }) => localName);
    expect(shown()).to.deep.equal([
      "calls-microphone-button",
      "calls-camera-button",
      "calls-fullscreen-button",
      "calls-settings-button",
      "calls-more-button",
    ]);
    room.set(joinedSnapshot);
    await until(() => shown().length >= 13);
  });

  it("are in the room’s language and direction", async () => {
    const { element } = await show(html`<div dir="rtl"><calls-hand-button></calls-hand-button></div>`);
    expect(getComputedStyle(deep(element, ".control")!).direction).to.equal("rtl");
  });
});

describe("<calls-microphone-button>", () => {
  it("chooses among the devices there are, the system’s own first and once", async () => {
    const { element, room, button } = await show(html`<calls-microphone-button></calls-microphone-button>`, {
      ...devices,
      microphone: on(),
    });
    button("Choose microphone and speaker").click();
    await until(() => items(element).length > 0);
    expect(items(element)).to.deep.equal(["System default", "Built-in", "✓ Headset", "✓ System default", "TV"]);
    button("Built-in").click();
    button("Choose microphone and speaker").click();
    await until(() => items(element).length > 0);
    button("TV").click();
    await nextTask();
    expect(room.requests).to.deep.equal([
      { type: "choose-device", source: "microphone", deviceId: "built-in" },
      { type: "set-speaker", deviceId: "tv" },
    ]);
  });

  it("opens no microphone that is off: the choice waits", async () => {
    const { element, room, button } = await show(html`<calls-microphone-button></calls-microphone-button>`, devices);
    button("Choose microphone and speaker").click();
    await until(() => items(element).length > 0);
    button("Built-in").click();
    await nextTask();
    button("Choose microphone and speaker").click();
    await until(() => items(element)[1] === "✓ Built-in");
    button("Microphone").click();
    await nextTask();
    const choice = { type: "choose-device", source: "microphone", deviceId: "built-in" };
    expect(room.requests).to.deep.equal([choice, { type: "set-microphone", enabled: true }]);
  });

  it("opens its menu by keyboard, at what is chosen, and closes it", async () => {
    const { button } = await show(html`<calls-microphone-button></calls-microphone-button>`, {
      ...devices,
      microphone: on(),
    });
    button("Choose microphone and speaker").focus();
    await sendKeys({ press: "Enter" });
    await until(() => focused()?.textContent?.trim() === "Headset");
    await sendKeys({ press: "ArrowDown" });
    await sendKeys({ press: "ArrowDown" });
    expect(focused()?.textContent?.trim()).to.equal("TV");
    await sendKeys({ press: "Escape" });
    expect(focused()?.ariaLabel).to.equal("Choose microphone and speaker");
  });

  it("shows how loud it is, without rendering, and only while it is on", async () => {
    const { element, room, button } = await show(html`<calls-microphone-button></calls-microphone-button>`, {
      microphone: on(),
    });
    const level = (): string => button("Microphone").style.getPropertyValue("--calls-level");
    room.setLevel("me", 0.5);
    expect(level()).to.equal("0.50");
    room.set({ microphone: { status: "off" } });
    await until(() => level() === "");
    const { listenerCount } = room;
    element.querySelector("calls-microphone-button")!.remove();
    expect(room.listenerCount).to.be.below(listenerCount);
  });

  it("has no menu where no device is known", async () => {
    const { button } = await show(html`<calls-microphone-button></calls-microphone-button>`);
    expect(button("Choose microphone and speaker")).to.equal(undefined);
  });
});

describe("<calls-camera-button>", () => {
  it("numbers cameras whose names the browser does not tell yet", async () => {
    const { element, button } = await show(html`<calls-camera-button></calls-camera-button>`, devices);
    button("Choose camera").click();
    await until(() => items(element).length > 0);
    expect(items(element)).to.deep.equal(["Camera 1", "Camera 2"]);
  });
});

describe("<calls-screen-button>", () => {
  it("shares with sound, and stops", async () => {
    const { room, button } = await show(html`<calls-screen-button></calls-screen-button>`);
    button("Share screen").click();
    room.set({ screen: on() });
    await until(() => button("Share screen").ariaPressed === "true");
    expect(button("Share screen").ariaDescription).to.equal("Stop sharing");
    button("Share screen").click();
    await nextTask();
    expect(room.requests).to.deep.equal([
      { type: "set-screen", enabled: true, audio: true },
      { type: "set-screen", enabled: false, audio: true },
    ]);
  });

  it("is not there where the browser cannot, and says so in a menu", async () => {
    const { getDisplayMedia } = MediaDevices.prototype;
    Reflect.deleteProperty(MediaDevices.prototype, "getDisplayMedia");
    try {
      const { element, button } = await show(
        html`<calls-screen-button id="alone"></calls-screen-button>
          <calls-more-button><calls-screen-button></calls-screen-button></calls-more-button>`,
      );
      expect(element.querySelector("#alone")!.checkVisibility()).to.equal(false);
      expect(element.querySelector("#alone")!.matches(":state(unsupported)")).to.equal(true);
      button("More").click();
      await until(() => button("This browser cannot share a screen.") !== undefined);
      expect(button("This browser cannot share a screen.").disabled).to.equal(true);
      await settled();
      await expect(element).to.be.accessible();
    } finally {
      MediaDevices.prototype.getDisplayMedia = getDisplayMedia;
    }
  });

  it("says when sharing failed", async () => {
    const { room, button } = await show(html`<calls-screen-button></calls-screen-button>`, { screen: failed });
    expect(button("Share screen").ariaDescription).to.match(/^Your screen may not be shared\. Allow it/);
    expect(button("Share screen").querySelector("[part=badge]")).not.to.equal(null);
    room.set({ screen: failing("device-in-use") });
    await until(() => button("Share screen").ariaDescription === "Your screen could not be shared. Try again.");
  });
});

describe("<calls-hand-button>", () => {
  it("raises and lowers, and shows what the room says", async () => {
    const { room, button } = await show(html`<calls-hand-button></calls-hand-button>`);
    button("Raise hand").click();
    await nextTask();
    expect(button("Raise hand").ariaPressed).to.equal("false");
    room.set(me({ hand: 5 }));
    await until(() => button("Raise hand").ariaPressed === "true");
    button("Raise hand").click();
    await nextTask();
    expect(room.requests).to.deep.equal([
      { type: "hand", raised: true },
      { type: "hand", raised: false },
    ]);
  });
});

describe("<calls-reactions-button>", () => {
  it("sends one after the other by keyboard, and stays open", async () => {
    const { element, room, button } = await show(html`<calls-reactions-button></calls-reactions-button>`);
    button("React").focus();
    await sendKeys({ press: "Space" });
    await until(() => focused()?.textContent?.trim() === "👍");
    await sendKeys({ press: "Enter" });
    await sendKeys({ press: "ArrowRight" });
    await sendKeys({ press: "Space" });
    await nextTask();
    expect(room.requests).to.deep.equal([
      { type: "reaction", reaction: "👍" },
      { type: "reaction", reaction: "❤️" },
    ]);
    await settled();
    await expect(element).to.be.accessible();
    await sendKeys({ press: "Escape" });
    expect(focused()?.ariaLabel).to.equal("React");
  });

  it("goes the way it looks from right to left", async () => {
    const { button } = await show(html`<div dir="rtl"><calls-reactions-button></calls-reactions-button></div>`);
    button("React").click();
    await until(() => focused()?.textContent?.trim() === "👍");
    await sendKeys({ press: "ArrowLeft" });
    expect(focused()?.textContent?.trim()).to.equal("❤️");
  });
});

describe("the buttons of panels", () => {
  it("open and close theirs, and say which is open", async () => {
    const { room, button } = await show(
      html`<calls-chat-button></calls-chat-button><calls-people-button></calls-people-button>
        <calls-settings-button></calls-settings-button>`,
    );
    const ui = uiOf(room);
    button("Chat").click();
    await until(() => ui.snapshot.panel === "chat" && button("Chat").ariaExpanded === "true");
    button("Settings").click();
    await until(() => ui.snapshot.panel === "settings" && button("Chat").ariaExpanded === "false");
    button("Settings").click();
    await until(() => ui.snapshot.panel === undefined);
    button("People, 1").click();
    await until(() => ui.snapshot.panel === "people");
  });

  it("count what is unread, who is there and who waits, in their names too", async () => {
    const { room, button } = await show(
      html`<calls-chat-button></calls-chat-button><calls-people-button></calls-people-button>`,
      { participants: [person("g", "Grace")] },
    );
    const badge = (name: string): string | undefined => button(name)?.querySelector(".count")?.textContent ?? undefined;
    expect(badge("Chat")).to.equal(undefined);
    expect(badge("People, 2")).to.equal("2");
    uiOf(room).set({ unread: 3 });
    await until(() => badge("Chat, Unread: 3") === "3");
    uiOf(room).set({ unread: 100 });
    await until(() => badge("Chat, Unread: 99+") === "99+");
    room.set({ waiting: [{ id: "w", name: "Eve", since: 1 }] });
    await until(() => button("People, 2. Waiting to join: 1")?.querySelector(".dot") !== null);
  });
});

describe("<calls-layout-button>", () => {
  it("chooses a layout, and shows the one that is chosen", async () => {
    const { element, room, button } = await show(html`<calls-layout-button></calls-layout-button>`);
    button("Layout").click();
    await until(() => items(element).length > 0);
    expect(items(element)).to.deep.equal(["✓ Auto", "Grid", "Speaker", "Sidebar"]);
    button("Speaker").click();
    await until(() => uiOf(room).snapshot.layout === "speaker");
    expect(items(element)).to.deep.equal([]);
    button("Layout").click();
    await until(() => items(element)[2] === "✓ Speaker");
    await settled();
    await expect(element).to.be.accessible();
  });
});

describe("<calls-leave-button>", () => {
  it("leaves at once, for whoever cannot end the call for others", async () => {
    const { room, button } = await show(html`<calls-leave-button></calls-leave-button>`, {
      participants: [person("g", "Grace")],
    });
    button("Leave").click();
    room.set({ ...me({ role: "host" }), participants: [] });
    await nextTask();
    button("Leave").click();
    await nextTask();
    expect(room.requests).to.deep.equal([{ type: "leave" }, { type: "leave" }]);
  });

  it("lets a host leave, or end the call for everyone after a question", async () => {
    const { element, room, button } = await show(html`<calls-leave-button></calls-leave-button>`, host);
    button("Leave").click();
    await until(() => items(element).length > 0);
    expect(items(element)).to.deep.equal(["Leave the call", "End for everyone"]);
    button("Leave the call").click();
    await nextTask();
    expect(room.requests).to.deep.equal([{ type: "leave" }]);

    const end = async (): Promise<void> => {
      button("Leave").click();
      await until(() => items(element).length > 0);
      button("End for everyone").click();
      await until(() => deep(element, "dialog[open]") !== undefined);
    };
    await end();
    await settled();
    await expect(element).to.be.accessible();
    button("Cancel").click();
    const leave = element.querySelector("calls-leave-button")!.shadowRoot!;
    await until(() => leave.querySelector("dialog") === null);
    expect(room.requests).to.have.length(1);
    await end();
    button("End for everyone").click();
    await until(() => room.requests.length === 2);
    expect(room.requests[1]).to.deep.equal({ type: "end" });
  });
});

describe("<calls-fullscreen-button>", () => {
  it("fills the screen with the room, and gives it back", async () => {
    const { element, button } = await show(html`<calls-fullscreen-button></calls-fullscreen-button>`);
    const asked: Element[] = [];
    let full: Element | null = null;
    Object.defineProperty(document, "fullscreenElement", { configurable: true, get: () => full });
    element.requestFullscreen = async () => {
      asked.push((full = element));
      document.dispatchEvent(new Event("fullscreenchange"));
    };
    document.exitFullscreen = async () => {
      full = null;
      document.dispatchEvent(new Event("fullscreenchange"));
    };
    try {
      button("Full screen").click();
      await until(() => button("Full screen").ariaPressed === "true");
      expect(asked).to.deep.equal([element]);
      expect(button("Full screen").ariaDescription).to.equal("End full screen");
      button("Full screen").click();
      await until(() => button("Full screen").ariaPressed === "false");
    } finally {
      Reflect.deleteProperty(document, "fullscreenElement");
      Reflect.deleteProperty(document, "exitFullscreen");
    }
  });
});

describe("tooltips", () => {
  it("say what a click does, by focus too, and go with Escape", async () => {
    const { element } = await show(html`<calls-hand-button></calls-hand-button>`, me({ hand: 1 }));
    const tip = (): string | undefined => deep(element, ".tip:popover-open")?.textContent ?? undefined;
    await sendKeys({ press: "Tab" });
    await until(() => tip() === "Lower hand");
    await settled();
    await expect(element).to.be.accessible();
    await sendKeys({ press: "Escape" });
    expect(tip()).to.equal(undefined);
    const hand = focused() as HTMLElement;
    hand.blur();
    hand.focus();
    await until(() => tip() === "Lower hand");
    await sendKeys({ press: "Tab" });
    expect(tip()).to.equal(undefined);
  });

  it("come when a mouse rests there, and not for a finger", async () => {
    const { element } = await show(html`<calls-hand-button></calls-hand-button>`);
    const base = deep(element, ".control")!;
    const isOpen = (): boolean => deep(element, ".tip:popover-open") !== undefined;
    base.dispatchEvent(new PointerEvent("pointerenter", { pointerType: "mouse" }));
    await until(isOpen);
    base.dispatchEvent(new PointerEvent("pointerleave", { pointerType: "mouse" }));
    expect(isOpen()).to.equal(false);
    base.dispatchEvent(new PointerEvent("pointerenter", { pointerType: "touch" }));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(isOpen()).to.equal(false);
  });
});
