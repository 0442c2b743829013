import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html } from "lit";
import { ROOM } from "./support/call.js";

const meta: Meta = {
  title: "Elements/Controls",
  component: "calls-controls",
  parameters: { call: { others: 0 } },
};
export default meta;

export const Default: StoryObj = {
  render: (_args, { loaded }) =>
    html`<calls-room room=${ROOM} name="Ada" autojoin .signaling=${loaded["call"].signaling}>
      <div style="padding: 40px; text-align: center"><calls-controls></calls-controls></div>
    </calls-room>`,
};

/** More buttons go between the camera and leaving. */
export const WithMoreButtons: StoryObj = {
  render: (_args, { loaded }) =>
    html`<calls-room room=${ROOM} name="Ada" autojoin .signaling=${loaded["call"].signaling}>
      <div style="padding: 40px; text-align: center">
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
    html`<div style="padding: 16px; text-align: center"><calls-controls for="call"></calls-controls></div>
      <calls-room id="call" room=${ROOM} name="Ada" autojoin .signaling=${loaded["call"].signaling}>
        <calls-grid style="block-size: 60dvh"></calls-grid>
      </calls-room>`,
};
