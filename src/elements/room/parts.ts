/** The parts of a meeting that come when they are needed: a page shows its first screen without them. */
import { html, type TemplateResult } from "lit";
import type { Panel } from "../internal/ui-store.js";

/** Registers the elements of the call itself. Asking again is cheap. */
export const loadMeeting = async (): Promise<void> => (await import("./meeting.js")).defineMeeting();

/** The panels, and how to register the element of each. */
export const PANELS: Readonly<Record<Panel, { readonly view: TemplateResult; readonly load: () => Promise<unknown> }>> =
  {
    chat: {
      view: html`<calls-chat part="panel"></calls-chat>`,
      load: () => import("../chat/chat.define.js"),
    },
    people: {
      view: html`<calls-people part="panel"></calls-people>`,
      load: () => import("../people/people.define.js"),
    },
    settings: {
      view: html`<calls-settings part="panel"></calls-settings>`,
      load: () => import("../settings/settings.define.js"),
    },
    stats: {
      view: html`<calls-stats part="panel"></calls-stats>`,
      load: () => import("../stats/stats.define.js"),
    },
  };
