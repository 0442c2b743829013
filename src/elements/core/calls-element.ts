import type { CSSResultGroup, LitElement } from "lit";
import { baseStyles } from "./base.styles.js";
import { LenientElement } from "./lenient-element.js";
import { LocalizeController } from "./localize.js";
import { dress } from "./other-window.js";
import { keepWrittenKeys } from "./written-keys.js";

/** What every element of the kit is built on: words, direction, custom states, and the shared look. */
export abstract class CallsElement extends LenientElement {
  static override styles: CSSResultGroup = baseStyles;

  protected readonly localize = new LocalizeController(this);
  readonly #internals = this.attachInternals();

  protected override createRenderRoot(): ShadowRoot {
    const { shadowRootOptions, elementStyles } = this.constructor as typeof LitElement;
    const root = this.shadowRoot ?? this.attachShadow(shadowRootOptions);
    // A server that rendered it knew no room: what that made gives way to what there is.
    root.replaceChildren();
    dress(root, elementStyles);
    keepWrittenKeys(root);
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
