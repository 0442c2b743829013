/** The browser's half of translated captions, without any interface: says what this person reads, and keeps what came. */
import { Listeners } from "../../../base/listeners.js";
import type { Room } from "../../../client/types.js";
import { translations, type TranslationsView } from "./contract.js";

/** Lines that a page keeps. */
const HISTORY = 2_000;

/** What the room has of translations; `undefined` while there is no call, or none in it. */
export const translationsIn = ({ status, features }: Room["snapshot"]): TranslationsView | undefined =>
  status.phase === "joined" ? (features[translations.name] as TranslationsView | undefined) : undefined;

/** Translated captions of a room, for one page. */
export class TranslationsClient {
  readonly #room: Room;
  readonly #end: () => void;
  #language = "";
  #isReading = false;
  /** What the room was told last, and of which person: another join begins anew. */
  #told: { readonly id: string; readonly language: string } | undefined;
  #history = new Map<number, string>();
  readonly #listeners = new Listeners<void>();
  #isRefused = false;
  #of = "";

  constructor(room: Room) {
    this.#room = room;
    this.#end = room.select(translationsIn, () => this.#update());
    this.#update();
  }

  /** What came in the language that is read, by the ids of lines. */
  get history(): ReadonlyMap<number, string> {
    return this.#history;
  }

  /** What this person wants to read, as a BCP 47 tag; empty for words as they are spoken. */
  get language(): string {
    return this.#language;
  }

  set language(language: string) {
    if (language === this.#language) return;
    this.#language = language;
    this.#told = undefined;
    this.#update();
  }

  /** The room does not translate into that language, as it reads too many others already. It is asked again when somebody chooses anew. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  /** Calls back after every change of {@link isRefused}. @returns a function that ends it. */
  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Whether this page shows words: nothing is translated for a page that shows none. */
  set reading(reading: boolean) {
    this.#isReading = reading;
    this.#update();
  }

  /** Ends all of it. */
  close(): void {
    this.#end();
    this.#listeners.clear();
  }

  #update(): void {
    const { snapshot } = this.#room;
    const view = translationsIn(snapshot);
    const { id } = snapshot.self;
    if (!view?.available) {
      this.#told = undefined;
      return;
    }
    const of = `${id} ${view.language}`;
    const newest = [...this.#history.keys()].at(-1) ?? 0;
    // Another stay or language, or a room that began anew.
    if (this.#of !== of || (view.lines.at(-1)?.id ?? newest) < newest) this.#history = new Map();
    this.#of = of;
    for (const line of view.lines) this.#history.set(line.id, line.text);
    for (const first of this.#history.keys()) {
      if (this.#history.size <= HISTORY) break;
      this.#history.delete(first);
    }
    const language = this.#isReading ? this.#language : "";
    const isTold = this.#told?.id === id && this.#told.language === language;
    if (!isTold) this.#refuse(false);
    if (view.language === language || isTold) return;
    const told = { id, language };
    this.#told = told;
    this.#room
      .feature(translations)
      .request({ type: "read", language })
      .catch(() => this.#told === told && this.#refuse(language !== ""));
  }

  #refuse(isRefused: boolean): void {
    if (this.#isRefused === isRefused) return;
    this.#isRefused = isRefused;
    this.#listeners.emit();
  }
}
