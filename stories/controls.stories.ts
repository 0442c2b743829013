import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html, type TemplateResult } from "lit";
import type { DeviceState, RoomSnapshot } from "../src/client/types.js";
import type { RoomUiState } from "../src/elements/core/room-ui.js";
import { CallsError } from "../src/base/error.js";
import { person } from "../test/browser/elements/support/room-double.js";
import { ROOM } from "./support/call.js";
import { inStillRoom } from "./support/still-room.js";
import { syntheticCamera } from "./support/synthetic-camera.js";

const meta: Meta = {
  title: "Elements/Controls",
  component: "calls-controls",
  parameters: { call: { others: 0 } },
};
export default meta;

const on = (): DeviceState => ({ status: "on", track: syntheticCamera({ hue: 20 }).track, deviceId: "usb" });

const failed: DeviceState = { status: "failed", error: new CallsError("permission-denied", "The story wants it so.") };

const named = (deviceId: string, label: string): { deviceId: string; label: string } => ({ deviceId, label });

const devices: RoomSnapshot["devices"] = {
  microphones: [named("default", "Default"), named("built-in", "Built-in microphone"), named("usb", "USB headset")],
  cameras: [named("built-in", "Built-in camera"), named("usb", "USB camera")],
  speakers: [named("built-in", "Built-in speakers"), named("usb", "USB headset")],
};

const others = [person("g", "Grace Hopper"), person("k", "Katherine Johnson"), person("a", "Alan Kay")];

/** The bar at the foot of a stage, on a room that stands still. */
const bar = (snapshot: Partial<RoomSnapshot> = {}, ui: Partial<RoomUiState> = {}): TemplateResult =>
  inStillRoom(
    html`<div
      style="box-sizing: border-box; display: grid; align-items: end; block-size: 100dvh; min-block-size: 420px; padding: 8px 8px 16px; background: light-dark(#eceef2, #101216)"
    >
      <calls-controls></calls-controls>
    </div>`,
    { devices, microphoneId: "usb", cameraId: "usb", participants: others, ...snapshot },
    ui,
  );

/** Opens what a part of the bar opens. */
const open =
  (part: string, button = "button"): NonNullable<StoryObj["play"]> =>
  async ({ canvasElement }) => {
    const controls = canvasElement.querySelector("calls-controls");
    const find = (): HTMLElement | null | undefined =>
      controls?.shadowRoot?.querySelector(part)?.shadowRoot?.querySelector<HTMLElement>(button);
    while (!find()) await new Promise((resolve) => requestAnimationFrame(resolve));
    find()?.click();
  };

export const Default: StoryObj = {
  render: (_args, { loaded }) =>
    html`<calls-room room=${ROOM} name="Ada" autojoin .signaling=${loaded["call"].signaling}>
      <div style="padding: 40px"><calls-controls></calls-controls></div>
    </calls-room>`,
};

export const EverythingOff: StoryObj = { render: () => bar() };

export const EverythingOn: StoryObj = {
  render: () =>
    bar(
      { microphone: on(), camera: on(), screen: on(), self: person("me", "Ada", { isSelf: true, hand: 1 }) },
      { panel: "chat" },
    ),
};

/** Messages that nobody has read, and somebody at the door. */
export const SomethingNew: StoryObj = {
  render: () => bar({ microphone: on(), camera: on(), waiting: [{ id: "w", name: "Lynn", since: 1 }] }, { unread: 3 }),
};

export const Starting: StoryObj = {
  // It never stands still.
  tags: ["restless"],
  render: () => bar({ microphone: { status: "starting" }, camera: { status: "starting" } }),
};

export const Failed: StoryObj = { render: () => bar({ microphone: failed, camera: on(), screen: failed }) };

/** Who only watches raises a hand, reacts and chats. */
export const Viewer: StoryObj = {
  render: () => bar({ self: person("me", "Ada", { isSelf: true, role: "viewer" }) }),
};

/** A backend that knows media and nothing else. */
export const NoActions: StoryObj = { render: () => bar({ canAct: false, microphone: on(), camera: on() }) };

export const DeviceMenu: StoryObj = {
  render: () => bar({ microphone: on(), camera: on() }),
  play: open("calls-microphone-button", ".choose"),
};

export const Reactions: StoryObj = {
  render: () => bar({ microphone: on(), camera: on() }),
  play: open("calls-reactions-button"),
};

/** What does not fit is in the menu: make the page narrower. */
export const MoreMenu: StoryObj = {
  render: () => bar({ microphone: on(), camera: on() }, { unread: 2 }),
  play: open("calls-more-button"),
};

/** A host leaves, or ends the call for everyone. */
export const HostLeaves: StoryObj = {
  render: () => bar({ self: person("me", "Ada", { isSelf: true, role: "host" }) }),
  play: open("calls-leave-button"),
};

/** Before a call is ended for everyone, the host is asked. */
export const EndForEveryone: StoryObj = {
  render: HostLeaves.render as () => TemplateResult,
  play: open("calls-leave-button", ".danger"),
};

/** The list of keyboard shortcuts, in which they can be turned off. */
export const Shortcuts: StoryObj = { render: () => bar({}, { help: true }) };

/** As in a sidebar: 240 pixels. */
export const Narrow: StoryObj = {
  render: () => html`<div style="inline-size: 240px">${bar({ microphone: on(), camera: on() }, { unread: 2 })}</div>`,
};

/** More buttons go between those of the call and its panels; more lines go into the menu. */
export const WithMoreButtons: StoryObj = {
  render: (_args, { loaded }) =>
    html`<calls-room room=${ROOM} name="Ada" autojoin .signaling=${loaded["call"].signaling}>
      <div style="padding: 40px">
        <calls-controls>
          <button type="button" style="block-size: 48px; padding-inline: 20px; border: 0; border-radius: 99px">
            Notes
          </button>
        </calls-controls>
      </div>
    </calls-room>`,
};

/** Controls elsewhere in the page name their room. */
export const AwayFromTheRoom: StoryObj = {
  render: (_args, { loaded }) =>
    html`<div style="padding: 16px"><calls-controls for="call"></calls-controls></div>
      <calls-room id="call" room=${ROOM} name="Ada" autojoin .signaling=${loaded["call"].signaling}>
        <calls-grid style="block-size: 60dvh"></calls-grid>
      </calls-room>`,
};

/** Each part works without the bar. */
export const PartsAlone: StoryObj = {
  render: () =>
    inStillRoom(
      html`<div style="display: flex; flex-wrap: wrap; gap: 16px; padding: 40px">
        <calls-microphone-button></calls-microphone-button>
        <calls-camera-button></calls-camera-button>
        <calls-screen-button></calls-screen-button>
        <calls-hand-button></calls-hand-button>
        <calls-reactions-button></calls-reactions-button>
        <calls-chat-button></calls-chat-button>
        <calls-people-button></calls-people-button>
        <calls-layout-button></calls-layout-button>
        <calls-pip-button></calls-pip-button>
        <calls-fullscreen-button></calls-fullscreen-button>
        <calls-settings-button></calls-settings-button>
        <calls-shortcuts-button></calls-shortcuts-button>
        <calls-more-button><calls-settings-button></calls-settings-button></calls-more-button>
        <calls-leave-button></calls-leave-button>
      </div>`,
      { devices, participants: others, microphone: on() },
      { unread: 2 },
    ),
};
