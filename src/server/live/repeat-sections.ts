import type { MediaKind } from "../../wire/room-protocol.js";

/** How many media sections there are of each kind. */
export type SectionCounts = Readonly<Record<MediaKind, number>>;

/**
 * Repeats the media sections of an offer, as the browser that made it will in its next one: copies stand behind its last
 * section of media, sound and picture in turns for as long as there are both, and all are numbered on from where its own numbers end.
 *
 * @param counts how many sections of each kind there are to be. None is taken away, and none comes of a kind that it lacks.
 * @returns `undefined` when its sections are not numbered.
 */
export function repeatSections(sdp: string, counts: SectionCounts): string | undefined {
  const [head = "", ...sections] = sdp.split(/(?=^m=)/m);
  const mids = sections.map((section) => Number(/^a=mid:(\d+)\s*$/m.exec(section)?.[1] ?? NaN));
  const next = Math.max(...mids) + 1;
  if (!(next > 0)) return undefined;
  const copiesOf = (kind: MediaKind): string[] => {
    const own = sections.filter((section) => kindOf(section) === kind);
    const [section] = own;
    return section === undefined ? [] : Array<string>(Math.max(0, counts[kind] - own.length)).fill(section);
  };
  const copies = alternately(copiesOf("audio"), copiesOf("video"));
  const last = sections.findLastIndex((section) => kindOf(section) !== undefined);
  const all = sections.toSpliced(last + 1, 0, ...copies);
  const bundle = all.map((_, i) => next + i).join(" ");
  return [
    head.replace(/^a=group:BUNDLE .*$/m, `a=group:BUNDLE ${bundle}`),
    ...all.map((section, i) => section.replace(/^a=mid:\d+/m, `a=mid:${next + i}`)),
  ].join("");
}

const alternately = (some: readonly string[], others: readonly string[]): string[] =>
  Array.from({ length: Math.max(some.length, others.length) }, (_, i) =>
    [some[i] ?? [], others[i] ?? []].flat(),
  ).flat();

const kindOf = (section: string): MediaKind | undefined =>
  /^m=(audio|video) /.exec(section)?.[1] as MediaKind | undefined;
