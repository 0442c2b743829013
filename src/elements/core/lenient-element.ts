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

/** As frameworks write `start-muted` that know its property only: `startmuted`. */
const plain = (attribute: string): string => attribute.replaceAll("-", "");

/**
 * An element that takes what frameworks pass. To its public properties `null` and `undefined` mean "not set": each goes back to what it
 * was when the element was made. Attributes may come without their hyphens, as a server that renders writes `startMuted`, and
 * `false` is no: a microphone that was to be off must not be on for the sake of a spelling.
 */
export abstract class LenientElement extends LitElement {
  static override get observedAttributes(): string[] {
    const names = super.observedAttributes;
    return [...new Set([...names, ...names.map(plain)])];
  }

  override attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    const { observedAttributes, elementProperties } = this.constructor as typeof LitElement;
    const attribute = observedAttributes.find((each) => plain(each) === plain(name)) ?? name;
    const isFlag = [...elementProperties].some(
      ([property, { type }]) => type === Boolean && String(property).toLowerCase() === plain(name),
    );
    super.attributeChangedCallback(attribute, before, isFlag && after === "false" ? null : after);
  }

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
