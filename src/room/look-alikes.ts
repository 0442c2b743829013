/** Names that look the same are told apart, so that nobody passes for somebody else in the room. */
import unhomoglyph from "unhomoglyph";
import { cutName } from "../wire/participant-name.js";
import { ROOM_LIMITS } from "../wire/room-protocol.js";
import type { RoomPerson } from "./state.js";

/** Somebody's name, and whether they chose it themselves. */
export interface Named {
  readonly id: string;
  readonly name: string;
  readonly mayRename?: boolean | undefined;
}

/** A person who is not in the room yet, as somebody with a name. */
export const namedOf = ({ participantId: id, participantName: name, mayRename }: RoomPerson): Named => ({
  id,
  name,
  mayRename,
});

/** Letters that look like others, as those; what is not seen is gone. */
const plain = (text: string): string =>
  unhomoglyph(text.normalize("NFKD").replace(/\p{Default_Ignorable_Code_Point}/gu, "")).normalize("NFKD");

/**
 * What a name looks like. An I is an i to those who know the name, and an l to those who only see it, so there are two looks.
 */
function looksOf(name: string): readonly string[] {
  return [plain(name.toLowerCase()), plain(name).toLowerCase()];
}

/** Looks of names, which are asked for again with everybody who comes. */
const known = new Map<string, readonly string[]>();
const KNOWN = 2_000;

function cachedLooksOf(name: string): readonly string[] {
  const looks = known.get(name) ?? looksOf(name);
  if (known.size >= KNOWN) known.clear();
  known.set(name, looks);
  return looks;
}

/** Do two names look the same, to somebody who reads them quickly? */
export function looksLike(a: string, b: string): boolean {
  const [first, second] = [cachedLooksOf(a), cachedLooksOf(b)];
  return first.some((look) => second.includes(look));
}

/**
 * The name by which somebody is known among others: their own, and when it looks like one that is taken, with a number. A name
 * that was given stays as it is.
 */
export function nameAmong(others: Iterable<Named>, { id, name, mayRename }: Named): string {
  if (mayRename !== true) return name;
  const taken = [...others].filter((other) => other.id !== id).map((other) => other.name);
  let candidate = name;
  // A taken name can look like two of the numbered ones, so that after twice as many numbers as there are names one is free.
  for (let number = 2; number <= 2 * taken.length + 2; number += 1) {
    const tried = candidate;
    if (!taken.some((other) => looksLike(tried, other))) break;
    candidate = numbered(name, number);
  }
  return candidate;
}

function numbered(name: string, number: number): string {
  const suffix = ` (${number})`;
  return cutName(name, ROOM_LIMITS.name - suffix.length) + suffix;
}

/** Those who chose a name that looks like one that somebody else was given now, with their next. */
export function displaced<T extends Named>(people: Iterable<T>, given: Named): { person: T; name: string }[] {
  if (given.mayRename === true) return [];
  const all = [...people];
  return all
    .filter((person) => person.id !== given.id && person.mayRename === true && looksLike(person.name, given.name))
    .map((person) => ({ person, name: nameAmong([...all, given], person) }));
}
