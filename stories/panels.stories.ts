import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html, type TemplateResult } from "lit";
import type { RoomStats, TrackStats } from "../src/client/diagnostics/types.js";
import type { ParticipantState, RoomSnapshot } from "../src/client/types.js";
import "../src/elements/chat/chat.define.js";
import "../src/elements/people/people.define.js";
import "../src/elements/settings/settings.define.js";
import "../src/elements/stats/stats.define.js";
import { CHAT, crowd, type PanelRoom } from "./support/panel-room.js";

const meta: Meta = { title: "Elements/Panels" };
export default meta;

const inRoom = (snapshot: Partial<RoomSnapshot>, panel: TemplateResult): TemplateResult =>
  html`<panel-room style="display: block; block-size: 100dvh; max-inline-size: 24rem" .snapshot=${snapshot}
    >${panel}</panel-room
  >`;

const chat = html`<calls-chat style="block-size: 100dvh"></calls-chat>`;
const people = html`<calls-people
  style="block-size: 100dvh"
  invite="https://example.com/friday-coffee"
></calls-people>`;
const stats = html`<calls-stats style="block-size: 100dvh"></calls-stats>`;
const speaker = { ...crowd(1)[0], id: "me", name: "Ada Lovelace", isSelf: true } as ParticipantState;

const rootOf = (canvas: HTMLElement, tag: string): ShadowRoot | null | undefined =>
  canvas.querySelector(tag)?.shadowRoot;

/** Nothing was said yet. */
export const ChatEmpty: StoryObj = { render: () => inRoom({ participants: crowd(3) }, chat) };

/** Answers, a private talk, something deleted, a link, and words that do not fit. */
export const Chat: StoryObj = { render: () => inRoom({ participants: crowd(9), chat: CHAT }, chat) };

/** A message that did not get through: it can be sent again. */
export const ChatNotSent: StoryObj = {
  render: () => inRoom({ participants: crowd(3), chat: CHAT.slice(0, 4) }, chat),
  play: async ({ canvasElement }) => {
    const input = rootOf(canvasElement, "calls-chat")?.querySelector("textarea");
    if (!input) return;
    input.value = "This one will fail.";
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await canvasElement.querySelector("calls-chat")?.updateComplete;
    rootOf(canvasElement, "calls-chat")?.querySelector<HTMLButtonElement>("[part~=send]")?.click();
  },
};

/** Somebody wrote while you read what came before. */
export const ChatNews: StoryObj = {
  render: () =>
    inRoom({ participants: crowd(9), chat: [...CHAT, ...CHAT.map((each) => ({ ...each, id: `x${each.id}` }))] }, chat),
  play: async ({ canvasElement }) => {
    const log = rootOf(canvasElement, "calls-chat")?.querySelector(".log");
    const room = canvasElement.querySelector<PanelRoom>("panel-room")?.double;
    const last = CHAT.at(-1);
    if (!log || !room || !last) return;
    while (log.scrollTop === 0) await new Promise(requestAnimationFrame);
    const scrolled = new Promise((resolve) => log.addEventListener("scroll", resolve, { once: true }));
    log.scrollTop = 0;
    await scrolled;
    room.set({ chat: [...room.snapshot.chat, { ...last, id: "news", at: last.at + 1, text: "Something new" }] });
  },
};

/** A chat in another house's colours. */
export const ChatThemed: StoryObj = {
  render: () =>
    html`<div style="--calls-accent: #0a7d5a; --calls-on-accent: #fff; --calls-radius: 4px">
      ${inRoom({ participants: crowd(9), chat: CHAT }, chat)}
    </div>`,
};

/** Three people, seen by one who is not a host. */
export const People: StoryObj = {
  render: () => inRoom({ participants: crowd(2), self: { ...speaker, role: "speaker" } }, people),
};

/** What a host sees: people at the door, hands in order, and a menu for everybody. */
export const PeopleForHosts: StoryObj = {
  render: () =>
    inRoom(
      {
        participants: crowd(40),
        waiting: [
          { id: "w1", name: "Eve", since: 1 },
          { id: "w2", name: "Somebody With A Long Name", since: 2 },
        ],
      },
      people,
    ),
};

/** A host brings people of the audience onto the stage, lowers their hands, and puts them out. */
export const PeopleWithAnAudience: StoryObj = {
  render: () =>
    inRoom(
      {
        participants: crowd(3),
        audience: {
          count: 1_284,
          hands: [
            { id: "a1", name: "Dorothy Vaughan", hand: 1 },
            { id: "a2", name: "Somebody With A Very Long Name Indeed", hand: 2 },
          ],
          sample: [
            { id: "a3", name: "Mary Jackson" },
            { id: "a4", name: "" },
          ],
        },
      },
      people,
    ),
};

/** Five hundred people. */
export const PeopleInACrowd: StoryObj = { render: () => inRoom({ participants: crowd(500) }, people) };

const device = (deviceId: string, label: string): { deviceId: string; label: string } => ({ deviceId, label });
const devices: RoomSnapshot["devices"] = {
  microphones: [device("m1", "Built-in microphone"), device("m2", "Headset")],
  cameras: [device("c1", "Built-in camera"), device("c2", "Camera on a very long arm, with a very long name")],
  speakers: [device("s1", "Built-in speakers"), device("s2", "Headset")],
};
const sameTrack = async (track: MediaStreamTrack): Promise<MediaStreamTrack> => track;
const backgrounds = [
  { id: "blur", label: "Blurred", processor: sameTrack },
  { id: "library", label: "A library", processor: sameTrack },
];
const settings = (tab: string): TemplateResult =>
  html`<calls-settings style="block-size: 100dvh" tab=${tab} captions .backgrounds=${backgrounds}></calls-settings>`;

export const SettingsForDevices: StoryObj = { render: () => inRoom({ devices }, settings("devices")) };
export const SettingsForVideo: StoryObj = { render: () => inRoom({ devices }, settings("video")) };
export const SettingsInGeneral: StoryObj = { render: () => inRoom({ devices }, settings("general")) };

/** Nothing is known of the devices before the person has allowed one. */
export const SettingsWithoutDevices: StoryObj = { render: () => inRoom({}, settings("devices")) };

export const StatsEmpty: StoryObj = { render: () => inRoom({}, stats) };

/** A wave, so that the picture is the same each time. */
const wave = (second: number, person: number): number => (Math.sin(second / 4 + person) + 1) / 2;

const track = (participantId: string, second: number, person: number): TrackStats => ({
  participantId,
  source: "camera",
  kind: "video",
  direction: person === 0 ? "outbound" : "inbound",
  bitrate: 400_000 + 900_000 * wave(second, person),
  loss: second % 17 === 0 ? 0.04 : 0,
  jitter: 3,
  roundTrip: person === 0 ? 30 + 30 * wave(second, 2) : undefined,
  framesPerSecond: 24 + Math.round(6 * wave(second, person)),
  width: 1280,
  height: 720,
  limitation: undefined,
  codec: "video/VP8",
  enabled: true,
  stalled: false,
});

const secondOf = (second: number, ids: readonly string[]): RoomStats => ({
  at: second * 1_000,
  connection: {
    roundTrip: 35 + 20 * wave(second, 1),
    sent: 1_200_000,
    received: 2_400_000,
    availableOutgoing: 3_000_000,
    relayed: false,
    protocol: "udp",
  },
  tracks: ids.map((id, person) => track(id, second, person)),
});

/** A minute of three people. */
export const Stats: StoryObj = {
  render: () => inRoom({ participants: crowd(2) }, stats),
  play: ({ canvasElement }) => {
    const room = canvasElement.querySelector<PanelRoom>("panel-room")?.double;
    for (let second = 0; second < 60; second++) room?.setStats(secondOf(second, ["me", "p0", "p1"]));
  },
};
