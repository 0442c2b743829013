import { LitElement } from "lit";

type Values = Readonly<Record<PropertyKey, unknown>>;

/** An element of each class as it is made, to tell what its properties are before anybody sets them. */
const pristine = new WeakMap<object, Values | undefined>();

const unsetValue = (element: object, name: PropertyKey, value: unknown): unknown => {
  const Element = element.constructor as new () => object;
  if (!pristine.has(Element)) {
    // Its own constructor may set something to `null`, which is how it begins.
    pristine.set(Element, undefined);
    pristine.set(Element, new Element() as Values);
  }
  const values = pristine.get(Element);
  return values ? values[name] : value;
};

/**
 * An element to whose public properties `null` and `undefined` mean "not set", as frameworks pass them: each goes back to what it
 * was when the element was made.
 */
export abstract class LenientElement extends LitElement {
  override requestUpdate(...change: Parameters<LitElement["requestUpdate"]>): void {
    const [name, , options] = change;
    if (name !== undefined && !options?.state) {
      const values = this as unknown as Record<PropertyKey, unknown>;
      const value = values[name];
      const unset = value == null ? unsetValue(this, name, value) : value;
      // Which asks for the update.
      if (unset !== value) return void (values[name] = unset);
    }
    super.requestUpdate(...change);
  }
}
