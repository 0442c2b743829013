import { expect } from "@open-wc/testing";
import { html } from "lit";
import type { CallsGrid } from "../../../src/elements/grid/grid.js";
import { layoutTiles } from "../../../src/elements/grid/layout.js";
import { inRoom } from "./support/double-room.js";
import type { ParticipantState } from "../../../src/client/types.js";
import { uiOf } from "../../../src/elements/core/room-ui.js";
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
          expect(box.width / box.height).to.be.within(count === 1 ? 0.45 : 0.749, 1.779);
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

  const box = (tile: Element | undefined): DOMRect => tile!.getBoundingClientRect();
  const crowd = (count: number): ParticipantState[] =>
    Array.from({ length: count }, (_, index) => person(`p${index}`, `Person ${index}`));
  const ids = (tiles: readonly Element[]): (string | null)[] =>
    tiles.map((tile) => tile.getAttribute("participant-id"));

  it("is accessible, in a grid, with pages, with a screen and with two people", async () => {
    const { grid, room } = await show("Grace", "Linus");
    await settled();
    await expect(grid).to.be.accessible();
    room.set({ participants: crowd(60) });
    await until(() => grid.matches(":state(paged)"));
    await settled();
    await expect(grid).to.be.accessible();
    const screen = { source: "screen", trackName: "s", enabled: true, track: undefined } as const;
    room.set({ participants: [person("a", "Ann", { screen }), person("b", "Ben")] });
    await until(() => grid.shadowRoot!.querySelector("calls-screen") !== null);
    await settled();
    await expect(grid).to.be.accessible();
    room.set({ participants: [person("a", "Ann")] });
    await until(() => grid.shadowRoot!.querySelector("calls-self") !== null);
    await settled();
    await expect(grid).to.be.accessible();
  });

  it("shows you and everyone else, and keeps the tiles of those who stay", async () => {
    const { grid, room, tiles } = await show("Grace", "Linus");
    const [self, grace, linus] = tiles();
    expect(ids(tiles())).to.deep.equal(["", "Grace", "Linus"]);
    room.set({ participants: people("Linus", "Katherine") });
    await grid.updateComplete;
    expect(tiles().slice(0, 2)).to.deep.equal([self, linus]);
    expect(grace!.isConnected).to.equal(false);
  });

  it("places tiles by its own size, also after it changed", async () => {
    const { grid, tiles } = await show("Grace", "Linus");
    await until(() => box(tiles()[1]).width > 390 && box(tiles()[0]).top === box(tiles()[1]).top);
    grid.style.inlineSize = "300px";
    await until(() => box(tiles()[1]).width < 300 && box(tiles()[0]).top < box(tiles()[1]).top);
    expect(box(tiles()[2]).right).to.be.at.most(box(grid).right + 0.5);
  });

  it("gives the space to the other one of two, and you a corner", async () => {
    const { grid, tiles } = await show("Grace");
    await until(() => grid.shadowRoot!.querySelector("calls-self") !== null);
    expect(ids(tiles())).to.deep.equal(["Grace"]);
    await until(() => box(tiles()[0]).height > 440);
    const self = box(grid.shadowRoot!.querySelector("calls-self")!);
    expect(self.right).to.be.closeTo(box(grid).right - 8, 1);
    expect(self.bottom).to.be.closeTo(box(grid).bottom - 8, 1);
  });

  it("starts at the right in a right-to-left page", async () => {
    const { grid, tiles } = await show("Grace", "Linus");
    grid.dir = "rtl";
    await until(() => box(tiles()[0]).left > box(tiles()[1]).left);
  });

  it("does not render when somebody mutes", async () => {
    const { grid, room } = await show("Grace", "Linus");
    const updates = countUpdates(grid);
    room.set({ participants: [person("Grace", "Grace H."), person("Linus", "Linus")] });
    room.set({ microphone: { status: "starting" } });
    await grid.updateComplete;
    expect(updates()).to.equal(0);
  });

  it("asks for the pictures of its page only, and no longer for those of the page before", async () => {
    const camera = { source: "camera", trackName: "c", enabled: true, track: undefined } as const;
    const everyone = crowd(60).map((each) => ({ ...each, camera }));
    const { grid, room, tiles } = await show("Grace");
    room.set({ participants: everyone });
    const shown = (): string[] => [...room.views.values()].filter(({ size }) => size).map((view) => view.participantId);
    await until(() => tiles().length > 9 && shown().length === tiles().length - 1);
    const first = shown();
    grid.shadowRoot!.querySelectorAll<HTMLElement>(".turn")[1]!.click();
    await until(() => shown().length > 0 && !shown().some((id) => first.includes(id)));
    expect(room.views.size).to.equal(tiles().length);
    grid.remove();
    await until(() => room.views.size === 0);
  });

  it("renders itself and one new tile for a speaker from another page, and nothing for one on this page", async () => {
    const { grid, room, tiles } = await show("Grace");
    const talk = (id: string): void =>
      room.set({ participants: crowd(60).map((each) => ({ ...each, speaking: each.id === id })) });
    talk("p0");
    await until(() => tiles().length > 9);
    const before = tiles();
    const counts = [grid, ...before].map(countUpdates);
    const total = (): number => counts.reduce((sum, count) => sum + count(), 0);
    talk("p1");
    await grid.updateComplete;
    expect(total()).to.equal(0);
    talk("p59");
    await grid.updateComplete;
    expect(total()).to.equal(1);
    expect(tiles().filter((tile) => !before.includes(tile))).to.have.length(1);
    expect(ids(tiles())).to.include("p59");
  });

  describe("pages", () => {
    const pages = async (): Promise<Awaited<ReturnType<typeof show>> & { text: () => string; press: KeyPress }> => {
      const shown = await show("Grace");
      shown.room.set({ participants: crowd(40) });
      const root = shown.grid.shadowRoot!;
      await until(() => root.querySelector(".pager") !== null);
      const base = root.querySelector(".base")!;
      const press: KeyPress = async (key) => {
        base.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        await shown.grid.updateComplete;
      };
      return { ...shown, text: () => root.querySelector(".pager")!.textContent!.trim(), press };
    };
    type KeyPress = (key: string) => Promise<void>;

    it("says which page it is, and stops at the ends", async () => {
      const { grid, text } = await pages();
      const [back, next] = [...grid.shadowRoot!.querySelectorAll<HTMLElement>(".turn")];
      expect(text()).to.equal("1 of 3");
      expect(back!.getAttribute("aria-disabled")).to.equal("true");
      for (let turn = 0; turn < 4; turn++) next!.click();
      await grid.updateComplete;
      expect(text()).to.equal("3 of 3");
      expect(next!.getAttribute("aria-disabled")).to.equal("true");
    });

    it("turns with the arrow keys, the other way round from right to left, and with Page Up and Down", async () => {
      const { grid, text, press } = await pages();
      await press("ArrowRight");
      await press("PageDown");
      expect(text()).to.equal("3 of 3");
      await press("ArrowLeft");
      await press("PageUp");
      expect(text()).to.equal("1 of 3");
      grid.dir = "rtl";
      await until(() => grid.shadowRoot!.querySelector<HTMLElement>(".base")!.dir === "rtl");
      await press("ArrowLeft");
      expect(text()).to.equal("2 of 3");
    });

    it("turns when a finger wipes, and not for a tap, a scroll or a mouse", async () => {
      const { grid, text } = await pages();
      const base = grid.shadowRoot!.querySelector(".base")!;
      const wipe = async (x: number, y: number, pointerType = "touch"): Promise<void> => {
        const options = { pointerId: 1, pointerType, isPrimary: true, bubbles: true };
        base.dispatchEvent(new PointerEvent("pointerdown", { ...options, clientX: 200, clientY: 200 }));
        base.dispatchEvent(new PointerEvent("pointerup", { ...options, clientX: 200 + x, clientY: 200 + y }));
        await grid.updateComplete;
      };
      await wipe(-100, 10);
      expect(text()).to.equal("2 of 3");
      await wipe(-10, 0);
      await wipe(-100, 100);
      await wipe(-200, 0, "mouse");
      expect(text()).to.equal("2 of 3");
      await wipe(100, 0);
      expect(text()).to.equal("1 of 3");
    });

    it("keeps the focus when the tile that had it is on the page before", async () => {
      const { grid, tiles, press } = await pages();
      tiles()[1]!.shadowRoot!.querySelector<HTMLElement>(".more")!.focus();
      await press("ArrowRight");
      await until(() => grid.matches(":focus-within"));
    });
  });

  it("shows large whom the person pins", async () => {
    const { grid, room, tiles } = await show("Grace", "Linus");
    const linus = tiles()[2];
    uiOf(room).set({ pinned: "Linus" });
    await until(() => box(linus).width > 500);
    expect(tiles()[2]).to.equal(linus);
    await until(() => box(tiles()[0]).width < 200);
    await grid.updateComplete;
  });

  it("moves tiles without a layout shift", async () => {
    const { room, tiles } = await show("Grace", "Linus", "Katherine");
    await settled();
    let shift = 0;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shift += Reflect.get(entry, "value");
    });
    observer.observe({ type: "layout-shift" });
    uiOf(room).set({ layout: "speaker" });
    await until(() => tiles().some((tile) => box(tile).width > 500));
    await settled();
    await new Promise((resolve) => setTimeout(resolve, 200));
    observer.disconnect();
    expect(shift).to.equal(0);
  });
});
