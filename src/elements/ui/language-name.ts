/**
 * The name of a language.
 *
 * @param tag as in BCP 47; one that is none names itself.
 * @param reader the language of whoever reads it. Default: the language itself, as whoever looks for theirs may not read another.
 */
export function languageName(tag: string, reader = tag): string {
  try {
    return new Intl.DisplayNames([reader], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
