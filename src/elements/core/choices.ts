/** What a person chose of the interface for good: it is the same on the next visit. */

const KEY = "calls-elements:interface";

/** What is kept, with what goes for those who never chose. */
export const CHOICES = Object.freeze({ sounds: true, shortcuts: true, captions: false, keepsOut: false });
export type Choices = { readonly [K in keyof typeof CHOICES]: boolean };

const NAMES = Object.keys(CHOICES) as (keyof Choices)[];

const pick = (from: Readonly<Record<string, unknown>>): Partial<Choices> =>
  Object.fromEntries(NAMES.filter((name) => typeof from[name] === "boolean").map((name) => [name, from[name]]));

/** What was chosen on this visit or a former one. */
export const recallChoices = (): Partial<Choices> => {
  try {
    return pick(Object(JSON.parse(localStorage.getItem(KEY) ?? "{}")));
  } catch {
    // A page in a sandbox may not look, and others may have written there.
    return {};
  }
};

/** Keeps what of a change is a choice for good, where the browser lets pages keep anything. */
export const rememberChoices = (change: Readonly<Record<string, unknown>>): void => {
  const chosen = pick(change);
  if (Object.keys(chosen).length === 0) return;
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...recallChoices(), ...chosen }));
  } catch {
    // It holds as long as the call, then.
  }
};
