import { html, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";

/** What moves into the menu where it is narrow. */
export type Foldable = "screen" | "hand" | "reactions" | "chat" | "people";

/** In the bar, from its start. */
export const BEFORE_SLOT: readonly Foldable[] = ["screen", "hand", "reactions"];
export const AFTER_SLOT: readonly Foldable[] = ["chat", "people"];
export const FOLDABLE: readonly Foldable[] = [...BEFORE_SLOT, ...AFTER_SLOT];

/** The first goes first. */
export const FOLD_ORDER: readonly Foldable[] = ["people", "reactions", "screen", "hand", "chat"];

type Part = (room: string | undefined) => TemplateResult;

export const PARTS: Readonly<Record<Foldable, Part>> = {
  screen: (room) =>
    html`<calls-screen-button
      data-name="screen"
      exportparts="button, badge, icon"
      for=${ifDefined(room)}
    ></calls-screen-button>`,
  hand: (room) =>
    html`<calls-hand-button data-name="hand" exportparts="button, icon" for=${ifDefined(room)}></calls-hand-button>`,
  reactions: (room) =>
    html`<calls-reactions-button
      data-name="reactions"
      exportparts="button, icon, menu"
      for=${ifDefined(room)}
    ></calls-reactions-button>`,
  chat: (room) =>
    html`<calls-chat-button
      data-name="chat"
      exportparts="button, badge, icon"
      for=${ifDefined(room)}
    ></calls-chat-button>`,
  people: (room) =>
    html`<calls-people-button
      data-name="people"
      exportparts="button, badge, icon"
      for=${ifDefined(room)}
    ></calls-people-button>`,
};

/** In the menu: rows first, then lines. */
export const FOLDED: readonly Foldable[] = ["screen", "hand", "chat", "people"];

/** What is always in the menu, after its rows. */
export const menuParts: Part = (room) =>
  html`<calls-pip-button for=${ifDefined(room)}></calls-pip-button>
    <calls-fullscreen-button for=${ifDefined(room)}></calls-fullscreen-button>
    <calls-settings-button for=${ifDefined(room)}></calls-settings-button>
    <calls-shortcuts-button for=${ifDefined(room)}></calls-shortcuts-button>`;
