import type { RoomSnapshot } from "../../../client/types.js";
import type { CaptionLine, CaptionsView } from "../contract.js";
import { translationsIn } from "../translation/client.js";
import type { TranslationsView } from "../translation/contract.js";
import { captionsIn } from "./select.js";

/** A line as it is shown. */
export interface ReadLine extends CaptionLine {
  /** It is not in the words of whoever said it. */
  readonly isTranslated?: boolean;
}

/** Captions as somebody reads them. */
export interface ReadCaptions extends CaptionsView {
  readonly lines: readonly ReadLine[];
}

const made = new WeakMap<CaptionsView, { readonly by: TranslationsView; readonly captions: ReadCaptions }>();

/** What the room has of captions, its lines in the language that this person reads, as far as there are translations. */
export function readCaptionsIn(snapshot: RoomSnapshot): ReadCaptions | undefined {
  const captions = captionsIn(snapshot);
  const by = translationsIn(snapshot);
  if (!captions || !by || by.lines.length === 0) return captions;
  const known = made.get(captions);
  if (known?.by === by) return known.captions;
  const { language } = by;
  const texts = new Map(by.lines.map(({ id, text }) => [id, text]));
  const lines = captions.lines.map((line) => {
    const text = texts.get(line.id);
    return text === undefined ? line : { ...line, text, language, isTranslated: true };
  });
  made.set(captions, { by, captions: { ...captions, lines } });
  return made.get(captions)?.captions;
}
