import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html, type TemplateResult } from "lit";
import type { ChatMessage, ParticipantState } from "../src/client/types.js";
import "../src/features/assistant/elements/index.js";
import type { AssistantView } from "../src/features/assistant/contract.js";
import { person } from "../test/browser/elements/support/room-double.js";
import { CHAT } from "./support/panel-room.js";
import { showing } from "./support/stage-room.js";

const before = CHAT.slice(0, 3);
const [{ at, version }] = before.slice(-1) as [ChatMessage];
const question: ChatMessage = {
  id: "question",
  version: version + 1,
  from: "p1",
  name: "Katherine Johnson",
  text: "@assistant what were we looking for?",
  at: at + 60_000,
};
const answer: ChatMessage = {
  id: "answer",
  version: version + 2,
  from: "service assistant",
  name: "Assistant",
  text: "The numbers of the second quarter: Grace has sent a link to them, and Ada was looking for her charger.",
  at: at + 62_000,
  replyTo: question.id,
};

const ada = (role: "host" | "speaker"): ParticipantState =>
  person("me", "Ada Lovelace", { isSelf: true, role, microphone: undefined });

interface Scene {
  readonly view?: Partial<AssistantView>;
  readonly self?: ParticipantState;
  /** What differs of the answer; without one nothing was asked. */
  readonly answer?: Partial<ChatMessage>;
}

/** A call with its chat open, in which somebody has asked the assistant. */
const asked = ({ view, self = ada("speaker"), answer: more }: Scene): TemplateResult => {
  const features = {
    assistant: {
      available: true,
      on: true,
      name: "Assistant",
      mention: "assistant",
      hears: true,
      listens: false,
      ...view,
    } satisfies AssistantView,
  };
  const chat = more ? [...before, question, { ...answer, ...more }] : before;
  return html`<stage-room
    style="block-size: 100dvh"
    .cast=${{ others: 2, room: { self, features, chat } }}
  ></stage-room>`;
};

const play = showing({ panel: "chat" });

const meta: Meta = { title: "Elements/Assistant", component: "calls-assistant" };
export default meta;

/** It was asked in the chat, and has answered there. */
export const Answered: StoryObj = { render: () => asked({ answer: {} }), play };

/** It is writing: the answer grows where it stands. */
export const Writing: StoryObj = {
  render: () => asked({ answer: { text: "The numbers of the second", unfinished: true } }),
  play,
};

/** The model stopped in the middle, and the thread says so. */
export const BrokenOff: StoryObj = {
  render: () =>
    asked({
      answer: {
        text: "The numbers of the second quarter\n\nIt stopped in the middle.",
        failure: { code: "unreachable", at: 35 },
      },
    }),
  play,
};

/** Nobody has asked yet: a line above the field says how. Hosts have its switches there. */
export const ForHosts: StoryObj = {
  render: () => asked({ self: ada("host") }),
  play: async (context) => {
    play(context);
    await customElements.whenDefined("calls-assistant");
    const room = context.canvasElement.querySelector("stage-room");
    const find = (): HTMLDetailsElement | null | undefined =>
      room?.shadowRoot
        ?.querySelector("calls-chat")
        ?.shadowRoot?.querySelector("calls-assistant")
        ?.shadowRoot?.querySelector("details");
    while (!find()) await new Promise(requestAnimationFrame);
    find()!.open = true;
  },
};

/** A host allows that it is given what is spoken: everybody is told. */
export const Listens: StoryObj = { render: () => asked({ view: { listens: true }, answer: {} }), play };

/** It is off, which hosts alone see. */
export const Off: StoryObj = { render: () => asked({ self: ada("host"), view: { on: false } }), play };
