import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html, type TemplateResult } from "lit";
import type { ParticipantState } from "../src/client/types.js";
import "./support/stage-room.js";

const tile = (more: Partial<ParticipantState>, inside: unknown = "", id = "p0"): TemplateResult =>
  html`<stage-room .cast=${{ others: 1, more: { 0: more } }}>
    <div style="inline-size: min(36rem, 100%); padding: 16px; box-sizing: border-box">
      <calls-participant participant-id=${id}>${inside}</calls-participant>
    </div>
  </stage-room>`;

const meta: Meta = { title: "Elements/Participant", component: "calls-participant" };
export default meta;

/** Without an id the tile shows yourself, mirrored. */
export const Yourself: StoryObj = { render: () => tile({}, "", "") };
export const SomebodyElse: StoryObj = { render: () => tile({}) };
export const CameraOff: StoryObj = { render: () => tile({ camera: undefined }) };
export const Muted: StoryObj = { render: () => tile({ microphone: undefined }) };
export const RaisedHand: StoryObj = { render: () => tile({ hand: 1 }) };
export const Host: StoryObj = { render: () => tile({ role: "host" }) };
export const PoorConnection: StoryObj = { render: () => tile({ quality: "poor" }) };

/** The camera is on, and no picture has come yet. */
export const Waiting: StoryObj = {
  // It never stands still.
  tags: ["restless"],
  render: () => tile({ camera: { source: "camera", trackName: "camera", enabled: true, track: undefined } }),
};

export const Captions: StoryObj = {
  render: () => tile({}, html`<span slot="captions">And the second table counts February twice.</span>`),
};

/** What stands inside lies over the picture. */
export const WithSomethingOverIt: StoryObj = {
  render: () =>
    tile(
      {},
      html`<strong
        style="position: absolute; inset-block-start: 8px; inset-inline-start: 8px; padding: 4px 10px; border-radius: 99px; background: #fff; color: #222"
        >On air</strong
      >`,
    ),
};
