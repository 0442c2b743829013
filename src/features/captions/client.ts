/** The browser's half of captions, without any interface: says who reads, listens where browsers do, and keeps what came. */
import { Listeners } from "../../base/listeners.js";
import type { Room } from "../../client/types.js";
import { captions, transcript, type CaptionLine, type CaptionsView } from "./contract.js";
import { Recogniser, canRecognise } from "./recogniser.js";

/** Lines that a page keeps of its own: what was said while it was there. */
const HISTORY = 2_000;

/** What of the room decides about the captions of this browser. */
interface Facts {
  readonly id: string;
  readonly view: CaptionsView | undefined;
  readonly microphone: MediaStreamTrack | undefined;
  readonly isViewer: boolean;
}

const factsOf = (room: Room): Facts => {
  const { status, self, features } = room.snapshot;
  const view = status.phase === "joined" ? (features[captions.name] as CaptionsView | undefined) : undefined;
  const microphone = self.microphone?.enabled ? self.microphone.track : undefined;
  return { id: self.id, view, microphone, isViewer: self.role === "viewer" || self.role === "audience" };
};

/** Captions of a room, for one page. */
export class CaptionsClient {
  readonly #room: Room;
  readonly #listeners = new Listeners<void>();
  readonly #end: () => void;
  #wantsToRead = false;
  #keepsOut = false;
  #language = "";
  /** What the room was told last, and of which person: another join begins anew. */
  #told: { readonly id: string; readonly reading: boolean } | undefined;
  #toldOut: { readonly id: string; readonly out: boolean } | undefined;
  #toldLanguage: { readonly id: string; readonly language: string } | undefined;
  #history: readonly CaptionLine[] = [];
  #stay = "";
  #recogniser: Recogniser | undefined;
  /** One whose microphone is off, and whose last words may still come. */
  #finishing: Recogniser | undefined;

  constructor(room: Room) {
    this.#room = room;
    const end = room.select(
      () => factsOf(room),
      () => this.#update(),
      (a, b) => a.id === b.id && a.view === b.view && a.microphone === b.microphone && a.isViewer === b.isViewer,
    );
    this.#end = end;
    this.#update();
  }

  /** The lines that came since this page joined, with those that were there then. */
  get history(): readonly CaptionLine[] {
    return this.#history;
  }

  /** Whether this page wants words: speech is turned into them only while somebody does. */
  set reading(reading: boolean) {
    if (this.#wantsToRead === reading) return;
    this.#wantsToRead = reading;
    this.#update();
  }

  get keepsOut(): boolean {
    return this.#keepsOut;
  }

  /** Keeps this person's words out of captions and transcript, from now on and in every room that this page joins. */
  set keepsOut(out: boolean) {
    if (this.#keepsOut === out) return;
    this.#keepsOut = out;
    this.#update();
    this.#tell();
  }

  get language(): string {
    return this.#language;
  }

  /** What this person speaks, as a BCP 47 tag, in every room that this page joins; empty for the room's language. */
  set language(language: string) {
    if (this.#language === language) return;
    this.#language = language;
    this.#update();
    this.#tell();
  }

  /** Calls back after every change of {@link history}, {@link keepsOut} and {@link language}. @returns a function that ends it. */
  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Ends all of it. */
  close(): void {
    this.#end();
    this.#recogniser?.close();
    this.#finishing?.close();
    this.#listeners.clear();
  }

  #update(): void {
    const facts = factsOf(this.#room);
    const { id, view } = facts;
    if (!view) {
      this.#told = undefined;
      this.#toldOut = undefined;
      this.#toldLanguage = undefined;
    } else {
      this.#remember(id, view);
      this.#say(id, view);
    }
    this.#listen(facts);
  }

  #remember(id: string, { lines }: CaptionsView): void {
    if (this.#stay !== id) this.#history = [];
    this.#stay = id;
    const last = this.#history.at(-1)?.id ?? 0;
    // The room began anew, and so do its lines. While captions are off it tells of none.
    if ((lines.at(-1)?.id ?? last) < last) this.#history = [];
    const fresh = lines.filter((line) => line.id > (this.#history.at(-1)?.id ?? 0));
    if (fresh.length === 0) return;
    this.#history = [...this.#history, ...fresh].slice(-HISTORY);
    this.#tell();
  }

  #say(id: string, view: CaptionsView): void {
    const feature = this.#room.feature(captions);
    const reading = this.#wantsToRead;
    const isForgotten = reading && view.on && !view.isRead && this.#told?.reading === true;
    if ((this.#told?.id !== id ? reading : this.#told.reading !== reading) || isForgotten) {
      this.#told = { id, reading };
      feature.request({ type: "read", reading }).catch(() => (this.#told = undefined));
    }
    const out = this.#keepsOut;
    if (view.out.includes(id) === out) this.#toldOut = undefined;
    else if (this.#toldOut?.id !== id || this.#toldOut.out !== out) {
      this.#toldOut = { id, out };
      feature.request({ type: "keep-out", out }).catch(() => (this.#toldOut = undefined));
    }
    const language = this.#language;
    if ((view.languages[id] ?? "") === language) this.#toldLanguage = undefined;
    else if (this.#toldLanguage?.id !== id || this.#toldLanguage.language !== language) {
      this.#toldLanguage = { id, language };
      feature.request({ type: "speak", language }).catch(() => (this.#toldLanguage = undefined));
    }
  }

  /** Where no server listens, the browser of each speaker does, to the microphone of the call. */
  #listen({ view, microphone, isViewer }: Facts): void {
    const isWanted = view?.source === "browser" && view.isRead && !this.#keepsOut && !isViewer;
    // Words that nobody wants any more, as of whoever has left, are not for the next room.
    if (!isWanted) {
      this.#finishing?.close();
      this.#finishing = undefined;
    }
    if (!isWanted || !microphone || !canRecognise()) {
      if (isWanted && !microphone) this.#finish();
      else this.#recogniser?.close();
      this.#recogniser = undefined;
      return;
    }
    const language = this.#language || view.language;
    if (this.#recogniser?.track === microphone && this.#recogniser.wanted === language) return;
    this.#recogniser?.close();
    this.#recogniser = new Recogniser(microphone, language, (words) => {
      void this.#room
        .feature(captions)
        .request({ type: "say", ...words })
        .catch(() => {});
    });
  }

  #finish(): void {
    if (!this.#recogniser) return;
    this.#recogniser.finish();
    this.#finishing?.close();
    this.#finishing = this.#recogniser;
  }

  #tell(): void {
    this.#listeners.emit();
  }
}

/** Is a transcript being written? */
export const isWritten = (room: Pick<Room, "snapshot">): boolean =>
  (room.snapshot.features[transcript.name] as { readonly on?: boolean } | undefined)?.on === true;
