import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html, type TemplateResult } from "lit";
import "../src/features/captions/elements/index.js";
import type { Signaling } from "../src/signaling/signaling.js";
import { showing, type Cast } from "./support/stage-room.js";
import { spoken, translated, written } from "./support/spoken-words.js";

/** A call in which people speak, and this person reads. */
const call = (features: Readonly<Record<string, unknown>>, cast: Cast = {}): TemplateResult =>
  html`<stage-room
    style="block-size: 100dvh"
    .cast=${{ others: 2, ...cast, room: { features, ...cast.room } }}
  ></stage-room>`;

const reading = showing({ captions: true });

const meta: Meta = { title: "Elements/Captions", component: "calls-captions" };
export default meta;

/** What people say, below the stage: who speaks, words that have settled, and words that still come. */
export const Captions: StoryObj = { render: () => call({ captions: spoken() }), play: reading };

/** Over pictures of all colours, in the largest size, with little behind the words. */
export const Large: StoryObj = {
  render: () =>
    html`<stage-room style="block-size: 100dvh" .cast=${{ others: 3, room: { features: { captions: spoken() } } }}>
      <calls-grid style="block-size: 100%"></calls-grid>
      <div style="position: absolute; inset: auto 16px 16px; display: grid; justify-items: center">
        <calls-captions size="large" background="soft" lines="4"></calls-captions>
      </div>
    </stage-room>`,
  play: reading,
};

/** Everybody is told that words are written down, and can keep their own out. */
export const WrittenDown: StoryObj = {
  render: () => call({ captions: spoken({ lines: [], live: {} }), transcript: { on: true, lines: [], dropped: 0 } }),
};

/** Read in another language than it was spoken in. */
export const Translated: StoryObj = {
  render: () => call({ captions: spoken({ live: {} }), translations: translated() }),
  play: reading,
};

/** Whoever turns speech into words does not answer. */
export const Trouble: StoryObj = {
  render: () => call({ captions: spoken({ lines: [], live: {}, trouble: true }) }),
  play: reading,
};

/** What was said, as a host has it. */
export const Transcript: StoryObj = {
  render: () => call({ captions: spoken(), transcript: written() }),
  play: showing({ panel: "transcript" }),
};

/** Nobody has said anything yet. */
export const TranscriptEmpty: StoryObj = {
  render: () => call({ captions: spoken({ lines: [], live: {} }), transcript: written({ on: false, lines: [] }) }),
  play: showing({ panel: "transcript" }),
};

/** A room server whose rooms have captions and a transcript. */
const server: Signaling = {
  join: () => Promise.reject(new Error("Nobody joins in a story.")),
  check: async () => ({ roundTrip: 20, isLimited: false, features: ["captions", "transcript"] }),
};

/** Before the call people read that their words may be written down, and may keep them out. */
export const BeforeTheCall: StoryObj = {
  render: () =>
    html`<stage-room .cast=${{ others: 0, room: { status: { phase: "idle" } } }} .signaling=${server}>
      <calls-prejoin room="friday-coffee" name="Ada Lovelace" style="padding: 24px">
        <calls-own-words></calls-own-words>
      </calls-prejoin>
    </stage-room>`,
};

/** In the settings they may, too, and say which language they speak. */
export const OwnWords: StoryObj = {
  render: () =>
    html`<stage-room .cast=${{ others: 1, room: { features: { captions: spoken() } } }}>
      <div style="max-inline-size: 22rem; padding: 24px"><calls-own-words></calls-own-words></div>
    </stage-room>`,
};

/** Whoever reads along is told whose words are missing while they speak. */
export const WordsKeptOut: StoryObj = {
  render: () => call({ captions: spoken({ lines: [], live: {}, out: ["p0"] }) }, { more: { 0: { speaking: true } } }),
  play: showing({ captions: true }),
};
