import type { ReactiveController, ReactiveControllerHost } from "lit";
import { en } from "../../locales/en.js";
import type { Locale, Terms } from "../../locales/locale.js";
import { closestAcrossShadows } from "./tree.js";

/** The words of the fallback, of which elements add some before they say them. */
const english = { ...en.terms } as Terms;
const locales = new Map<string, Locale>([[en.code, en]]);
const listening = new Set<ReactiveControllerHost>();
let observer: MutationObserver | undefined;

const updateAll = (): void => {
  for (const host of listening) host.requestUpdate();
};

const listen = (host: ReactiveControllerHost): void => {
  listening.add(host);
  if (observer) return;
  observer = new MutationObserver(updateAll);
  observer.observe(document.documentElement, { attributeFilter: ["lang", "dir"], subtree: true });
};

const unlisten = (host: ReactiveControllerHost): void => {
  listening.delete(host);
  if (listening.size > 0) return;
  observer?.disconnect();
  observer = undefined;
};

/**
 * Teaches the elements languages. Each element speaks the language of the nearest `lang` attribute.
 *
 * @example
 * ```ts
 * import { registerLocales } from "calls-elements/core";
 * import { de } from "calls-elements/locales/de.js";
 * registerLocales(de);
 * ```
 */
export const registerLocales = (...added: readonly Locale[]): void => {
  for (const locale of added) locales.set(locale.code.toLowerCase(), locale);
  updateAll();
};

/** Adds English words that come with the elements that say them. */
export const addEnglish = (terms: Partial<Terms>): void => void Object.assign(english, terms);

/** The languages that the elements of this page speak, as tags. */
export const knownLanguages = (): readonly string[] => [...locales.values()].map(({ code }) => code);

/** `zh` for `zh-Hans-CN`: a tag without its last part. */
const shorten = (tag: string): string => tag.slice(0, Math.max(0, tag.lastIndexOf("-")));

/** `zh-CN` is written in `zh-Hans`, and `sr` in `sr-Cyrl`, without saying so. */
const withScript = (tag: string): string => {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    return script ? `${language}-${script}`.toLowerCase() : "";
  } catch {
    return "";
  }
};

const find = (tag: string): Locale => {
  for (let code = tag.toLowerCase(); code !== ""; code = shorten(code)) {
    const locale = locales.get(code);
    if (locale) return locale;
  }
  return (tag && locales.get(withScript(tag))) || en;
};

/** Gives an element the words and the direction of the place where it stands, and follows changes of both. */
export class LocalizeController implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  #locale: Locale = en;
  #dir: "ltr" | "rtl" = "ltr";

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    listen(this.#host);
    this.hostUpdate();
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    unlisten(this.#host);
  }

  hostUpdate(): void {
    this.#locale = find(closestAcrossShadows(this.#host, "[lang]")?.getAttribute("lang") ?? "");
    const dir = closestAcrossShadows(this.#host, "[dir=ltr], [dir=rtl]")?.getAttribute("dir");
    this.#dir = dir === "rtl" || dir === "ltr" ? dir : this.#locale.dir;
  }

  /** The page's direction where it says one, else the language's. */
  get dir(): "ltr" | "rtl" {
    return this.#dir;
  }

  /** The language that is spoken, which may be another than the one asked for. */
  get lang(): string {
    return this.#locale.code;
  }

  /** A word, or the function that makes a sentence. */
  term<K extends keyof Terms>(key: K): Terms[K] {
    return (this.#locale.terms as Terms)[key] ?? english[key];
  }
}
