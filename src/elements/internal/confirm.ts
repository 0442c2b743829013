import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import type { LocalizeController } from "./localize.js";

/** What a person is asked before something that cannot be taken back. */
export interface Question {
  readonly title: string;
  readonly advice?: string;
  /** The word on the button that does it. */
  readonly action: string;
}

/** Asks a {@link Question} in a dialog of its host, which renders {@link render}. */
export class Confirm implements ReactiveController {
  readonly #host: ReactiveControllerHost & { readonly renderRoot: ParentNode };
  readonly #localize: LocalizeController;
  #question: Question | undefined;
  #answer: (yes: boolean) => void = () => {};

  constructor(host: ReactiveControllerHost & { readonly renderRoot: ParentNode }, localize: LocalizeController) {
    this.#host = host;
    this.#localize = localize;
    host.addController(this);
  }

  /** @returns whether the person wants it. */
  ask(question: Question): Promise<boolean> {
    this.#answer(false);
    this.#question = question;
    this.#host.requestUpdate();
    return new Promise((resolve) => (this.#answer = resolve));
  }

  hostDisconnected(): void {
    this.#settle(false);
  }

  hostUpdated(): void {
    const dialog = this.#host.renderRoot.querySelector("dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }

  render(): TemplateResult | typeof nothing {
    if (!this.#question) return nothing;
    const { title, advice, action } = this.#question;
    return html`<dialog
      part="dialog"
      role="alertdialog"
      aria-labelledby="question"
      aria-describedby="advice"
      @close=${(event: Event) => this.#settle((event.target as HTMLDialogElement).returnValue === "yes")}
    >
      <form method="dialog">
        <h2 id="question">${title}</h2>
        <p id="advice">${advice}</p>
        <div class="choices">
          <button part="button" class="button quiet" value="no">${this.#localize.term("cancel")}</button>
          <button part="button" class="button danger" value="yes">${action}</button>
        </div>
      </form>
    </dialog>`;
  }

  #settle(yes: boolean): void {
    this.#question = undefined;
    this.#answer(yes);
    this.#host.requestUpdate();
  }
}
