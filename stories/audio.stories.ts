import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html } from "lit";
import "./support/stage-room.js";

const meta: Meta = { title: "Elements/Audio", component: "calls-audio" };
export default meta;

/** The browser waits for a click before it plays the others. */
export const Blocked: StoryObj = {
  render: () =>
    html`<stage-room .cast=${{ others: 1, room: { audioBlocked: true } }}>
      <div style="padding: 16px"><calls-audio></calls-audio></div>
    </stage-room>`,
};

/** A page may keep it anywhere. */
export const OutsideOfTheRoom: StoryObj = {
  render: () =>
    html`<stage-room id="audio-story" .cast=${{ others: 1, room: { audioBlocked: true } }}>
        <div style="inline-size: 20rem; padding: 16px"><calls-participant participant-id="p0"></calls-participant></div>
      </stage-room>
      <calls-audio for="audio-story" style="margin: 16px">Let me hear them</calls-audio>`,
};
