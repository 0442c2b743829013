import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html, type TemplateResult } from "lit";
import { ROOM } from "./support/call.js";

/** What a room is made of, and what can be changed: first slots, then tokens, then parts. */
const meta: Meta = { title: "Anatomy" };
export default meta;

type Story = StoryObj;

const styles = html`<style>
  .anatomy {
    padding: 24px;
    color: light-dark(#1b1f26, #eef0f4);
    font:
      0.875rem/1.5 system-ui,
      sans-serif;
  }

  .anatomy calls-room {
    block-size: 560px;
    border-radius: 20px;
  }

  .region {
    display: grid;
    place-items: center;
    block-size: 100%;
    min-block-size: 44px;
    padding: 8px 16px;
    border: 2px dashed light-dark(#8a94a6, #707a8a);
    border-radius: 12px;
    background: light-dark(#ffffffa0, #00000040);
    color: light-dark(#1b1f26, #eef0f4);
    font:
      600 0.875rem/1.5 ui-monospace,
      monospace;
  }

  .anatomy table {
    inline-size: 100%;
    border-collapse: collapse;
  }

  .anatomy :is(th, td) {
    padding: 8px 12px;
    border-block-end: 1px solid light-dark(#e2e5ea, #2c313a);
    text-align: start;
  }

  .anatomy code {
    font-family: ui-monospace, monospace;
  }

  .swatch {
    inline-size: 48px;
    block-size: 24px;
    border: 1px solid light-dark(#c9ced8, #414853);
    border-radius: 6px;
  }
</style>`;

const region = (slot: string): TemplateResult => html`<div class="region" slot=${slot}>slot="${slot}"</div>`;

/** Every region of a call can be another's: what is put into a slot takes its place. */
export const Regions: Story = {
  parameters: { call: { others: 1 } },
  render: (_args, { loaded }) =>
    html`${styles}
      <div class="anatomy">
        <calls-room
          room=${ROOM}
          name="Ada"
          autojoin
          start-muted
          start-camera-off
          .signaling=${loaded["call"].signaling}
        >
          ${["header", "stage", "banner", "controls", "sidebar"].map(region)}
        </calls-room>
      </div>`,
};

const COLORS = [
  ["--calls-accent", "The main buttons, the focus ring and who speaks"],
  ["--calls-on-accent", "Text on the accent"],
  ["--calls-danger", "The button that leaves"],
  ["--calls-surface", "The ground before and after the call, panels and the control bar"],
  ["--calls-stage", "The ground behind the tiles"],
  ["--calls-tile", "The ground of a tile without a picture"],
  ["--calls-text", "Text"],
  ["--calls-text-quiet", "Text that steps back"],
] as const;

const MEASURES = [
  ["--calls-radius", "12px", "The radius that all corners derive from"],
  ["--calls-gap", "8px", "The space between two tiles"],
  ["--calls-font", "system-ui", "The typeface"],
] as const;

/** A brand takes five of these: accent, surface, stage, radius and font. */
export const Tokens: Story = {
  render: () =>
    html`${styles}
      <div class="anatomy">
        <table>
          <thead>
            <tr>
              <th>Token</th>
              <th>Example</th>
              <th>What it is for</th>
            </tr>
          </thead>
          <tbody>
            ${COLORS.map(
              ([token, purpose], index) =>
                html`<tr>
                  <td><code>${token}</code></td>
                  <td><div class="swatch" style="background: hsl(${index * 40 + 150} 45% 45%)"></div></td>
                  <td>${purpose}</td>
                </tr>`,
            )}
            ${MEASURES.map(
              ([token, value, purpose]) =>
                html`<tr>
                  <td><code>${token}</code></td>
                  <td><code>${value}</code></td>
                  <td>${purpose}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`,
};

/** What slots and tokens do not reach, parts do: here the tiles, their names and the bar. */
export const Parts: Story = {
  parameters: { call: { others: 1 } },
  render: (_args, { loaded }) =>
    html`${styles}
      <style>
        #styled::part(tile) {
          outline: 3px solid rebeccapurple;
          outline-offset: 2px;
        }

        #styled::part(pill) {
          background: rebeccapurple;
        }

        #styled::part(bar) {
          border-radius: 8px;
        }
      </style>
      <div class="anatomy">
        <calls-room
          id="styled"
          room=${ROOM}
          name="Ada"
          autojoin
          start-muted
          .signaling=${loaded["call"].signaling}
        ></calls-room>
      </div>`,
};
