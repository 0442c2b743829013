/** How a person wants to read captions. It is theirs, and the same on the next visit. */

/** How captions look. */
export interface CaptionLook {
  readonly size: "small" | "medium" | "large";
  /** Lines of text at once, 1 to 6. */
  readonly lines: number;
  readonly background: "solid" | "soft" | "none";
  /** `tiles`: on each person, instead of one strip for all. */
  readonly position: "bottom" | "top" | "tiles";
}

/** What goes for those who never chose. */
export const USUAL_LOOK: CaptionLook = { size: "medium", lines: 3, background: "solid", position: "bottom" };

/** What may be chosen of each. */
export const LOOKS = {
  size: ["small", "medium", "large"],
  lines: [1, 2, 3, 4, 6],
  background: ["solid", "soft", "none"],
  position: ["bottom", "top", "tiles"],
} as const satisfies { readonly [K in keyof CaptionLook]: readonly CaptionLook[K][] };

interface Kept extends Partial<CaptionLook> {
  /** What the person speaks, as a BCP 47 tag; empty for the room's language. */
  readonly language?: string;
  /** What the person reads, as a BCP 47 tag; empty for words as they are spoken. */
  readonly reads?: string;
}

const isTag = (text: string): boolean => /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(text);

/** Others may have written there. */
const tagOf = (found: unknown): string => (typeof found === "string" && isTag(found) ? found : "");

const KEY = "calls-elements:captions";
const listeners = new Set<() => void>();

const read = (): Kept => {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return Object(found) as Kept;
  } catch {
    // A page in a sandbox may not look, and others may have written there.
    return {};
  }
};

let kept: Kept | undefined;
const known = (): Kept => (kept ??= read());

/** What the person has chosen, over what the page would have. */
export function lookOver(page: Partial<CaptionLook>): CaptionLook {
  const chosen = known();
  const pick = <K extends keyof CaptionLook>(key: K): CaptionLook[K] => {
    const values: readonly unknown[] = LOOKS[key];
    const found = [chosen[key], page[key]].find((value) => values.includes(value));
    return (found as CaptionLook[K] | undefined) ?? USUAL_LOOK[key];
  };
  return { size: pick("size"), lines: pick("lines"), background: pick("background"), position: pick("position") };
}

/** What this person speaks, as they said on this visit or a former one; empty for the room's language. */
export const spokenLanguage = (): string => tagOf(known().language);

/** What this person reads, as they said on this visit or a former one; empty for words as they are spoken. */
export const readLanguage = (): string => tagOf(known().reads);

/** Keeps a choice, where the browser lets pages keep anything, and tells all captions of the page. */
export function choose(change: Kept): void {
  kept = { ...known(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // It holds as long as the page, then.
  }
  for (const listener of listeners) listener();
}

/** @returns a function that ends it. */
export function onChoice(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
