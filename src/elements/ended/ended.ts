import { css, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { RoomStatus } from "../../client/types.js";
import type { Advice } from "../../locales/locale.js";
import { baseStyles } from "../core/base.styles.js";
import { buttonStyles } from "../ui/button.styles.js";
import { RoomElement } from "../core/room-element.js";
import { adviceKey, leaveAdviceKey } from "../ui/error-text.js";
import { CallsFeedbackEvent, CallsRoomBackEvent, CallsRoomJoinEvent } from "../core/events.js";
import { phoneIcon } from "../ui/icons/phone.js";
import { thumbsUpIcon } from "../ui/icons/thumbs-up.js";
import { triangleAlertIcon } from "../ui/icons/triangle-alert.js";
import { noticePageStyles } from "../ui/notice-page.styles.js";
import { Selected } from "../core/selected.js";

type Over = Extract<RoomStatus, { phase: "left" } | { phase: "failed" }>;

/**
 * @customElement calls-ended
 * @summary The end of a call, or of an attempt to join: what happened, what to do next, and how it was.
 *
 * @slot - More to say, under the advice.
 * @event {CallsRoomJoinEvent} calls-room-join - The person wants to come back, or tries again. Cancelable.
 * @event {CallsRoomBackEvent} calls-room-back - After a failure: the person wants to change something first. Cancelable.
 * @event {CallsFeedbackEvent} calls-feedback - How the call was; `rating` is `good` or `bad`.
 * @csspart base - The whole of it.
 * @csspart button - Each button.
 * @csspart rating - The question how the call was.
 */
export class CallsEnded extends RoomElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    noticePageStyles,
    css`
      :host {
        display: block;
      }

      .left .emblem .icon {
        rotate: 135deg;
      }

      .failed .emblem {
        color: var(--_warning);
      }

      .rating {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: center;
        gap: 8px 12px;
        min-block-size: 48px;
        margin-block-start: 24px;
        color: var(--_text-quiet);
      }

      .thumbs {
        display: flex;
        gap: 12px;
      }

      .rating .button {
        padding: 0;
        inline-size: 44px;
        border-radius: 999px;
      }

      .down {
        rotate: 180deg;
      }
    `,
  ];

  /** Does not ask how the call was. */
  @property({ type: Boolean, attribute: "no-rating" }) noRating = false;

  @state() private _rated: Over | undefined;

  readonly #status = new Selected(this, this.rooms, ({ status }) => status);

  /** Puts the focus on what happened: for those who replace another view by this one. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector("h2")?.focus(options);
  }

  protected override render(): TemplateResult | typeof nothing {
    const status = this.#status.value;
    if (status?.phase !== "left" && status?.phase !== "failed") return nothing;
    const { title, advice } = this.#advice(status);
    const failed = status.phase === "failed";
    return html`<section part="base" class="notice-page ${status.phase}" dir=${this.localize.dir}>
      <span class="emblem">${failed ? triangleAlertIcon : phoneIcon}</span>
      <h2 tabindex="-1">${title}</h2>
      <p>${advice}</p>
      <slot></slot>
      <div class="actions">
        <button
          part="button"
          class="button primary"
          type="button"
          @click=${() => this.rooms.request(new CallsRoomJoinEvent({ again: true }))}
        >
          ${this.localize.term(failed ? "tryAgain" : "rejoin")}
        </button>
        ${failed ? this.#back() : nothing}
      </div>
      ${failed || this.noRating ? nothing : this.#rating(status)}
    </section>`;
  }

  #advice(status: Over): Advice {
    if (status.phase === "failed") return this.localize.term(adviceKey(status.error.code));
    if (status.reason !== "left") return this.localize.term(leaveAdviceKey(status.reason));
    return { title: this.localize.term("leftTitle"), advice: this.localize.term("leftAdvice") };
  }

  #back(): TemplateResult {
    return html`<button
      part="button"
      class="button quiet"
      type="button"
      @click=${() => this.rooms.request(new CallsRoomBackEvent())}
    >
      ${this.localize.term("back")}
    </button>`;
  }

  #rating(status: Over): TemplateResult {
    if (this._rated === status) {
      return html`<p part="rating" class="rating" role="status">${this.localize.term("rateThanks")}</p>`;
    }
    const rate = (rating: "good" | "bad"): TemplateResult => {
      const label = this.localize.term(rating === "good" ? "rateGood" : "rateBad");
      return html`<button
        part="button"
        class="button quiet ${rating === "bad" ? "down" : ""}"
        type="button"
        aria-label=${label}
        title=${label}
        @click=${() => {
          this._rated = status;
          this.rooms.request(new CallsFeedbackEvent(rating));
        }}
      >
        ${thumbsUpIcon}
      </button>`;
    };
    return html`<div part="rating" class="rating" role="group" aria-label=${this.localize.term("rateTitle")}>
      <span aria-hidden="true">${this.localize.term("rateTitle")}</span>
      <div class="thumbs">${rate("good")} ${rate("bad")}</div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-ended": CallsEnded;
  }
}
