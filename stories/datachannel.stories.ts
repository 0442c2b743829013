import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html } from "lit";
import type { CallsDatachannel, CallsDatachannelMessageEvent } from "../src/index.js";
import { ROOM } from "./support/call.js";

const meta: Meta = {
  title: "Elements/Datachannel",
  component: "calls-datachannel",
  parameters: { call: { others: 0 } },
};
export default meta;

const log = (event: Event, line: string): void => {
  const story = (event.currentTarget as Element).closest("section");
  story?.querySelector("output")?.append(`${line}\n`);
};

const send = (event: SubmitEvent): void => {
  event.preventDefault();
  const form = event.currentTarget as HTMLFormElement;
  const channel = form.closest("section")?.querySelector<CallsDatachannel>("calls-datachannel");
  channel?.send(String(new FormData(form).get("line")));
  form.reset();
};

/** Two people on one page: what one writes, the other reads. */
export const TwoEnds: StoryObj = {
  render: (_args, { loaded }) =>
    html`<div style="display: flex; flex-wrap: wrap; gap: 16px; padding: 16px; font: 14px system-ui">
      ${["Ada", "Grace"].map(
        (name) =>
          html`<section style="flex: 1; min-inline-size: 16rem">
            <h2>${name}</h2>
            <calls-room
              room=${ROOM}
              name=${name}
              autojoin
              start-muted
              start-camera-off
              .signaling=${loaded["call"].signaling}
            >
              <calls-datachannel
                name="notes"
                @calls-datachannel-open=${(event: Event) => log(event, "The channel is open.")}
                @calls-datachannel-message=${(event: CallsDatachannelMessageEvent) => log(event, String(event.data))}
              ></calls-datachannel>
              <form @submit=${send}>
                <input name="line" aria-label="A line from ${name}" required style="min-block-size: 44px" />
                <button style="min-block-size: 44px">Send</button>
              </form>
            </calls-room>
            <output style="display: block; white-space: pre-line"></output>
          </section>`,
      )}
    </div>`,
};
