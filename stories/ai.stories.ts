import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html, type TemplateResult } from "lit";
import "../src/features/ai/elements/index.js";
import "../src/features/captions/elements/index.js";
import type { AiFailure } from "../src/features/ai/contract.js";
import { person } from "../test/browser/elements/support/room-double.js";
import { withAi } from "./support/ai-view.js";
import { showing, type Cast } from "./support/stage-room.js";
import { spoken } from "./support/spoken-words.js";

const call = (cast: Cast): TemplateResult => html`<stage-room style="block-size: 100dvh" .cast=${cast}></stage-room>`;

/** One element alone, in a room that has an AI. */
const alone = (cast: Cast, content: TemplateResult): TemplateResult =>
  html`<stage-room .cast=${cast}><div style="padding: 24px">${content}</div></stage-room>`;

const openPanel = showing({ panel: "ai" });

const ADA = { id: "me", name: "Ada Lovelace" };
const GRACE = { id: "p0", name: "Grace Hopper" };
const KATHERINE = { id: "p1", name: "Katherine Johnson" };

const meta: Meta = { title: "Elements/AI", component: "calls-ai" };
export default meta;

/** It is there, and nobody talks with it: whoever holds the button does. */
export const Free: StoryObj = { render: () => call(withAi(2, { status: "on" })) };

/** You talk with it. */
export const Mine: StoryObj = { render: () => call(withAi(2, { status: "on", holder: ADA, queue: [GRACE] })) };

/** Somebody else talks with it, and you are the second in line. A host can take it back. */
export const Queue: StoryObj = {
  render: () => call(withAi(4, { status: "on", holder: GRACE, queue: [KATHERINE, ADA] })),
};

/** It is on its way in. */
export const Starting: StoryObj = { render: () => call(withAi(1, { status: "starting" })) };

/** It could not come, and people read why. */
export const Failed: StoryObj = { render: () => call(withAi(2, { failure: "busy" })) };

/** With captions, both stand below the pictures and neither covers the other. */
export const WithCaptions: StoryObj = {
  render: () => {
    const features = { captions: spoken() };
    return call(withAi(4, { status: "on", holder: GRACE }, { room: { features } }));
  },
  play: showing({ captions: true }),
};

/** Who only watches sees who talks with it, and has no buttons. */
export const Viewer: StoryObj = {
  render: () => {
    const self = person("me", "Ada Lovelace", { isSelf: true, role: "viewer" });
    return call(withAi(2, { status: "on", holder: GRACE }, { room: { self } }));
  },
};

/** The list of people says who it is, and who talks with it. */
export const People: StoryObj = {
  render: () => call(withAi(3, { status: "on", holder: GRACE })),
  play: showing({ panel: "people" }),
};

/** The panel that brings it in. */
export const Panel: StoryObj = { render: () => call(withAi(2)), play: openPanel };

/** The panel while it is there. */
export const PanelWhileThere: StoryObj = {
  render: () =>
    call(withAi(2, { status: "on", instructions: "You keep the minutes, and read them out when you are asked to." })),
  play: openPanel,
};

/** The panel after the provider has refused it. */
export const PanelAfterFailure: StoryObj = {
  render: () => call(withAi(2, { failure: "refused" satisfies AiFailure })),
  play: openPanel,
};

/** `<calls-ai>` alone, for a page of your own. */
export const Strip: StoryObj = {
  render: () => alone(withAi(2, { status: "on", holder: GRACE }), html`<calls-ai></calls-ai>`),
};

/** `<calls-ai-mark>` on a tile, for a page of your own. */
export const Mark: StoryObj = {
  render: () =>
    alone(
      withAi(1, { status: "on" }),
      html`<calls-participant participant-id="p1" style="inline-size: 320px">
        <calls-ai-mark participant-id="p1"></calls-ai-mark>
      </calls-participant>`,
    ),
};

/** `<calls-ai-button>` alone, for a page of your own. */
export const Button: StoryObj = { render: () => alone(withAi(2), html`<calls-ai-button></calls-ai-button>`) };
