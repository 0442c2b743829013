import { expect, test } from "vitest";
import { Turns, type Row, type Run, type Side } from "./turns.js";

const SIDES: readonly Side[] = ["headless", "partytracks"];
const LIMIT = 20;

function fixture() {
  const rows: Row[] = [];
  const renewed: Side[] = [];
  const turns = new Turns({
    runs: 3,
    limit: LIMIT,
    end: Date.now() + 60_000,
    renew: async (side) => void renewed.push(side),
    onRow: (row) => void rows.push(row),
  });
  turns.expect(2);
  return { turns, rows, renewed };
}

const hangs: Run = async (side) => (side === "partytracks" ? new Promise(() => {}) : [7, 8]);

test("a side that never ends has no figure in its row, and the other side has one", async () => {
  const { turns, rows, renewed } = fixture();
  await turns.take("join", SIDES, ["first", "last"], hangs);
  expect(rows).toEqual([
    { name: "first", figures: { headless: 7, partytracks: null }, failures: { partytracks: 3 }, runs: 0 },
    { name: "last", figures: { headless: 8, partytracks: null }, failures: { partytracks: 3 }, runs: 0 },
  ]);
  expect(renewed).toEqual(["partytracks", "partytracks", "partytracks"]);
});

test("failures of one row are not those of the next", async () => {
  const { turns, rows } = fixture();
  await turns.take("join", SIDES, ["first", "last"], hangs);
  await turns.take("join", SIDES, ["other"], async () => [5]);
  expect(rows.at(-1)).toEqual({ name: "other", figures: { headless: 5, partytracks: 5 }, failures: {}, runs: 3 });
});

test("the figure is the median of what ended, without the first round", async () => {
  const { turns, rows } = fixture();
  const results: (number | Error)[] = [100, 3, new Error("The page crashed."), 1];
  await turns.take("join", ["headless"], ["first"], async () => {
    const result = results.shift();
    if (typeof result !== "number") throw result;
    return [result];
  });
  expect(rows).toEqual([{ name: "first", figures: { headless: 3 }, failures: { headless: 1 }, runs: 2 }]);
});
