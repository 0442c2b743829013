import { css, html, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Room } from "../../client/types.js";
import { baseStyles } from "../core/base.styles.js";
import { MeetingElement } from "../ui/meeting-element.js";
import { followHappenings, happeningText } from "../ui/happenings.js";

interface Toast {
  readonly id: number;
  readonly text: string;
}

/** At once, so that a crowd that comes in does not fill the screen. */
const MOST = 3;
/** Milliseconds that a toast stays. */
const STAY = 4_000;

/**
 * @customElement calls-toasts
 * @summary Short notes of who came, left or raised a hand, which go away by themselves. The room announces the same to
 * people who use a screen reader, so that these are for the eyes only.
 *
 * @csspart toast - Each note.
 */
export class CallsToasts extends MeetingElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        pointer-events: none;
      }

      .base {
        display: grid;
        justify-items: start;
        gap: 8px;
        inline-size: 100%;
      }

      .toast {
        max-inline-size: min(20rem, 100%);
        margin: 0;
        padding: 8px 14px;
        overflow: hidden;
        border-radius: var(--_radius);
        background: rgb(16 18 22 / 72%);
        color: #fff;
        text-overflow: ellipsis;
        white-space: nowrap;
        backdrop-filter: blur(12px);
        animation: rise var(--_slow) var(--_ease);
      }

      @keyframes rise {
        from {
          opacity: 0;
          translate: 0 8px;
        }
      }

      @media (forced-colors: active) {
        .toast {
          border: 1px solid CanvasText;
        }
      }
    `,
  ];

  @state() private _toasts: readonly Toast[] = [];

  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #last = 0;
  #unsubscribe: (() => void) | undefined;

  constructor() {
    super();
    this.rooms.onRoom((room) => this.#follow(room));
  }

  #follow(room: Room | undefined): void {
    this.#unsubscribe?.();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this._toasts = [];
    this.#unsubscribe =
      room && followHappenings(room, (happening) => this.#add(happeningText(happening, this.localize)));
  }

  #add(text: string): void {
    const toast = { id: ++this.#last, text };
    this._toasts = [...this._toasts, toast].slice(-MOST);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this._toasts = this._toasts.filter((each) => each !== toast);
    }, STAY);
    this.#timers.add(timer);
  }

  protected override render(): TemplateResult {
    return html`<div class="base">
      ${repeat(
        this._toasts,
        ({ id }) => id,
        ({ text }) => html`<p part="toast" class="toast" dir="auto" aria-hidden="true">${text}</p>`,
      )}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-toasts": CallsToasts;
  }
}
