import { html, nothing, type TemplateResult } from "lit";
import type { RoomStatus } from "../../client/room/types.js";
import type { Advice } from "../../locales/locale.js";
import { adviceKey, leaveAdviceKey } from "../internal/error-text.js";
import { phoneIcon } from "../internal/icons/phone.js";
import { triangleAlertIcon } from "../internal/icons/triangle-alert.js";
import { volumeIcon } from "../internal/icons/volume-2.js";
import { wifiOffIcon } from "../internal/icons/wifi-off.js";
import type { LocalizeController } from "../internal/localize.js";

type Ended = Extract<RoomStatus, { phase: "left" } | { phase: "failed" }>;

const adviceFor = (status: Ended, localize: LocalizeController): Advice => {
  if (status.phase === "failed") return localize.term(adviceKey(status.error.code));
  if (status.reason !== "left") return localize.term(leaveAdviceKey(status.reason));
  return { title: localize.term("leftTitle"), advice: localize.term("leftAdvice") };
};

/** The screen after the call, and after a join that failed: what happened, what to do, and the button that does it. */
export const endedView = (options: {
  status: Ended;
  localize: LocalizeController;
  onRetry: () => void;
  onBack: () => void;
}): TemplateResult => {
  const { status, localize, onRetry, onBack } = options;
  const { title, advice } = adviceFor(status, localize);
  const failed = status.phase === "failed";
  return html`<section part="ended" class="ended ${status.phase}">
    <span class="emblem">${failed ? triangleAlertIcon : phoneIcon}</span>
    <h2 tabindex="-1" data-focus>${title}</h2>
    <p>${advice}</p>
    <div class="actions">
      <button part="button" class="button primary" type="button" @click=${onRetry}>
        ${localize.term(failed ? "tryAgain" : "rejoin")}
      </button>
      ${
        failed
          ? html`<button part="button" class="button quiet" type="button" @click=${onBack}>
              ${localize.term("back")}
            </button>`
          : nothing
      }
    </div>
  </section>`;
};

/** What the banner has to say about the way to the others. */
export type BannerKey = "joining" | "connecting" | "reconnecting" | "reconnectingRoom";

export const bannerKey = (status: RoomStatus): BannerKey | undefined => {
  if (status.phase === "idle" || status.phase === "joining") return "joining";
  if (status.phase !== "joined") return undefined;
  if (status.media === "reconnecting") return "reconnecting";
  if (status.signaling !== "connected") return "reconnectingRoom";
  return status.media === "connecting" ? "connecting" : undefined;
};

/** A line over the stage: trouble with the way to the others, or else that nobody else is here. */
export const bannerView = (
  key: BannerKey | undefined,
  alone: boolean,
  localize: LocalizeController,
): TemplateResult | typeof nothing => {
  if (!key) {
    return alone ? html`<p part="banner" class="banner calm">${localize.term("aloneTitle")}</p>` : nothing;
  }
  const trouble = key === "reconnecting" || key === "reconnectingRoom";
  return html`<p part="banner" class="banner ${trouble ? "trouble" : "calm"}">
    ${trouble ? wifiOffIcon : html`<span class="pulse"></span>`} <span>${localize.term(key)}</span>
  </p>`;
};

/** The browser waits for a click before it plays the others. */
export const soundButton = (localize: LocalizeController, onClick: () => void): TemplateResult =>
  html`<button part="button sound" class="button primary sound" type="button" @click=${onClick}>
    ${volumeIcon} ${localize.term("turnOnSound")}
  </button>`;
