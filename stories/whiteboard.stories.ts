import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html } from "lit";
import { ref } from "lit/directives/ref.js";
import { startWhiteboard } from "../demo/whiteboard.js";
import { ROOM } from "./support/call.js";

const meta: Meta = {
  title: "Pages/Whiteboard",
  component: "calls-datachannel",
  parameters: { call: { others: 0 } },
};
export default meta;

const styles = new URL("../demo/whiteboard.css", import.meta.url).href;

const start = (element: Element | undefined): void => {
  const [strokes, cursors] = [...(element?.querySelectorAll("calls-datachannel") ?? [])];
  const room = element?.querySelector("calls-room");
  const canvas = element?.querySelector("canvas");
  const layer = element?.querySelector<HTMLElement>(".cursors");
  const clear = element?.querySelector<HTMLButtonElement>(".board > button");
  if (room && strokes && cursors && canvas && layer && clear) {
    startWhiteboard({ room, strokes, cursors, canvas, layer, clear });
  }
};

/** Two people on one page draw on one board, and see each other's cursor. */
export const TwoPeople: StoryObj = {
  render: (_args, { loaded }) =>
    html`<link rel="stylesheet" href=${styles} />
      <div style="display: flex; flex-wrap: wrap; gap: 16px; padding: 16px">
        ${["Ada", "Grace"].map(
          (name) =>
            html`<section aria-label=${name} style="flex: 1; min-inline-size: 18rem" ${ref(start)}>
              <div class="board">
                <canvas
                  tabindex="0"
                  aria-label="Whiteboard. Arrow keys move the pen, the space bar puts it down."
                ></canvas>
                <div class="cursors" aria-hidden="true"></div>
                <button type="button">Clear</button>
              </div>
              <calls-room
                style="block-size: 22rem; margin-block-start: 16px; border-radius: 20px"
                room=${ROOM}
                name=${name}
                autojoin
                start-muted
                start-camera-off
                .signaling=${loaded["call"].signaling}
              >
                <calls-datachannel name="whiteboard" json></calls-datachannel>
                <calls-datachannel name="cursors" json ordered="false" max-retransmits="0"></calls-datachannel>
              </calls-room>
            </section>`,
        )}
      </div>`,
};
