/** What a call shows now and then, beside the meeting itself: loaded once the call has begun, and before somebody needs it. */
import { defineBanner } from "../banner/banner.define.js";
import "../buttons/pip-open.js";
import "../participant/tile-menu.js";
import { defineReactions } from "../reactions/reactions.define.js";
import { defineScreen } from "../screen/screen.define.js";
import { defineShortcuts } from "../shortcuts/shortcuts.define.js";
import { defineToasts } from "../toasts/toasts.define.js";

/** Registers the elements among them. */
export const defineExtras = (): void => {
  defineBanner();
  defineReactions();
  defineScreen();
  defineShortcuts();
  defineToasts();
};
