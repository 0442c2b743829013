/** Microphones that are pulled at once, in a room in which the speakers are known. */
export const AUDIBLE = 12;

/** Somebody with a microphone. */
export interface Voice {
  readonly id: string;
  readonly speaking: boolean;
  readonly muted: boolean;
  /** On the page right now. */
  readonly viewed: boolean;
}

/**
 * The ids of those to be heard, who spoke last first. In a small room that is everybody. In a large one it is those who speak,
 * then those on the page, then those who were heard before: a place is lost only to somebody who needs it.
 *
 * @param before what this said last.
 */
export function audible(voices: readonly Voice[], before: readonly string[]): readonly string[] {
  const places = new Map(before.map((id, place) => [id, place]));
  const place = ({ id }: Voice): number => places.get(id) ?? AUDIBLE;
  const latestFirst = [...voices].sort((a, b) => Number(speaks(b)) - Number(speaks(a)) || place(a) - place(b));
  if (voices.length <= AUDIBLE) return latestFirst.map(({ id }) => id);
  const heard = latestFirst
    .filter((voice) => places.has(voice.id) || needOf(voice) > 0)
    .sort((a, b) => needOf(b) - needOf(a))
    .slice(0, AUDIBLE);
  return latestFirst.filter((voice) => heard.includes(voice)).map(({ id }) => id);
}

function speaks({ speaking, muted }: Voice): boolean {
  return speaking && !muted;
}

/** More is more urgent. With 0, or less, a place is kept but not taken. */
function needOf(voice: Voice): number {
  if (voice.muted) return -1;
  return 2 * Number(voice.speaking) + Number(voice.viewed);
}
