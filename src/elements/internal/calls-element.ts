import { LitElement, type CSSResultGroup } from "lit";
import { baseStyles } from "./base.styles.js";
import { LocalizeController } from "./localize.js";

/** What every element of the kit is built on: words, direction, custom states, and the shared look. */
export abstract class CallsElement extends LitElement {
  static override styles: CSSResultGroup = baseStyles;

  protected readonly localize = new LocalizeController(this);
  readonly #internals = this.attachInternals();

  /** Shows or hides a state to stylesheets, as `:state(name)`. */
  protected toggleState(name: string, on: boolean): void {
    if (on) this.#internals.states.add(name);
    else this.#internals.states.delete(name);
  }
}
