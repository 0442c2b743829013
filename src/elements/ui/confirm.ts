import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import type { LocalizeController } from "../core/localize.js";

/** What a person is asked before something that cannot be taken back. */
export interface Question {
  readonly title: string;
  readonly advice?: string;
  /** The word on the button that does it. */
  readonly action: string;
}

const isYes = ({ open, returnValue }: HTMLDialogElement): boolean => !open && returnValue === "yes";

/** The answer is that of the button. No form closes it: a frame may be forbidden to send one, and then nothing happens. */
const close = (event: Event): void => {
  const { value } = event.currentTarget as HTMLButtonElement;
  (event.currentTarget as HTMLButtonElement).closest("dialog")?.close(value);
};

/** Asks a {@link Question} in a dialog of its host, which renders {@link render}. */
export class Confirm implements ReactiveController {
  readonly #host: ReactiveControllerHost & { readonly renderRoot: ParentNode };
  readonly #localize: LocalizeController;
  #question: Question | undefined;
  /** The question stands in a dialog that was opened for it. What has been closed since stays so until it is told of. */
  #isShown = false;
  #answer: (yes: boolean) => void = () => {};

  constructor(host: ReactiveControllerHost & { readonly renderRoot: ParentNode }, localize: LocalizeController) {
    this.#host = host;
    this.#localize = localize;
    host.addController(this);
  }

  /** @returns whether the person wants it. */
  ask(question: Question): Promise<boolean> {
    // One that was closed just now has not heard of it yet.
    const dialog = this.#dialog;
    this.#answer(!!dialog && isYes(dialog));
    this.#question = question;
    this.#isShown = false;
    this.#host.requestUpdate();
    return new Promise((resolve) => (this.#answer = resolve));
  }

  hostDisconnected(): void {
    this.#settle(false);
  }

  hostUpdated(): void {
    const dialog = this.#dialog;
    if (!dialog || this.#isShown) return;
    this.#isShown = true;
    dialog.returnValue = "";
    if (!dialog.open) dialog.showModal();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.#host.renderRoot.querySelector("dialog");
  }

  render(): TemplateResult | typeof nothing {
    if (!this.#question) return nothing;
    const { title, advice, action } = this.#question;
    return html`<dialog
      part="dialog"
      role="alertdialog"
      aria-labelledby="question"
      aria-describedby="advice"
      @close=${this.#handleClose}
    >
      <h2 id="question">${title}</h2>
      <p id="advice">${advice}</p>
      <div class="choices">
        <button part="button" class="button quiet" value="no" @click=${close}>${this.#localize.term("cancel")}</button>
        <button part="button" class="button danger" value="yes" @click=${close}>${action}</button>
      </div>
    </dialog>`;
  }

  /** It is told of late: by then the dialog may ask something else. */
  readonly #handleClose = (event: Event): void => {
    const dialog = event.target as HTMLDialogElement;
    if (!dialog.open && this.#isShown) this.#settle(isYes(dialog));
  };

  #settle(yes: boolean): void {
    this.#question = undefined;
    this.#answer(yes);
    this.#host.requestUpdate();
  }
}
