import { describe, expect, it } from "vitest";
import { BandwidthControl } from "../../../src/sfu/router/bandwidth.js";
import { chooseLayer, type LayerState } from "../../../src/sfu/router/layers.js";
import type { Subscription } from "../../../src/sfu/router/subscription.js";
import type { Simulcast } from "../../../src/wire/calls-api.js";

const LAYERS: readonly LayerState[] = [
  { rid: "c", active: true, bitrate: 150_000 },
  { rid: "a", active: true, bitrate: 2_000_000 },
  { rid: "b", active: true, bitrate: 600_000 },
];

function without(...rids: string[]): LayerState[] {
  return LAYERS.map((layer) => ({ ...layer, active: layer.active && !rids.includes(layer.rid) }));
}

describe("the choice of a layer", () => {
  const cases: readonly (readonly [
    what: string,
    layers: readonly LayerState[],
    policy: Simulcast,
    budget: number,
    expected: string | undefined,
  ])[] = [
    ["the best one without a preference", LAYERS, {}, Infinity, "a"],
    ["the next best when the best is not sent", without("a"), {}, Infinity, "b"],
    ["the preferred one", LAYERS, { preferredRid: "b" }, Infinity, "b"],
    ["no change while the preferred one is away", without("b"), { preferredRid: "b" }, Infinity, undefined],
    [
      "the next of the alphabet instead",
      without("a"),
      { preferredRid: "a", ridNotAvailable: "asciibetical" },
      Infinity,
      "b",
    ],
    [
      "a better one when there is no worse",
      without("c"),
      { preferredRid: "c", ridNotAvailable: "asciibetical" },
      Infinity,
      "b",
    ],
    ["the preferred one, whatever it takes", LAYERS, { preferredRid: "a" }, 1_000, "a"],
    ["down the alphabet to what fits", LAYERS, { preferredRid: "a", priorityOrdering: "asciibetical" }, 700_000, "b"],
    ["the last one when none fits", LAYERS, { preferredRid: "a", priorityOrdering: "asciibetical" }, 10, "c"],
    ["the only one of a plain track", [{ rid: "", active: false, bitrate: 0 }], { preferredRid: "a" }, Infinity, ""],
  ];
  for (const [what, layers, policy, budget, expected] of cases) {
    it(`is ${what}`, () => expect(chooseLayer(layers, policy, budget)).toBe(expected));
  }
});

describe("the bandwidth of a receiver", () => {
  /** As much of a subscription as the control looks at. */
  function subscription(policy: Simulcast): Subscription {
    const fields = { policy, budget: Infinity, fractionLost: 0, rate: { bitrate: () => 1_000_000 } };
    return fields as unknown as Subscription;
  }

  it("lowers a budget when loss lasts, and tries again later and later", () => {
    const control = new BandwidthControl();
    const one = subscription({ priorityOrdering: "asciibetical" });
    const retries: number[] = [];
    let loweredAt = 0;
    for (let second = 0; second < 120; second++) {
      one.fractionLost = one.budget === Infinity ? 0.3 : 0;
      const before = one.budget;
      control.update([one], undefined, second * 1_000);
      if (one.budget < before) loweredAt = second;
      if (one.budget > before) retries.push(second - loweredAt);
    }
    expect(retries[0]).toBe(6);
    expect(retries).toEqual([...retries].sort((a, b) => a - b));
    expect(retries.length).toBeGreaterThan(2);
  });

  it("believes the receiver's own estimate", () => {
    const control = new BandwidthControl();
    const one = subscription({ priorityOrdering: "asciibetical" });
    control.update([one], 500_000, 0);
    expect(one.budget).toBe(Infinity);
    control.update([one], 500_000, 1_000);
    expect(one.budget).toBe(750_000);
  });

  it("leaves those alone that did not ask for it", () => {
    const control = new BandwidthControl();
    const one = subscription({});
    one.fractionLost = 0.5;
    for (let second = 0; second < 10; second++) control.update([one], 1, second * 1_000);
    expect(one.budget).toBe(Infinity);
  });
});
