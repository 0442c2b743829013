import { expect } from "@open-wc/testing";
import { html } from "lit";
import type { CallsGrid } from "../../../src/elements/grid/grid.js";
import { layoutTiles } from "../../../src/elements/grid/layout.js";
import { inRoom } from "./support/double-room.js";
import { joinedSnapshot, person, type RoomDouble } from "./support/room-double.js";
import { countUpdates, settled, until } from "./support/wait.js";

describe("layoutTiles", () => {
  const area = (options: { count: number; width: number; height: number }): ReturnType<typeof layoutTiles> =>
    layoutTiles({ gap: 8, ...options });

  it("gives nothing without tiles or without room", () => {
    expect(area({ count: 0, width: 800, height: 600 })).to.deep.equal([]);
    expect(area({ count: 3, width: 0, height: 600 })).to.deep.equal([]);
    expect(layoutTiles({ count: 4, width: 10, height: 10, gap: 50 }).length).to.be.oneOf([0, 4]);
  });

  it("fills a wide container with one 16:9 tile in the middle", () => {
    const [box] = area({ count: 1, width: 2000, height: 900 });
    expect(box).to.deep.equal({ x: 200, y: 0, width: 1600, height: 900 });
  });

  it("puts two side by side on a desk and one over the other on a phone", () => {
    const desk = area({ count: 2, width: 1440, height: 800 });
    expect(desk[0]?.y).to.equal(desk[1]?.y);
    const phone = area({ count: 2, width: 390, height: 760 });
    expect(phone[0]?.x).to.equal(phone[1]?.x);
    expect(phone[1]?.y).to.be.greaterThan(phone[0]?.y ?? Infinity);
  });

  it("centres a last row that is not full", () => {
    const boxes = area({ count: 5, width: 1440, height: 800 });
    const last = boxes.slice(3);
    const start = last[0]?.x ?? 0;
    const end = 1440 - ((last[1]?.x ?? 0) + (last[1]?.width ?? 0));
    expect(start).to.be.greaterThan(0);
    expect(start).to.be.closeTo(end, 0.01);
  });

  for (const [width, height] of [
    [1440, 900],
    [390, 760],
    [240, 400],
    [3840, 2160],
    [320, 300],
    [1200, 200],
  ] as const) {
    it(`keeps every tile inside ${width} by ${height}, apart from the others and well shaped`, () => {
      for (let count = 1; count <= 30; count++) {
        const boxes = area({ count, width, height });
        expect(boxes).to.have.length(count);
        for (const [index, box] of boxes.entries()) {
          expect(box.x).to.be.at.least(-0.01);
          expect(box.y).to.be.at.least(-0.01);
          expect(box.x + box.width).to.be.at.most(width + 0.01);
          expect(box.y + box.height).to.be.at.most(height + 0.01);
          expect(box.width / box.height).to.be.within(0.749, 1.779);
          const overlaps = boxes.some(
            (other, at) =>
              at !== index &&
              box.x < other.x + other.width - 0.01 &&
              other.x < box.x + box.width - 0.01 &&
              box.y < other.y + other.height - 0.01 &&
              other.y < box.y + box.height - 0.01,
          );
          expect(overlaps).to.equal(false);
        }
      }
    });
  }
});

describe("<calls-grid>", () => {
  const people = (...names: string[]): RoomDouble["snapshot"]["participants"] =>
    names.map((name) => person(name, name));

  const show = async (...names: string[]): Promise<{ grid: CallsGrid; room: RoomDouble; tiles: () => Element[] }> => {
    const { element, room } = await inRoom(
      { ...joinedSnapshot, participants: people(...names) },
      html`<calls-grid style="block-size: 450px; inline-size: 800px"></calls-grid>`,
    );
    const grid = element.querySelector("calls-grid")!;
    return { grid, room, tiles: () => [...grid.shadowRoot!.querySelectorAll("calls-participant")] };
  };

  it("is accessible", async () => {
    const { grid } = await show("Grace", "Linus");
    await settled();
    await expect(grid).to.be.accessible();
  });

  it("shows you and everyone else, and keeps the tiles of those who stay", async () => {
    const { grid, room, tiles } = await show("Grace", "Linus");
    const [self, grace, linus] = tiles();
    expect(tiles().map((tile) => tile.getAttribute("participant-id"))).to.deep.equal(["", "Grace", "Linus"]);
    room.set({ participants: people("Linus", "Katherine") });
    await grid.updateComplete;
    expect(tiles().slice(0, 2)).to.deep.equal([self, linus]);
    expect(grace!.isConnected).to.equal(false);
  });

  it("places tiles by its own size, also after it changed", async () => {
    const { grid, tiles } = await show("Grace");
    const width = (): number => tiles()[0]!.parentElement!.getBoundingClientRect().width;
    await until(() => Math.abs(width() - 396) < 1);
    grid.style.inlineSize = "300px";
    await until(() => Math.abs(width() - 300) < 1);
  });

  it("starts at the right in a right-to-left page", async () => {
    const { grid, tiles } = await show("Grace");
    grid.dir = "rtl";
    await until(() => tiles()[0]!.getBoundingClientRect().left > tiles()[1]!.getBoundingClientRect().left);
  });

  it("does not render when somebody mutes", async () => {
    const { grid, room } = await show("Grace");
    const updates = countUpdates(grid);
    room.set({ participants: [person("Grace", "Grace H.")] });
    room.set({ microphone: { status: "starting" } });
    await grid.updateComplete;
    expect(updates()).to.equal(0);
  });
});
