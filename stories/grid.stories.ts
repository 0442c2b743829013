import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html } from "lit";
import { ROOM } from "./support/call.js";

const meta: Meta = {
  title: "Elements/Grid",
  component: "calls-grid",
  render: (_args, { loaded }) =>
    html`<calls-room room=${ROOM} name="Ada Lovelace" autojoin start-muted .signaling=${loaded["call"].signaling}>
      <calls-grid style="block-size: 100dvh"></calls-grid>
    </calls-room>`,
};
export default meta;

export const TwoPeople: StoryObj = { parameters: { call: { others: 1 } } };
export const FivePeople: StoryObj = { parameters: { call: { others: 4 } } };
export const TwelvePeople: StoryObj = { parameters: { call: { others: 11, cameraOffEvery: 4 } } };
