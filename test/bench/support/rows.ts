/** One figure, next to that of something else in the same run. */
export interface Row {
  readonly name: string;
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
}

export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Makes rows of what was measured of both sides. */
export const rowsOf =
  <Measurement>(ours: Measurement, theirs: Measurement) =>
  (name: string, figure: (of: Measurement) => number): Row => ({
    name,
    ours: figure(ours),
    theirs: figure(theirs),
    ratio: figure(ours) / figure(theirs),
  });

/** Prints rows as a table, or with `--json` as JSON. @param theirs what the other side is. */
export function printRows(rows: readonly Row[], theirs: string): void {
  if (process.argv.includes("--json")) return console.log(JSON.stringify({ rows }));
  console.log(theirs);
  const width = Math.max(...rows.map(({ name }) => name.length)) + 2;
  for (const { name, ours, theirs: their, ratio } of rows) {
    console.log(`${name.padEnd(width)} ours ${ours.toFixed(2)}  theirs ${their.toFixed(2)}  ratio ${ratio.toFixed(4)}`);
  }
}
