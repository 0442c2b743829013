import type { LitElement } from "lit";
import {
  createElement,
  forwardRef,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type ForwardRefExoticComponent,
  type HTMLAttributes,
  type PropsWithoutRef,
  type RefAttributes,
} from "react";

/** `CallsRoomJoined` for `calls-room-joined`. */
type Pascal<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${Capitalize<First>}${Pascal<Rest>}`
  : Capitalize<Name>;

type IsSame<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The names of what can be set on an element and is its own: neither methods nor what is only read. */
type Settable<E> = {
  [K in Exclude<keyof E, keyof LitElement>]-?: E[K] extends (...args: never[]) => unknown
    ? never
    : IsSame<{ [Q in K]: E[K] }, { -readonly [Q in K]: E[K] }> extends true
      ? K
      : never;
}[Exclude<keyof E, keyof LitElement>];

/**
 * The events of the kit, as props: `onCallsRoomJoined` for `calls-room-joined`. They bubble, and so each component takes those of all
 * that is inside of it.
 */
export type CallsEventProps = {
  [Name in keyof GlobalEventHandlersEventMap as Name extends `calls-${string}` ? `on${Pascal<Name>}` : never]?:
    | ((event: GlobalEventHandlersEventMap[Name]) => void)
    | undefined;
};

/** The props of a component: the element's properties, the events of the kit, and what every HTML element takes. */
export type CallsProps<E extends HTMLElement> = { [K in Settable<E>]?: E[K] | undefined } & CallsEventProps &
  Omit<HTMLAttributes<E>, Settable<E>>;

/** A component that renders one element of the kit. Its ref is the element. */
export type CallsComponent<E extends HTMLElement> = ForwardRefExoticComponent<
  PropsWithoutRef<CallsProps<E>> & RefAttributes<E>
>;

type Props = Readonly<Record<string, unknown>>;

const EVENT = /^onCalls[A-Z]/;
const OF_REACT = new Set(["children", "style", "suppressHydrationWarning", "dangerouslySetInnerHTML"]);

const eventOf = (prop: string): string =>
  prop.slice(2).replace(/[A-Z]/g, (letter, index) => `${index ? "-" : ""}${letter.toLowerCase()}`);

/** What a server can write down, and React sets by itself. */
const isPlain = (value: unknown): boolean => typeof value !== "object" && typeof value !== "function";

/** What React is given. Elements understand attributes in the spelling of their properties, as it writes them. */
const propsForReact = (props: Props): Props =>
  Object.fromEntries(
    Object.entries(props)
      .filter(([name, value]) => !EVENT.test(name) && (isPlain(value) || !isOwn(name)))
      .map(([name, value]) => [name === "className" ? "class" : name, value]),
  );

/** Is this for the element itself, and nothing that every HTML element has? */
const isOwn = (name: string): boolean =>
  !OF_REACT.has(name) &&
  !EVENT.test(name) &&
  !/^on[A-Z]|^className$|-/.test(name) &&
  !(typeof HTMLElement === "function" && name in HTMLElement.prototype);

/** React warns of the other one on a server. */
const useBeforePaint = typeof document === "undefined" ? useEffect : useLayoutEffect;

/** Sets what React cannot, and takes back what is no longer said. Elements that are not registered yet take it over later. */
const useProperties = (element: () => HTMLElement | null, props: Props): void => {
  const before = useRef<readonly string[]>([]);
  useBeforePaint(() => {
    const names = Object.keys(props).filter(isOwn);
    for (const name of new Set([...before.current, ...names])) Reflect.set(element() ?? {}, name, props[name]);
    before.current = names;
  });
};

const useEvents = (element: () => HTMLElement | null, props: Props): void => {
  const latest = useRef(props);
  const names = Object.keys(props).filter((name) => EVENT.test(name));
  useBeforePaint(() => {
    latest.current = props;
  });
  useBeforePaint(() => {
    const target = element();
    const stop = new AbortController();
    for (const name of names) {
      const hear = (event: Event): void => {
        const listener = latest.current[name];
        if (typeof listener === "function") listener(event);
      };
      target?.addEventListener(eventOf(name), hear, { signal: stop.signal });
    }
    return () => stop.abort();
  }, [names.join()]);
};

/**
 * Makes the component of an element. The element is loaded and registered when the first one is mounted, and on a server not at all:
 * there it is its tag and attributes.
 */
export const component = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  register: () => Promise<unknown>,
): CallsComponent<HTMLElementTagNameMap[Tag]> => {
  type Element = HTMLElementTagNameMap[Tag];
  const Component = forwardRef<Element, Props>((props, ref) => {
    const own = useRef<Element>(null);
    const [, fail] = useState<never>();
    useImperativeHandle(ref, () => own.current as Element);
    useProperties(() => own.current, props);
    useEvents(() => own.current, props);
    useBeforePaint(() => {
      register().catch((reason: unknown) =>
        fail(() => {
          // As what is rendered fails, so that an error boundary hears of it.
          throw reason;
        }),
      );
    }, []);
    return createElement(tag, { ...propsForReact(props), ref: own });
  });
  Component.displayName = tag;
  return Component as unknown as CallsComponent<Element>;
};
