import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html } from "lit";
import { CallsCameraSetEvent, CallsMicrophoneSetEvent, CallsUiSetEvent, type CallsRoom } from "../src/index.js";
import { ROOM } from "./support/call.js";

type Args = Pick<CallsRoom, "room" | "name" | "autojoin" | "startMuted" | "startCameraOff">;

const meta: Meta<Args> = {
  title: "Elements/Room",
  component: "calls-room",
  args: { room: ROOM, name: "Ada Lovelace", autojoin: true, startMuted: false, startCameraOff: false },
  parameters: { call: { others: 2 } },
  render: ({ room, name, autojoin, startMuted, startCameraOff }, { loaded }) =>
    html`<calls-room
      style="block-size: 100dvh"
      room=${room}
      name=${name}
      ?autojoin=${autojoin}
      ?start-muted=${startMuted}
      ?start-camera-off=${startCameraOff}
      .signaling=${loaded["call"].signaling}
    ></calls-room>`,
};
export default meta;

type Story = StoryObj<Args>;

/** A whole meeting from one element. */
export const FullRoom: Story = {};

/** The step before the call. */
export const BeforeTheCall: Story = { args: { autojoin: false } };

/** The same with both devices on: how you look, how loud you are, and what else could be used. */
export const BeforeTheCallWithDevices: Story = {
  args: { autojoin: false },
  play: async ({ canvasElement }) => {
    for (const Request of [CallsMicrophoneSetEvent, CallsCameraSetEvent]) {
      canvasElement.querySelector("calls-room")?.dispatchEvent(new Request({ enabled: true }));
    }
  },
};

/** Nobody else has come yet. */
export const Alone: Story = { parameters: { call: { others: 0 } } };

export const TwoPeople: Story = { parameters: { call: { others: 1 } } };
export const FivePeople: Story = { parameters: { call: { others: 4 } } };
export const NinePeople: Story = { parameters: { call: { others: 8, cameraOffEvery: 4 } } };

/** Every third person has the camera off. */
export const ManyPeople: Story = { parameters: { call: { others: 11, cameraOffEvery: 3 } } };

/** More than fit on one page. */
export const TwentyFivePeople: Story = { parameters: { call: { others: 24, cameraOffEvery: 2 } } };
export const FortyNinePeople: Story = {
  parameters: {
    call: {
      cast: Array.from({ length: 48 }, (_, index) => ({
        name: `Person ${index + 2}`,
        cameraOff: index % 8 !== 0,
        microphoneOff: index % 3 !== 0,
      })),
    },
  },
};

/** Somebody shares a screen. */
export const Sharing: Story = {
  parameters: {
    call: { cast: [{ name: "Grace Hopper", screen: true }, { name: "Alan Kay" }, { name: "Lynn Conway", hand: true }] },
  },
};

const SMALL_TALK = [
  { name: "Grace Hopper", says: ["Good morning!", "The notes are at https://example.com/notes"] },
  { name: "Alan Kay", cameraOff: true, says: ["Thanks, Grace. I’ll be five minutes late."] },
  { name: "Hedy Lamarr", microphoneOff: true },
] as const;

/** The chat beside the stage. */
export const ChatOpen: Story = {
  parameters: { call: { cast: SMALL_TALK } },
  play: ({ canvasElement }) =>
    void canvasElement.querySelector("calls-room")?.dispatchEvent(new CallsUiSetEvent({ panel: "chat" })),
};

/** A host's list of people: who waits at the door, whose hand is up. */
export const PeopleOpen: Story = {
  parameters: {
    call: {
      role: "host",
      waiting: ["Dennis Ritchie"],
      policy: { waitingRoom: true },
      cast: [{ name: "Grace Hopper", hand: true }, { name: "Alan Kay", cameraOff: true }, { name: "Hedy Lamarr" }],
    },
  },
  play: ({ canvasElement }) =>
    void canvasElement.querySelector("calls-room")?.dispatchEvent(new CallsUiSetEvent({ panel: "people" })),
};

export const SettingsOpen: Story = {
  play: ({ canvasElement }) =>
    void canvasElement.querySelector("calls-room")?.dispatchEvent(new CallsUiSetEvent({ panel: "settings" })),
};

/** The page offers backgrounds and a link of its own; the room gives them to its panels. */
export const WithBackgrounds: Story = {
  render: ({ room, name, autojoin }, { loaded }) =>
    html`<calls-room
      style="block-size: 100dvh"
      room=${room}
      name=${name}
      invite="https://example.com/friday"
      ?autojoin=${autojoin}
      .backgrounds=${[{ id: "blur", label: "Blurred", processor: async (track: MediaStreamTrack) => track }]}
      .signaling=${loaded["call"].signaling}
    ></calls-room>`,
  play: async ({ canvasElement }) => {
    const element = canvasElement.querySelector("calls-room");
    element?.dispatchEvent(new CallsUiSetEvent({ panel: "settings" }));
    await customElements.whenDefined("calls-settings");
    await element?.updateComplete;
    const settings = element?.shadowRoot?.querySelector("calls-settings");
    if (settings) settings.tab = "video";
  },
};

/** How the call goes, in numbers. */
export const StatsOpen: Story = {
  play: ({ canvasElement }) =>
    void canvasElement.querySelector("calls-room")?.dispatchEvent(new CallsUiSetEvent({ panel: "stats" })),
};

/** The keys that do something. */
export const ShortcutsOpen: Story = {
  play: ({ canvasElement }) =>
    void canvasElement.querySelector("calls-room")?.dispatchEvent(new CallsUiSetEvent({ help: true })),
};

/** A host who leaves may end the call for everyone. */
export const HostLeaves: Story = {
  parameters: { call: { role: "host", others: 2 } },
};

/** At the door: a host has to let the person in. */
export const Waiting: Story = {
  parameters: { call: { cast: [{ name: "Grace Hopper", role: "host" }], policy: { waitingRoom: true } } },
};

/** A host asks for something; the person decides. */
export const Asked: Story = {
  args: { startMuted: true },
  parameters: { call: { cast: [{ name: "Grace Hopper", role: "host" }, { name: "Alan Kay" }] } },
  play: async ({ canvasElement, loaded }) => {
    const element = canvasElement.querySelector("calls-room");
    if (element?.callsRoom.snapshot.status.phase !== "joined") {
      await new Promise((resolve) => element?.addEventListener("calls-room-joined", resolve, { once: true }));
    }
    const participantId = element?.callsRoom.snapshot.self.id ?? "";
    loaded["call"].others.get("Grace Hopper")?.act({ type: "ask-unmute", participantId, source: "microphone" });
  },
};

/** The browser was told not to give camera and microphone to the page: said before the call, with the remedy. */
export const DevicesRefused: Story = {
  args: { autojoin: false },
  parameters: { devices: "refused" },
  play: async ({ canvasElement }) => {
    for (const Request of [CallsMicrophoneSetEvent, CallsCameraSetEvent]) {
      canvasElement.querySelector("calls-room")?.dispatchEvent(new Request({ enabled: true }));
    }
  },
};

/** The same in the call, which goes on without them. */
export const DevicesRefusedInTheCall: Story = { parameters: { devices: "refused" } };

/** The page records the call: people know before they join, and all along. */
export const Recorded: Story = {
  play: ({ canvasElement }) => void canvasElement.querySelector("calls-room")?.toggleAttribute("recording", true),
};
export const RecordedBeforeTheCall: Story = { ...Recorded, args: { autojoin: false } };

/** The way to the room server breaks two seconds in; sound and picture go on. */
export const Reconnecting: Story = { parameters: { call: { others: 2, interrupted: true } } };

/** The join is refused: what happened, and what to do. */
export const RoomIsFull: Story = { parameters: { call: { refusal: "room-full" } } };

/** A host has locked the room. */
export const RoomIsLocked: Story = { parameters: { call: { refusal: "room-locked" } } };

/** The server does not answer. */
export const ServerUnreachable: Story = { parameters: { call: { refusal: "server-unreachable" } } };

/** After the call. */
export const Left: Story = { play: ({ canvasElement }) => canvasElement.querySelector("calls-room")?.leave() };

/** As narrow as a sidebar of a page. */
export const Sidebar: Story = {
  render: ({ room, name, autojoin }, { loaded }) =>
    html`<calls-room
      style="inline-size: 320px; block-size: 480px; border-radius: 20px; margin: 16px"
      room=${room}
      name=${name}
      ?autojoin=${autojoin}
      .signaling=${loaded["call"].signaling}
    ></calls-room>`,
};

/** Elements inside replace the interface; they find the call by themselves. */
export const OwnInterface: Story = {
  render: ({ room, name, autojoin }, { loaded }) =>
    html`<calls-room room=${room} name=${name} ?autojoin=${autojoin} .signaling=${loaded["call"].signaling}>
      <div style="display: grid; gap: 16px; padding: 24px">
        <h2 style="margin: 0">Our own page around the call</h2>
        <calls-grid style="block-size: 320px"></calls-grid>
        <calls-controls></calls-controls>
      </div>
    </calls-room>`,
};

/** The kit in another house's colours. */
export const Themed: Story = {
  render: ({ room, name, autojoin }, { loaded }) =>
    html`<calls-room
      style="block-size: 100dvh; --calls-accent: #0a7d5a; --calls-radius: 4px; --calls-stage: light-dark(#f3efe6, #1b1a16)"
      room=${room}
      name=${name}
      ?autojoin=${autojoin}
      .signaling=${loaded["call"].signaling}
    ></calls-room>`,
};
