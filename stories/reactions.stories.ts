import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html } from "lit";
import { person } from "../test/browser/elements/support/room-double.js";
import { inStillRoom } from "./support/still-room.js";

const meta: Meta = { title: "Elements/Reactions", component: "calls-reactions" };
export default meta;

/** Everybody claps. */
export const Default: StoryObj = {
  render: () =>
    inStillRoom(
      html`<div style="position: relative; block-size: 420px; background: light-dark(#dadee5, #23272f)">
        <calls-reactions></calls-reactions>
      </div>`,
      { participants: [person("g", "Grace Hopper"), person("r", "Радия Перлман"), person("k", "Alan")] },
    ),
  play: async ({ canvasElement }) => {
    const room = canvasElement.querySelector("still-room");
    for (const [from, reaction] of [
      ["g", "👏"],
      ["r", "🎉"],
      ["me", "❤️"],
      ["k", "😂"],
    ] as const) {
      room?.double.emit({ type: "reaction", from, reaction });
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  },
};
