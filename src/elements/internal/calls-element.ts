import { LitElement, type CSSResultGroup } from "lit";
import { baseStyles } from "./base.styles.js";
import { LocalizeController } from "./localize.js";
import { dress } from "./other-window.js";

/** What every element of the kit is built on: words, direction, custom states, and the shared look. */
export abstract class CallsElement extends LitElement {
  static override styles: CSSResultGroup = baseStyles;

  protected readonly localize = new LocalizeController(this);
  readonly #internals = this.attachInternals();

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    if (this.ownerDocument === document) return super.createRenderRoot();
    const { shadowRootOptions, elementStyles } = this.constructor as typeof LitElement;
    const root = this.shadowRoot ?? this.attachShadow(shadowRootOptions);
    dress(root, elementStyles);
    return root;
  }

  /** The element went to another window, or came back. */
  adoptedCallback(): void {
    if (this.shadowRoot) dress(this.shadowRoot, (this.constructor as typeof LitElement).elementStyles);
  }

  /** Shows or hides a state to stylesheets, as `:state(name)`. */
  protected toggleState(name: string, on: boolean): void {
    if (on) this.#internals.states.add(name);
    else this.#internals.states.delete(name);
  }
}
