import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html } from "lit";
import type { CallsPrejoin } from "../src/index.js";
import { ROOM } from "./support/call.js";

type Args = Pick<CallsPrejoin, "name" | "room">;

const meta: Meta<Args> = {
  title: "Elements/Prejoin",
  component: "calls-prejoin",
  args: { name: "Ada", room: ROOM },
  parameters: { call: { others: 1 } },
  render: ({ name, room }, { loaded }) =>
    html`<calls-room room=${room} .signaling=${loaded["call"].signaling}>
      <calls-prejoin slot="prejoin" name=${name} room=${room}></calls-prejoin>
    </calls-room>`,
};
export default meta;

type Story = StoryObj<Args>;

export const Default: Story = {};

const onNetwork = (check: () => Promise<number>): Story => ({
  render: ({ name, room }, { loaded }) =>
    html`<calls-room room=${room} .signaling=${{ ...loaded["call"].signaling, check }}>
      <calls-prejoin slot="prejoin" name=${name} room=${room}></calls-prejoin>
    </calls-room>`,
});

/** The room server answers fast. */
export const GoodConnection: Story = onNetwork(async () => 24);

/** It takes its time. */
export const SlowConnection: Story = onNetwork(async () => 900);

/** It does not answer. */
export const NoConnection: Story = onNetwork(() => Promise.reject(new Error("The story wants it so.")));

/** Words and fields of your own. */
export const WithMoreInside: Story = {
  render: ({ name, room }, { loaded }) =>
    html`<calls-room room=${room} .signaling=${loaded["call"].signaling}>
      <calls-prejoin slot="prejoin" name=${name} room=${room}>
        <span slot="heading">Your appointment</span>
        <p style="margin: 0">The doctor will be with you in a moment.</p>
      </calls-prejoin>
    </calls-room>`,
};
