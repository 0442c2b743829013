import { expect } from "@open-wc/testing";
import { html } from "lit";
import { cornerAfter, nearestCorner } from "../../../src/elements/self/corners.js";
import type { CallsSelf } from "../../../src/elements/self/self.js";
import { inRoom } from "./support/double-room.js";
import { joinedSnapshot } from "./support/room-double.js";
import { settled, until, visibleText } from "./support/wait.js";

describe("corners", () => {
  it("finds the nearest, in the direction of the page", () => {
    expect(nearestCorner(0.1, 0.9, "ltr")).to.equal("end-start");
    expect(nearestCorner(0.1, 0.9, "rtl")).to.equal("end-end");
    expect(nearestCorner(0.9, 0.1, "ltr")).to.equal("start-end");
    expect(nearestCorner(0.9, 0.1, "rtl")).to.equal("start-start");
  });

  it("goes where the arrow points, on the screen", () => {
    expect(cornerAfter("end-end", "ArrowUp", "ltr")).to.equal("start-end");
    expect(cornerAfter("end-end", "ArrowLeft", "ltr")).to.equal("end-start");
    expect(cornerAfter("end-end", "ArrowLeft", "rtl")).to.equal("end-end");
    expect(cornerAfter("end-end", "ArrowRight", "rtl")).to.equal("end-start");
    expect(cornerAfter("end-end", "Home", "ltr")).to.equal("end-end");
  });
});

describe("<calls-self>", () => {
  const show = async (dir = "ltr"): Promise<{ self: CallsSelf; around: DOMRect; base: () => HTMLElement }> => {
    const { element } = await inRoom(
      joinedSnapshot,
      html`<div class="around" dir=${dir} style="position: relative; inline-size: 600px; block-size: 400px">
        <calls-self></calls-self>
      </div>`,
    );
    const self = element.querySelector("calls-self")!;
    await self.updateComplete;
    return {
      self,
      around: element.querySelector(".around")!.getBoundingClientRect(),
      base: () => self.shadowRoot!.querySelector<HTMLElement>(".base")!,
    };
  };

  it("is accessible, open and put away", async () => {
    const { self } = await show();
    await settled();
    await expect(self).to.be.accessible();
    self.collapsed = true;
    await self.updateComplete;
    await expect(self).to.be.accessible();
  });

  it("shows yourself in the last corner, whichever that is", async () => {
    const { self, around } = await show();
    expect(visibleText(self.shadowRoot!.querySelector("calls-participant")!)).to.contain("Ada (you)");
    expect(self.getBoundingClientRect().right).to.be.closeTo(around.right - 8, 1);
    expect(self.getBoundingClientRect().bottom).to.be.closeTo(around.bottom - 8, 1);
    const mirrored = await show("rtl");
    expect(mirrored.self.getBoundingClientRect().left).to.be.closeTo(mirrored.around.left + 8, 1);
  });

  it("goes to another corner by the arrow keys", async () => {
    const { self, around, base } = await show();
    expect(base().tabIndex).to.equal(0);
    const press = (key: string): boolean =>
      base().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    expect(press("ArrowUp")).to.equal(false, "the page does not scroll");
    press("ArrowLeft");
    await until(() => self.getAnimations().length === 0 && self.corner === "start-start");
    await settled();
    expect(self.getBoundingClientRect().left).to.be.closeTo(around.left + 8, 1);
    expect(self.getBoundingClientRect().top).to.be.closeTo(around.top + 8, 1);
    expect(press("Tab")).to.equal(true);
  });

  it("follows the pointer, and goes to the nearest corner when it is let go", async () => {
    const { self, base } = await show();
    base().setPointerCapture = () => {};
    const pointer = (type: string, x: number, y: number): boolean =>
      base().dispatchEvent(
        new PointerEvent(type, {
          pointerId: 1,
          isPrimary: true,
          button: 0,
          clientX: x,
          clientY: y,
          bubbles: true,
          cancelable: true,
        }),
      );
    const start = self.getBoundingClientRect();
    pointer("pointerdown", 500, 300);
    pointer("pointermove", 502, 300);
    expect(self.style.translate).to.equal("", "a press is no drag");
    pointer("pointermove", 100, 280);
    expect(self.getBoundingClientRect().left).to.be.closeTo(start.left - 400, 1);
    pointer("pointerup", 100, 280);
    expect([self.corner, self.style.translate]).to.deep.equal(["end-start", ""]);
    pointer("pointermove", 0, 0);
    expect(self.style.translate).to.equal("");
  });

  it("can be put away and brought back, and keeps the focus", async () => {
    const { self } = await show();
    const button = (): HTMLElement => self.shadowRoot!.querySelector("button")!;
    expect(button().getAttribute("aria-label")).to.equal("Hide your own view");
    button().focus();
    button().click();
    await self.updateComplete;
    expect(self.hasAttribute("collapsed")).to.equal(true);
    expect(self.shadowRoot!.querySelector("calls-participant")).to.equal(null);
    expect(self.shadowRoot!.activeElement).to.equal(button());
    expect(button().getAttribute("aria-label")).to.equal("Show your own view");
    button().click();
    await self.updateComplete;
    expect(self.shadowRoot!.querySelector("calls-participant")).not.to.equal(null);
    expect(self.shadowRoot!.activeElement).to.equal(button());
  });
});
