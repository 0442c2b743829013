import { css, html, type TemplateResult } from "lit";
import { baseStyles } from "../core/base.styles.js";
import { buttonStyles } from "../ui/button.styles.js";
import { MeetingElement } from "../ui/meeting-element.js";
import { CallsRoomLeaveEvent } from "../core/events.js";
import { doorOpenIcon } from "../ui/icons/door-open.js";
import { noticePageStyles } from "../ui/notice-page.styles.js";

/**
 * @customElement calls-waiting
 * @summary What a person sees at the door of a call, until a host lets them in.
 *
 * @slot - More to read while waiting.
 * @event {CallsRoomLeaveEvent} calls-room-leave - The person does not want to wait any longer. Cancelable.
 * @csspart base - The whole of it.
 * @csspart button - The button that stops waiting.
 */
export class CallsWaiting extends MeetingElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    noticePageStyles,
    css`
      :host {
        display: block;
      }

      .emblem {
        position: relative;
      }

      .emblem::after {
        content: "";
        position: absolute;
        inset: -6px;
        border: 2px solid var(--_accent);
        border-radius: inherit;
        animation: wait 1.6s var(--_ease) infinite alternate;
      }

      @keyframes wait {
        from {
          opacity: 0.15;
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<section part="base" class="notice-page" dir=${this.localize.dir}>
      <span class="emblem">${doorOpenIcon}</span>
      <h2>${this.localize.term("waitingTitle")}</h2>
      <p>${this.localize.term("waitingAdvice")}</p>
      <slot></slot>
      <div class="actions">
        <button
          part="button"
          class="button quiet"
          type="button"
          @click=${() => this.rooms.request(new CallsRoomLeaveEvent())}
        >
          ${this.localize.term("stopWaiting")}
        </button>
      </div>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-waiting": CallsWaiting;
  }
}
