import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html, type TemplateResult } from "lit";
import type { Signaling } from "../src/signaling/signaling.js";
import { ROOM } from "./support/call.js";

const inCall = (signaling: Signaling, content: TemplateResult, cameraOff = false): TemplateResult =>
  html`<calls-room
    room=${ROOM}
    name="Ada Lovelace"
    autojoin
    start-muted
    ?start-camera-off=${cameraOff}
    .signaling=${signaling}
  >
    <div style="inline-size: min(36rem, 100%); padding: 16px">${content}</div>
  </calls-room>`;

const meta: Meta = {
  title: "Elements/Participant",
  component: "calls-participant",
  parameters: { call: { others: 0 } },
};
export default meta;

/** Without an id the tile shows yourself, mirrored. */
export const Yourself: StoryObj = {
  render: (_args, { loaded }) => inCall(loaded["call"].signaling, html`<calls-participant></calls-participant>`),
};

export const CameraOff: StoryObj = {
  render: (_args, { loaded }) => inCall(loaded["call"].signaling, html`<calls-participant></calls-participant>`, true),
};

/** What stands inside lies over the picture. */
export const WithSomethingOverIt: StoryObj = {
  render: (_args, { loaded }) =>
    inCall(
      loaded["call"].signaling,
      html`<calls-participant>
        <strong
          style="position: absolute; inset-block-start: 8px; inset-inline-end: 8px; padding: 4px 10px; border-radius: 99px; background: #fff; color: #222"
          >On air</strong
        >
      </calls-participant>`,
    ),
};
