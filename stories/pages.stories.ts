import type { Meta, StoryObj } from "@storybook/web-components-vite";
import { html, type TemplateResult } from "lit";
import { CallsUiSetEvent } from "../src/index.js";
import { ROOM } from "./support/call.js";
import { pageStyles } from "./support/page.styles.js";

/** Whole pages, as people build them around a call. */
const meta: Meta = { title: "Pages" };
export default meta;

type Story = StoryObj;

const openPanel =
  (panel: "chat" | "people") =>
  ({ canvasElement }: { canvasElement: HTMLElement }): void => {
    canvasElement.querySelector("calls-room")?.dispatchEvent(new CallsUiSetEvent({ panel }));
  };

const room = (loaded: Record<string, { signaling: unknown }>, content: unknown = ""): TemplateResult =>
  html`<calls-room
    room=${ROOM}
    name="Ada Lovelace"
    autojoin
    .signaling=${loaded["call"]?.signaling as never}
    style="block-size: 100%"
    >${content}</calls-room
  >`;

/** Five people, every morning: the element fills the page, and that is all. */
export const Standup: Story = {
  parameters: { call: { others: 4, cameraOffEvery: 4 } },
  render: (_args, { loaded }) =>
    html`${pageStyles}
      <main class="full">${room(loaded)}</main>`,
};

/** One person speaks with a slide, many watch: viewers raise their hand, and the chat is open. */
export const Webinar: Story = {
  parameters: {
    call: {
      role: "viewer",
      policy: {},
      cast: [
        { name: "Margaret Hamilton", role: "host", screen: true },
        { name: "Katherine Johnson", role: "speaker" },
        {
          name: "Lynn Conway",
          role: "viewer",
          cameraOff: true,
          microphoneOff: true,
          says: ["Is there a recording afterwards?", "The third chart is lovely."],
        },
        { name: "Alan Kay", role: "viewer", cameraOff: true, microphoneOff: true, hand: true },
      ],
    },
  },
  render: (_args, { loaded }) =>
    html`${pageStyles}
      <main class="full">
        ${room(loaded, html`<header slot="header" class="title"><b>Landing on the moon</b> <span>Autumn lectures</span></header>`)}
      </main>`,
  play: openPanel("chat"),
};

/** A teacher keeps order: hands in their order, somebody at the door, everybody in a list. */
export const Classroom: Story = {
  parameters: {
    call: {
      role: "host",
      waiting: ["Sophie Wilson", "Dennis Ritchie"],
      policy: { waitingRoom: true },
      cast: [
        { name: "Grace Hopper", hand: true },
        { name: "Annie Easley", microphoneOff: true },
        { name: "Hedy Lamarr", hand: true, cameraOff: true },
        { name: "Barbara Liskov", microphoneOff: true },
        { name: "Радия Перлман", microphoneOff: true },
        { name: "Alan Kay", microphoneOff: true, cameraOff: true },
      ],
    },
  },
  render: (_args, { loaded }) =>
    html`${pageStyles}
      <main class="full">${room(loaded)}</main>`,
  play: openPanel("people"),
};

/** A help page with a person on it: the call stands beside the order that it is about. */
export const SupportCall: Story = {
  parameters: { call: { cast: [{ name: "Grace from Support" }] } },
  render: (_args, { loaded }) =>
    html`${pageStyles}
      <div class="shop">
        <article>
          <h1>Your order</h1>
          <p class="quiet">No. 1906-09 · on its way</p>
          <ul>
            <li><b>Desk lamp, brass</b> <span>€ 84.00</span></li>
            <li><b>Light bulb, warm</b> <span>€ 6.50</span></li>
            <li><b>Delivery</b> <span>€ 4.90</span></li>
          </ul>
          <p>Something wrong with it? We are here.</p>
        </article>
        <aside>${room(loaded)}</aside>
      </div>`,
};

/** A phone in one hand: one person large, the rest a swipe away. */
export const WatchOnAPhone: Story = {
  parameters: {
    call: { role: "viewer", cast: [{ name: "Katherine Johnson", role: "host" }, { name: "Alan Kay" }] },
    phone: true,
  },
  render: (_args, { loaded }) =>
    html`${pageStyles}
      <main class="phone">${room(loaded)}</main>`,
};

/** The call in the sidebar of an application, with its own words around it. */
export const SidebarInAnApp: Story = {
  parameters: { call: { others: 2 } },
  render: (_args, { loaded }) =>
    html`${pageStyles}
      <div class="app">
        <article>
          <h1>Plans for the garden</h1>
          <p>Beds along the south wall, herbs by the kitchen door, and an apple tree where the swing was.</p>
          <p>Grace asks whether the tree gets enough sun there before ten in the morning.</p>
          <p class="quiet">Three people are talking about this page.</p>
        </article>
        <aside>${room(loaded)}</aside>
      </div>`,
};
