/**
 * Writes the rows of `npm run --silent bench:client -- --json >FILE` into the documentation: `node .tools/bench-table.mjs FILE…`.
 * Nobody copies figures by hand.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { giveUp, root } from "./setup.mjs";

const PAGE = `${root}stories/guides/benchmarks.mdx`;
const BEGIN = "{/* Made by .tools/bench-table.mjs: */}";
const END = "{/* Made until here. */}";
const SIDES = ["headless", "element", "partytracks"];

const runs = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));
if (runs.length === 0) giveUp("Which rows? Run `npm run --silent bench:client -- --json >FILE` first.");
const [{ date }] = runs;
/** Rows of a later run take the place of those of the same name. */
const rows = [...new Map(runs.flatMap((run) => run.rows).map((row) => [row.name, row])).values()];

const cell = (figures) =>
  SIDES.flatMap((side) => (side in figures ? [figures[side] === null ? "never" : figures[side].toFixed(0)] : [])).join(
    " / ",
  );
const ratios = ({ partytracks: theirs, ...figures }) =>
  SIDES.flatMap((side) => (figures[side] && theirs ? [(figures[side] / theirs).toFixed(2)] : [])).join(" / ");
const table = (head, lines) =>
  [head, head.map((_, i) => (i === 0 ? "---" : "---:")), ...lines]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

/** Rows that differ by the latency alone are one line. */
const lines = new Map();
for (const { name, figures, failures } of rows) {
  const [, latency = "0"] = /, API (\d+) ms/.exec(name) ?? [];
  const what = name.replace(/, API \d+ ms/, "");
  const line = lines.get(what) ?? { cells: {}, failures: {} };
  lines.set(what, line);
  line.cells[latency] = `${cell(figures)} (${ratios(figures)})`;
  for (const [side, count] of Object.entries(failures)) line.failures[side] = (line.failures[side] ?? 0) + count;
}
const failed = [...lines].flatMap(([what, { failures }]) =>
  Object.entries(failures).map(([side, count]) => `${what}: ${side} ${count} times`),
);
const text = [
  BEGIN,
  "",
  `\`npm run bench:client\`, ${date.slice(0, 10)}: median of the client alone, \`<calls-room>\` and \`partytracks\`, and the ratios of the first two to the last`,
  "(of two where there are two). Times are in milliseconds; a request takes the latency longer, half of it each way.",
  "",
  table(
    ["", "API 0 ms", "API 100 ms", "API 250 ms"],
    [...lines].map(([what, { cells }]) => [what, ...["0", "100", "250"].map((latency) => cells[latency] ?? "")]),
  ),
  "",
  failed.length > 0
    ? `Runs that failed or never ended, which are in no median: ${failed.join("; ")}.`
    : "Every run came to its end.",
  "",
  END,
].join("\n");

const page = readFileSync(PAGE, "utf8");
const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)];
if (start < 0 || end < 0) giveUp(`${PAGE} has no place for them.`);
writeFileSync(PAGE, page.slice(0, start) + text + page.slice(end + END.length));
execFileSync("npx", ["oxfmt", PAGE], { cwd: root });
