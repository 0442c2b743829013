import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import { uiOf, type RoomUiState } from "../src/elements/core/room-ui.js";
import { StageRoomElement, type Cast } from "./support/stage-room.js";

interface Scene extends Cast {
  /** How this person looks at the call. */
  ui?: Partial<RoomUiState>;
}

const stage = ({ ui, ...cast }: Scene): TemplateResult =>
  html`<stage-room
    .cast=${cast}
    ${ref((element) => {
      if (ui && element instanceof StageRoomElement) uiOf(element.callsRoom).set(ui);
    })}
  >
    <div style="box-sizing: border-box; block-size: 100dvh; padding: 8px">
      <calls-grid style="block-size: 100%; aspect-ratio: auto"></calls-grid>
    </div>
  </stage-room>`;

const meta: Meta<Scene> = { title: "Elements/Grid", component: "calls-grid", render: (args) => stage(args) };
export default meta;

type Story = StoryObj<Scene>;

export const Alone: Story = { args: { others: 0 } };
/** Two people: the other one has the space, and you a corner. */
export const TwoPeople: Story = { args: { others: 1 } };
export const ThreePeople: Story = { args: { others: 2, talk: true } };
export const FivePeople: Story = { args: { others: 4, talk: true } };
export const NinePeople: Story = { args: { others: 8, cameraOffEvery: 4 } };
export const TwentyFivePeople: Story = { args: { others: 24, cameraOffEvery: 4 } };
export const FortyNinePeople: Story = { args: { others: 48, cameraOffEvery: 3 } };
/** A hundred: whoever speaks comes to the first page. */
export const Pages: Story = { args: { others: 99, cameraOffEvery: 3, talk: true } };
export const SharedScreen: Story = { args: { others: 4, sharing: true } };
/** Your own screen is not shown to yourself. */
export const OwnScreen: Story = { args: { others: 3, ownScreen: true } };
export const Speaker: Story = { args: { others: 6, talk: true, ui: { layout: "speaker" } } };
export const Sidebar: Story = { args: { others: 6, talk: true, ui: { layout: "sidebar" } } };
export const Pinned: Story = { args: { others: 4, ui: { pinned: "p1" } } };
/** The host shows somebody to everyone. */
export const Spotlight: Story = {
  args: { others: 4, room: { policy: { locked: false, waitingRoom: false, spotlight: ["p2"] } } },
};
