import { css, html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { baseStyles } from "../internal/base.styles.js";
import { buttonStyles } from "../internal/button.styles.js";
import { CallsElement } from "../internal/calls-element.js";
import { CallsRoomLeaveEvent } from "../internal/events.js";
import { doorOpenIcon } from "../internal/icons/door-open.js";
import { noticePageStyles } from "../internal/notice-page.styles.js";
import { RoomController } from "../internal/room-controller.js";

/**
 * @customElement calls-waiting
 * @summary What a person sees at the door of a call, until a host lets them in.
 *
 * @slot - More to read while waiting.
 * @event {CallsRoomLeaveEvent} calls-room-leave - The person does not want to wait any longer. Cancelable.
 * @csspart base - The whole of it.
 * @csspart button - The button that stops waiting.
 */
export class CallsWaiting extends CallsElement {
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

  /** The id of the room element, when this element is not inside of it. */
  @property() for?: string;

  readonly #rooms = new RoomController(this);

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
          @click=${() => this.#rooms.request(new CallsRoomLeaveEvent())}
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
