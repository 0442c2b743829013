/** The parts of a meeting that come when they are needed: a page shows its first screen without them. */
import { html, type TemplateResult } from "lit";
import { lazy } from "../../base/lazy.js";
import type { FeatureParts } from "../core/feature-parts.js";
import type { Panel } from "../core/room-ui.js";

const loadElements = lazy(() => import(/* part, joining */ "./meeting.js"));

const loadRest = lazy(() => import(/* chunk: extras */ "./extras.js"));

/** Registers the elements of the call itself. Asking again is cheap. */
export const loadMeeting = async (): Promise<void> => (await loadElements()).defineMeeting();

/** Registers what a call shows now and then. */
export const loadExtras = async (): Promise<void> => (await loadRest()).defineExtras();

interface PanelPart {
  readonly view: (brought: readonly FeatureParts[]) => TemplateResult;
  readonly load: () => Promise<unknown>;
}

/** The kit's panels, and how to register the element of each. */
export const PANELS: Readonly<Record<Panel, PanelPart> & Record<string, PanelPart | undefined>> = {
  chat: {
    view: () => html`<calls-chat part="panel"></calls-chat>`,
    load: lazy(() => import(/* part */ "../chat/chat.define.js")),
  },
  people: {
    view: (brought) => html`<calls-people part="panel">${brought.map(({ person }) => person)}</calls-people>`,
    load: lazy(() => import(/* part */ "../people/people.define.js")),
  },
  settings: {
    view: (brought) => html`<calls-settings part="panel">${brought.map(({ settings }) => settings)}</calls-settings>`,
    load: lazy(() => import(/* part */ "../settings/settings.define.js")),
  },
  stats: {
    view: () => html`<calls-stats part="panel"></calls-stats>`,
    load: lazy(() => import(/* part */ "../stats/stats.define.js")),
  },
};
