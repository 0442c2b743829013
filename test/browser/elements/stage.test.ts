import { expect } from "@open-wc/testing";
import type { ParticipantState, RoomSnapshot } from "../../../src/client/types.js";
import { planStage, placeTiles, type PlanOptions } from "../../../src/elements/grid/plan.js";
import { idOfKey, seatKey, Seats, SELF } from "../../../src/elements/grid/seats.js";
import { SpeakerFocus } from "../../../src/elements/grid/speaker-focus.js";
import { sceneOf, Stage, type Arrangement, type Look } from "../../../src/elements/grid/stage.js";
import { fitOf } from "../../../src/elements/participant/fit.js";
import { joinedSnapshot, person } from "./support/room-double.js";

const AUTO: Look = { layout: "auto", pinned: undefined, pinnedScreen: false };
const keys = (...ids: string[]): string[] => ids.map((id) => seatKey(id));
const camera = (id: string, more: Partial<ParticipantState> = {}): ParticipantState => person(id, id, more);
const SHARED = { source: "screen", trackName: "screen", enabled: true, track: undefined } as const;

describe("planStage", () => {
  const plan = (options: Partial<PlanOptions>): ReturnType<typeof planStage> =>
    planStage({ division: "grid", others: 5, width: 1440, height: 800, gap: 8, ...options });

  const SIZES = [
    [240, 720],
    [390, 760],
    [844, 390],
    [900, 600],
    [1440, 800],
    [3840, 2160],
  ] as const;

  for (const [width, height] of SIZES) {
    it(`makes no tile narrower than 150 px in ${width} by ${height}, whatever the division, and none outside`, () => {
      for (const division of ["grid", "under", "beside"] as const) {
        for (const others of [1, 2, 3, 5, 9, 25, 49, 99]) {
          const { area, perPage, large, pager } = plan({ division, others, width, height });
          const boxes = placeTiles(Math.min(others, perPage), area, 8);
          expect(boxes).to.have.length(Math.min(others, perPage));
          for (const box of [...boxes, ...(large ? [large] : []), ...(pager ? [pager] : [])]) {
            expect(box.x).to.be.at.least(-0.01);
            expect(box.y).to.be.at.least(-0.01);
            expect(box.x + box.width).to.be.at.most(width + 0.01);
            expect(box.y + box.height).to.be.at.most(height + 0.01);
          }
          for (const box of boxes) expect(box.width).to.be.at.least(Math.min(150, width));
        }
      }
    });
  }

  it("needs buttons for pages only when not everybody fits", () => {
    expect(plan({ others: 49 }).pager).to.equal(undefined);
    expect(plan({ others: 50 }).pager).not.to.equal(undefined);
    expect(plan({ others: 6, width: 240, height: 720 }).pager).not.to.equal(undefined);
  });

  it("puts the others at the side of a wide container, and under what is large in an upright one", () => {
    const wide = plan({ division: "beside" });
    expect(wide.area.x).to.be.greaterThan(wide.large?.width ?? Infinity);
    const phone = plan({ division: "beside", width: 390, height: 760 });
    expect(phone.area.y).to.be.greaterThan(phone.large?.height ?? Infinity);
    const lying = plan({ division: "under", width: 844, height: 360 });
    expect(lying.area.x).to.be.greaterThan(lying.large?.width ?? Infinity);
  });

  it("gives all of the space to what is large when there is nobody else", () => {
    expect(plan({ division: "beside", others: 0 }).large).to.deep.equal({ x: 0, y: 0, width: 1440, height: 800 });
  });

  it("stands a container without any size", () => {
    const { area, perPage } = plan({ width: 0, height: 0 });
    expect(perPage).to.equal(1);
    expect(placeTiles(1, area, 8)).to.deep.equal([]);
  });
});

describe("Seats", () => {
  it("keeps everybody's place when somebody comes or goes, and yourself first", () => {
    const seats = new Seats();
    seats.seat([SELF, ...keys("a", "b", "c")]);
    seats.seat([SELF, ...keys("a", "c", "d")]);
    expect(seats.order).to.deep.equal([SELF, ...keys("a", "c", "d")]);
  });

  it("puts a new shared screen before the people", () => {
    const seats = new Seats();
    seats.seat([SELF, ...keys("a", "b")]);
    seats.seat([SELF, ...keys("a"), seatKey("b", true), ...keys("b")]);
    expect(seats.order).to.deep.equal([SELF, seatKey("b", true), ...keys("a", "b")]);
  });

  it("swaps a speaker whom nobody sees with the one who has been silent for longest, and moves nobody else", () => {
    const seats = new Seats();
    seats.seat([SELF, ...keys("a", "b", "c", "d", "e")]);
    const first = (): string[] => seats.order.slice(0, 4);
    seats.hear(keys("c"), first());
    seats.hear(keys("a"), first());
    seats.hear(keys("e"), first());
    expect(seats.order).to.deep.equal([SELF, ...keys("a", "e", "c", "d", "b")]);
    seats.hear(keys("d"), first());
    expect(seats.order).to.deep.equal([SELF, ...keys("a", "e", "d", "c", "b")]);
  });

  it("takes no place from somebody who speaks, from yourself or from a screen", () => {
    const seats = new Seats();
    seats.seat([SELF, seatKey("a", true), ...keys("a", "b")]);
    const order = seats.order;
    seats.hear(keys("a", "b"), order.slice(0, 3));
    expect(seats.order).to.equal(order);
  });
});

describe("SpeakerFocus", () => {
  const present = ["a", "b", "c"];

  it("shows the first while nobody has spoken, and whoever speaks once the last one had their time", () => {
    const focus = new SpeakerFocus();
    expect(focus.update([], present, 0).current).to.equal("a");
    expect(focus.update(["b"], present, 500)).to.deep.equal({ current: "a", wait: 1_500 });
    expect(focus.update(["b"], present, 2_000)).to.deep.equal({ current: "b", wait: undefined });
  });

  it("stays with somebody who goes on speaking, and after them until another one speaks", () => {
    const focus = new SpeakerFocus();
    focus.update(["b"], present, 0);
    expect(focus.update(["a", "b"], present, 9_000).current).to.equal("b");
    expect(focus.update([], present, 20_000).current).to.equal("b");
  });

  it("goes on at once from somebody who left", () => {
    const focus = new SpeakerFocus();
    focus.update(["b"], present, 0);
    expect(focus.update(["c"], ["a", "c"], 1).current).to.equal("c");
    expect(focus.update([], [], 2).current).to.equal(undefined);
  });
});

describe("Stage", () => {
  const arrange = (
    stage: Stage,
    room: Partial<RoomSnapshot>,
    more: { ui?: Partial<Look>; width?: number; height?: number; now?: number } = {},
  ): Arrangement =>
    stage.arrange({
      scene: sceneOf({ ...joinedSnapshot, ...room }),
      ui: { ...AUTO, ...more.ui },
      width: more.width ?? 1440,
      height: more.height ?? 800,
      gap: 8,
      now: more.now ?? 0,
    });
  const ids = (list: readonly string[]): string[] => list.map(idOfKey);

  it("shows you large while you are alone, and in a corner when one other is there", () => {
    const stage = new Stage();
    const alone = arrange(stage, {});
    expect([alone.floats, alone.tiles]).to.deep.equal([false, [SELF]]);
    const pair = arrange(stage, { participants: [camera("a")] });
    expect([pair.floats, ids(pair.tiles)]).to.deep.equal([true, ["a"]]);
    const grid = arrange(stage, { participants: [camera("a")] }, { ui: { layout: "grid" } });
    expect([grid.floats, ids(grid.tiles)]).to.deep.equal([false, ["", "a"]]);
  });

  it("keeps your own shared screen small, and shows somebody else's large", () => {
    const screen = { status: "on", track: {} as MediaStreamTrack, deviceId: undefined } as const;
    const own = arrange(new Stage(), { screen, participants: [camera("a")] });
    expect([own.large, own.floats, own.tiles.length]).to.deep.equal([undefined, false, 3]);
    const theirs = arrange(new Stage(), { participants: [camera("a", { screen: SHARED }), camera("b")] });
    expect(theirs.large).to.equal(seatKey("a", true));
    expect(ids(theirs.paged)).to.deep.equal(["", "a", "b"]);
  });

  it("shows large whom you pinned, before the spotlight, before a screen, before a speaker", () => {
    const participants = [camera("a", { screen: SHARED }), camera("b", { speaking: true }), camera("c")];
    const policy = { locked: false, waitingRoom: false, spotlight: ["gone", "c"] };
    const stage = new Stage();
    expect(arrange(stage, { participants, policy }, { ui: { pinned: "me" } }).large).to.equal(SELF);
    expect(arrange(stage, { participants, policy }, { ui: { pinned: "a", pinnedScreen: true } }).large).to.equal(
      seatKey("a", true),
    );
    expect(arrange(stage, { participants, policy }, { ui: { pinned: "gone" } }).large).to.equal(seatKey("c"));
    expect(arrange(stage, { participants }).large).to.equal(seatKey("a", true));
    expect(arrange(stage, { participants }, { ui: { layout: "grid" } }).large).to.equal(undefined);
    const people = [camera("a"), camera("b", { speaking: true }), camera("c")];
    expect(arrange(stage, { participants: people }, { ui: { layout: "speaker" } }).large).to.equal(seatKey("b"));
    expect(arrange(stage, { participants: people }).large).to.equal(undefined);
  });

  it("says when to look again while a speaker waits for the last one's time", () => {
    const stage = new Stage();
    const ui = { layout: "speaker" } as const;
    const people = (speaker: string): ParticipantState[] =>
      ["a", "b", "c"].map((id) => camera(id, { speaking: id === speaker }));
    arrange(stage, { participants: people("a") }, { ui });
    const early = arrange(stage, { participants: people("b") }, { ui, now: 800 });
    expect([early.large, early.wait]).to.deep.equal([seatKey("a"), 1_200]);
    const late = arrange(stage, { participants: people("b") }, { ui, now: 2_000 });
    expect([late.large, late.wait]).to.deep.equal([seatKey("b"), undefined]);
  });

  it("pages through a hundred, and stays on a page that there is", () => {
    const stage = new Stage();
    const participants = Array.from({ length: 99 }, (_, index) => camera(`p${index}`));
    const first = arrange(stage, { participants });
    expect(first.pages).to.equal(Math.ceil(100 / first.plan.perPage));
    stage.turn(1);
    const second = arrange(stage, { participants });
    expect(second.page).to.equal(1);
    expect(second.tiles.some((key) => first.tiles.includes(key))).to.equal(false);
    const fewer = arrange(stage, { participants: participants.slice(0, 3) });
    expect([fewer.page, fewer.pages]).to.deep.equal([0, 1]);
  });

  it("brings a speaker to the first page, and leaves whoever looks at another page in peace", () => {
    const stage = new Stage();
    const small = { width: 340, height: 300 };
    const people = (speaker?: string): ParticipantState[] =>
      Array.from({ length: 8 }, (_, index) => camera(`p${index}`, { speaking: `p${index}` === speaker }));
    const quiet = arrange(stage, { participants: people() }, small);
    expect(ids(quiet.tiles)).not.to.include("p7");
    stage.turn(1);
    const elsewhere = arrange(stage, { participants: people() }, small);
    expect(arrange(stage, { participants: people("p7") }, small).tiles).to.deep.equal(elsewhere.tiles);
    stage.turn(-1);
    const back = arrange(stage, { participants: people("p7") }, small);
    expect(ids(back.tiles)).to.include("p7");
    expect(back.tiles.filter((key) => !quiet.tiles.includes(key))).to.have.length(1);
  });
});

describe("fitOf", () => {
  it("fills the tile while nothing but the sides is lost, and shows a picture whole that would lose a head", () => {
    expect(fitOf(16 / 9, 16 / 9)).to.equal("cover");
    expect(fitOf(16 / 9, 3 / 4)).to.equal("cover");
    expect(fitOf(4 / 3, 16 / 9)).to.equal("cover");
    expect(fitOf(9 / 16, 16 / 9)).to.equal("contain");
    expect(fitOf(9 / 16, 4 / 3)).to.equal("contain");
    expect(fitOf(4, 1 / 2)).to.equal("contain");
  });
});
