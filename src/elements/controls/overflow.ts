/**
 * Which of the controls fit, side by side.
 *
 * @param wanted the controls that have something to offer, and how wide they are, in pixels.
 * @param options.space pixels that are left for them.
 * @param options.gap pixels that each of them needs beside its own width.
 * @param options.order the first of these goes first.
 */
export const fitting = <K>(
  wanted: ReadonlyMap<K, number>,
  options: { space: number; gap: number; order: readonly K[] },
): ReadonlySet<K> => {
  const { space, gap, order } = options;
  const shown = new Set(wanted.keys());
  let needed = [...wanted.values()].reduce((sum, width) => sum + width + gap, 0);
  for (const name of order) {
    if (needed <= space) break;
    if (shown.delete(name)) needed -= (wanted.get(name) ?? 0) + gap;
  }
  return shown;
};
