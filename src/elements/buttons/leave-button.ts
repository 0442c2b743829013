import { html, nothing, type TemplateResult } from "lit";
import { lazy } from "../../base/lazy.js";
import type { RoomSnapshot } from "../../client/types.js";
import { buttonStyles } from "../ui/button.styles.js";
import type { Confirm } from "../ui/confirm.js";
import { ControlButton, type ControlFacts } from "./control-button.js";
import { dialogStyles } from "../ui/dialog.styles.js";
import { CallsRoomLeaveEvent } from "../core/events.js";
import { mayAsk } from "../core/may-ask.js";
import { phoneIcon } from "../ui/icons/phone.js";
import { xIcon } from "../ui/icons/x.js";

const loadConfirm = lazy(() => import(/* chunk: extras */ "../ui/confirm.js"));

/**
 * @customElement calls-leave-button
 * @summary Leaves the call. A host who is not alone may end it for everyone, and is asked whether they mean it.
 *
 * @event {CallsRoomLeaveEvent} calls-room-leave - The person leaves. Cancelable.
 * @event {CallsActionEvent} calls-action - The host ends the call for everyone. Cancelable.
 *
 * @csspart base - Around the button.
 * @csspart button - The button.
 * @csspart leave - The button, too.
 * @csspart menu - What a host chooses from.
 * @csspart dialog - The question before the end.
 * @csspart icon - The icon.
 *
 * @cssproperty [--calls-danger] - The ground of the button.
 * @cssproperty [--calls-on-danger] - The icon on it.
 *
 * @cssstate empty - There is no call to leave.
 */
export class CallsLeaveButton extends ControlButton<boolean> {
  static override styles = [ControlButton.styles, buttonStyles, dialogStyles];

  #confirm: Confirm | undefined;

  /** Whether the person may end the call for others. */
  protected override select(snapshot: RoomSnapshot): boolean | undefined {
    const { phase } = snapshot.status;
    if (phase !== "joined" && phase !== "joining") return undefined;
    return mayAsk(snapshot, "end") && snapshot.participants.length > 0;
  }

  protected override facts(mayEnd: boolean): ControlFacts {
    return {
      icon: phoneIcon,
      label: this.localize.term("leave"),
      part: "leave",
      look: "leave",
      menu: mayEnd ? this.#choices() : undefined,
    };
  }

  protected override act(): void {
    this.rooms.request(new CallsRoomLeaveEvent());
  }

  protected override render(): unknown {
    return html`${super.render()}${this.state ? this.#confirm?.render() : nothing}`;
  }

  #choices(): TemplateResult {
    return html`<button class="item" role="menuitem" type="button" tabindex="-1" @click=${this.#leave}>
        ${phoneIcon} <span>${this.localize.term("leaveCall")}</span>
      </button>
      <button class="item danger" role="menuitem" type="button" tabindex="-1" @click=${this.#end}>
        ${xIcon} <span>${this.localize.term("endForAll")}</span>
      </button>`;
  }

  readonly #leave = (event: Event): void => {
    this.close(event);
    this.act();
  };

  readonly #end = (event: Event): void => {
    this.close(event);
    // Where the question cannot be loaded the server cannot be reached, and the call says so.
    void this.#askAndEnd().catch(() => {});
  };

  async #askAndEnd(): Promise<void> {
    const { Confirm } = await loadConfirm();
    this.#confirm ??= new Confirm(this, this.localize);
    const term = (key: "endQuestion" | "endAdvice" | "endForAll"): string => this.localize.term(key);
    const isSure = await this.#confirm.ask({
      title: term("endQuestion"),
      advice: term("endAdvice"),
      action: term("endForAll"),
    });
    if (isSure) this.ask({ type: "end" });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-leave-button": CallsLeaveButton;
  }
}
