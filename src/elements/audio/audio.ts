import { html, nothing, type TemplateResult } from "lit";
import { baseStyles } from "../core/base.styles.js";
import { buttonStyles } from "../ui/button.styles.js";
import { MeetingElement } from "../ui/meeting-element.js";
import { CallsAudioStartEvent } from "../core/events.js";
import { volumeIcon } from "../ui/icons/volume-2.js";
import { Selected } from "../core/selected.js";
import { audioStyles } from "./audio.styles.js";

/**
 * @customElement calls-audio
 * @summary The button that lets the others be heard, while the browser waits for a click before it plays any sound. At all
 * other times there is nothing to see: the call itself plays the sound.
 *
 * @slot - Other words for the button.
 *
 * @event {CallsAudioStartEvent} calls-audio-start - The button was used. Cancelable.
 *
 * @csspart button - The button.
 * @csspart icon - The icon.
 *
 * @cssstate blocked - The browser waits for a click.
 */
export class CallsAudio extends MeetingElement {
  static override styles = [baseStyles, buttonStyles, audioStyles];

  readonly #blocked = new Selected(this, this.rooms, ({ audioBlocked }) => audioBlocked);

  protected override updated(): void {
    this.toggleState("blocked", this.#blocked.value ?? false);
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.#blocked.value) return nothing;
    return html`<button
      part="button"
      class="button primary"
      type="button"
      dir=${this.localize.dir}
      @click=${() => this.rooms.request(new CallsAudioStartEvent())}
    >
      ${volumeIcon}<slot>${this.localize.term("turnOnSound")}</slot>
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-audio": CallsAudio;
  }
}
