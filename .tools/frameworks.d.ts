/**
 * What the templates of frameworks know of the elements. Each element's module adds its tag to {@link CallsTags}, and from there
 * it is known to JSX (React, Preact, Solid), Vue and Svelte: wherever one of them is installed.
 */
import "../elements/core/index.js";

/** An element as templates see it. `A` names the property of each attribute that is spelled otherwise. */
export interface Tag<
  E extends HTMLElement,
  P extends keyof E,
  A extends Record<string, P>,
  V extends keyof GlobalEventHandlersEventMap,
> {
  readonly element: E;
  readonly properties: { [K in P]?: E[K] | undefined };
  readonly attributes: { [K in keyof A]?: Written<E[A[K]]> | undefined };
  readonly events: { [K in V]: GlobalEventHandlersEventMap[K] & { readonly currentTarget: E } };
}

/** A value, or as an attribute has it: `max-retransmits="0"`. */
type Written<T> = T | (T extends number ? `${number}` : T extends boolean ? "" | `${boolean}` : never);

/** The elements whose modules a program imports. `calls-elements` has all of them. */
export interface CallsTags {}

type Listener<Event> = ((event: Event) => void) | undefined;
/** Listeners by the name of the event: `oncalls-error`, `on:calls-error`. */
type Listeners<Events, Prefix extends "on" | "on:"> = {
  [K in keyof Events & string as `${Prefix}${K}`]?: Listener<Events[K]>;
};

/** `calls-room-joined` as Vue spells it inside: `CallsRoomJoined`. */
type Pascal<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Capitalize<Head>}${Pascal<Tail>}`
  : Capitalize<Name>;
type VueListeners<Events> = { [K in keyof Events & string as `on${Pascal<K>}`]?: Listener<Events[K]> };

/** What every element takes, and not every framework knows of. */
interface InShadowTrees {
  slot?: string | undefined;
  part?: string | undefined;
  exportparts?: string | undefined;
}

/** What the element takes itself, and what else every element takes in that framework. */
type With<Base, Own> = Own & Omit<Base, keyof Own>;
type Known<K extends keyof CallsTags> = CallsTags[K]["properties"] & CallsTags[K]["attributes"] & InShadowTrees;
type Element<K extends keyof CallsTags> = CallsTags[K]["element"];
type Events<K extends keyof CallsTags> = CallsTags[K]["events"];

// A framework that is not installed is not there to be named, and nothing then uses what stands in the line: each is ignored.

// @ts-ignore
type React<E> = import("react").DetailedHTMLProps<import("react").HTMLAttributes<E>, E> & { class?: string | undefined };
// @ts-ignore
type Preact<E extends EventTarget> = import("preact").HTMLAttributes<E> & import("preact").ClassAttributes<E>;
// @ts-ignore
type Solid<E> = import("solid-js").JSX.HTMLAttributes<E>;
// @ts-ignore
type Svelte<E extends EventTarget> = import("svelte/elements").HTMLAttributes<E>;
// @ts-ignore
type Vue = import("vue").HTMLAttributes & import("vue").PublicProps;

type ReactTags = { [K in keyof CallsTags]: With<React<Element<K>>, Known<K> & Listeners<Events<K>, "on">> };
type PreactTags = { [K in keyof CallsTags]: With<Preact<Element<K>>, Known<K> & Listeners<Events<K>, "on">> };
type SolidTags = { [K in keyof CallsTags]: With<Solid<Element<K>>, Known<K> & Listeners<Events<K>, "on:">> };
type SvelteTags = {
  [K in keyof CallsTags]: With<
    Svelte<Element<K>>,
    Known<K> & Listeners<Events<K>, "on"> & Listeners<Events<K>, "on:">
  >;
};
type VueTags = {
  [K in keyof CallsTags]: new () => Element<K> & { $props: With<Vue, Known<K> & VueListeners<Events<K>>> };
};

// @ts-ignore
declare module "react" { namespace JSX { interface IntrinsicElements extends ReactTags {} } }
// @ts-ignore
declare module "preact/jsx-runtime" { namespace JSX { interface IntrinsicElements extends PreactTags {} } }
// @ts-ignore
declare module "solid-js" { namespace JSX { interface IntrinsicElements extends SolidTags {} } }
// @ts-ignore
declare module "svelte/elements" { interface SvelteHTMLElements extends SvelteTags {} }
// @ts-ignore
declare module "vue" { interface GlobalComponents extends VueTags {} }
