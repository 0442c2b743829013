import type { Room } from "../../../client/types.js";
import { rememberChoices } from "../../../elements/core/choices.js";
import { uiOf } from "../../../elements/core/room-ui.js";
import { CaptionsClient } from "../client.js";
import { TranslationsClient } from "../translation/client.js";
import { choose, onChoice, readLanguage, spokenLanguage } from "./look.js";

/** Captions of a room on this page: one for all elements that are for the room. */
export class CaptionsPart {
  readonly client: CaptionsClient;
  /** What is read in another language than it was spoken. */
  readonly translations: TranslationsClient;
  /** Panels that are open: they want words, too. */
  #readers = 0;
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
    this.client = new CaptionsClient(room);
    this.translations = new TranslationsClient(room);
    uiOf(room).subscribe(() => this.#tell());
    onChoice(() => this.#tell());
    this.#tell();
  }

  /** Something shows words, whether or not captions are on. @returns a function that says that it does so no longer. */
  read(): () => void {
    this.#readers += 1;
    this.#tell();
    return () => {
      this.#readers -= 1;
      this.#tell();
    };
  }

  /** Keeps this person's words out, on later visits too. */
  keepOut(out: boolean): void {
    rememberChoices({ keepsOut: out });
    uiOf(this.#room).set({ keepsOut: out });
  }

  /** What this person speaks, on later visits too: a BCP 47 tag, or empty for the room's language. */
  speak(language: string): void {
    choose({ language });
  }

  /** Translates for this person, on later visits too. @param language a BCP 47 tag; empty for words as they are spoken. */
  translate(language: string): void {
    choose({ reads: language });
  }

  #tell(): void {
    const { captions, keepsOut } = uiOf(this.#room).snapshot;
    const reading = this.#readers > 0 || captions;
    this.client.keepsOut = keepsOut;
    this.client.language = spokenLanguage();
    this.client.reading = reading;
    this.translations.language = readLanguage();
    this.translations.reading = reading;
  }
}

/** The one of a room. */
export const captionsOf = (room: Room): CaptionsPart => uiOf(room).part(CaptionsPart);
