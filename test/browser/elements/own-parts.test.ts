/** What a page puts into the kit's own interface: controls, lines of the menu, panels, and something over each picture. */
import { expect, fixture } from "@open-wc/testing";
import { sendKeys, sendMouse, setViewport } from "@web/test-runner-commands";
import { html } from "lit";
import { CallsUiSetEvent } from "./support/kit.js";
import { uiOf } from "../../../src/elements/core/room-ui.js";
import { DoubleRoomElement } from "./support/double-room.js";
import { joinedSnapshot, person } from "./support/room-double.js";
import { nextFrames, settled, until } from "./support/wait.js";

before(() => setViewport({ width: 1280, height: 800 }));
after(() => setViewport({ width: 800, height: 600 }));

const show = async (): Promise<DoubleRoomElement> => {
  DoubleRoomElement.snapshot = { ...joinedSnapshot, participants: [person("grace", "Grace"), person("ben", "Ben")] };
  const page = await fixture<HTMLElement>(
    html`<div>
      <double-room style="display: block; block-size: 700px">
        <button slot="control" id="agenda">Agenda</button>
        <button slot="menu" role="menuitem" id="export">Export</button>
        <section slot="panel-agenda" id="items">Budget <input /></section>
        <template slot="tile"><b class="clock">0:30</b></template>
      </double-room>
    </div>`,
  );
  const room = page.querySelector("double-room")!;
  await until(() => room.shadowRoot!.querySelector("calls-controls")?.shadowRoot?.querySelector(".bar") != null);
  await nextFrames(3);
  await settled();
  return room;
};

const isSeen = (element: Element): boolean => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return width > 0 && document.elementFromPoint(x + width / 2, y + height / 2)?.closest(`#${element.id}`) === element;
};

const click = async (element: Element): Promise<void> => {
  const { x, y, width, height } = element.getBoundingClientRect();
  await sendMouse({ type: "click", position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
};

describe("a page's own parts in <calls-room>", () => {
  it("are controls in the bar", async () => {
    const room = await show();
    const bar = room.shadowRoot!.querySelector("calls-controls")!.shadowRoot!.querySelector(".bar")!;
    const button = room.querySelector("#agenda")!;
    await until(() => isSeen(button));
    const [outer, inner] = [bar.getBoundingClientRect(), button.getBoundingClientRect()];
    expect(inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top).to.equal(true);
  });

  it("are lines of the menu", async () => {
    const room = await show();
    const line = room.querySelector("#export")!;
    expect(isSeen(line)).to.equal(false);
    const more = room.shadowRoot!.querySelector("calls-controls")!.shadowRoot!.querySelector("calls-more-button")!;
    await click(more.shadowRoot!.querySelector("button")!);
    await until(() => isSeen(line));
  });

  it("are panels, which open and close as the kit's own do", async () => {
    const room = await show();
    const items = room.querySelector("#items")!;
    expect(isSeen(items)).to.equal(false);
    room.querySelector("#agenda")!.addEventListener("click", ({ target }) => {
      (target as Element).dispatchEvent(new CallsUiSetEvent({ panel: "agenda" }));
    });
    await click(room.querySelector("#agenda")!);
    await until(() => isSeen(items));
    room.dispatchEvent(new CallsUiSetEvent({ panel: "people" }));
    await until(() => !isSeen(items) && room.shadowRoot!.querySelector("calls-people") !== null);
    room.dispatchEvent(new CallsUiSetEvent({ panel: "agenda" }));
    await until(() => isSeen(items));
    expect(room.shadowRoot!.querySelector("calls-people")).to.equal(null);
    items.querySelector("input")!.focus();
    await sendKeys({ press: "Escape" });
    await until(() => uiOf(room.callsRoom).snapshot.panel === undefined);
    await until(() => !isSeen(items));
  });

  it("lie over each picture, and know whose it is", async () => {
    const room = await show();
    const grid = room.shadowRoot!.querySelector("calls-grid")!.shadowRoot!;
    const clocks = (): [string | null, string | null][] =>
      [...grid.querySelectorAll("calls-participant .clock")].map((clock) => [
        clock.getAttribute("participant-id"),
        clock.closest("calls-participant")!.getAttribute("participant-id"),
      ]);
    await until(() => clocks().length === 3);
    for (const [said, shown] of clocks()) expect(said).to.equal(shown);
    const before = [...grid.querySelectorAll(".clock")];
    room.double.set({ participants: [person("grace", "Grace"), person("ben", "Ben"), person("cho", "Cho")] });
    await until(() => clocks().length === 4);
    expect(before.every((clock) => clock.isConnected)).to.equal(true);
    for (const clock of grid.querySelectorAll(".clock")) {
      expect(clock.getBoundingClientRect().width).to.be.greaterThan(0);
    }
  });
});
