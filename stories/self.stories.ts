import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html, type TemplateResult } from "lit";
import "./support/stage-room.js";

const corner = (self: TemplateResult): TemplateResult =>
  html`<stage-room .cast=${{ others: 1 }}>
    <div style="position: relative; block-size: 60dvh; background: light-dark(#eceef2, #101216)">${self}</div>
  </stage-room>`;

const meta: Meta = { title: "Elements/Self", component: "calls-self" };
export default meta;

/** Drag it to another corner, or go there with the arrow keys. */
export const InACorner: StoryObj = { render: () => corner(html`<calls-self></calls-self>`) };
export const AtTheStart: StoryObj = { render: () => corner(html`<calls-self corner="start-start"></calls-self>`) };
export const PutAway: StoryObj = { render: () => corner(html`<calls-self collapsed></calls-self>`) };
