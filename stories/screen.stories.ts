import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html } from "lit";
import "./support/stage-room.js";

const meta: Meta = { title: "Elements/Screen", component: "calls-screen" };
export default meta;

/** Control and the wheel, two fingers, a double-click, or `+`, `-`, `0` and the arrows look closer. */
export const SomebodyShares: StoryObj = {
  render: () =>
    html`<stage-room .cast=${{ others: 1, sharing: true }}>
      <calls-screen participant-id="p0" style="block-size: 100dvh; aspect-ratio: auto"></calls-screen>
    </stage-room>`,
};

export const YouShare: StoryObj = {
  render: () =>
    html`<stage-room .cast=${{ others: 1, ownScreen: true }}>
      <calls-screen style="block-size: 60dvh; aspect-ratio: auto"></calls-screen>
    </stage-room>`,
};
