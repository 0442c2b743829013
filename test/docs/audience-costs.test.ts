import { expect, it } from "vitest";
import { costTable, costsOf } from "../../stories/support/audience-costs.js";

it("says what an audience costs, which is what its parts cost", () => {
  const { media, requests, duration, storage, total, objects } = costsOf(100_000);
  expect(objects).toBe(50);
  expect(media).toBeCloseTo(3_375, 5);
  expect(duration).toBeCloseTo(0.288, 5);
  expect(requests + storage).toBeLessThan(5);
  expect(total).toBeCloseTo(media + requests + duration + storage, 9);
  expect(costTable([100_000, 1_000_000]).split("\n")[3]).toBe("| media, sent | $3,375 | $33,750 |");
});
