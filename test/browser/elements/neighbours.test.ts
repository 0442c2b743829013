/** What else may be on the page: a second room, a room inside of another, a second copy of the script. */
import { expect, fixture } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { html } from "lit";
import { CallsUiSetEvent, registerLocales } from "./support/kit.js";
import { de } from "../../../src/locales/de.js";
import { DoubleRoomElement } from "./support/double-room.js";
import { joinedSnapshot } from "./support/room-double.js";
import { nextTask, until, visibleText } from "./support/wait.js";

describe("<calls-room> and its neighbours", () => {
  it("keeps two rooms on one page apart", async () => {
    registerLocales(de);
    DoubleRoomElement.snapshot = joinedSnapshot;
    const page = await fixture<HTMLElement>(
      html`<div><double-room room="one"></double-room><double-room room="two" lang="de"></double-room></div>`,
    );
    const [one, two] = [...page.querySelectorAll("double-room")] as [DoubleRoomElement, DoubleRoomElement];
    await until(() => visibleText(one).includes("first one here") && visibleText(two).includes("niemand sonst da"));
    one.dispatchEvent(new CallsUiSetEvent({ panel: "people" }));
    await until(() => one.shadowRoot!.querySelector("calls-people") !== null);
    await until(() => two.shadowRoot!.querySelector("calls-controls") !== null);
    two.shadowRoot!.querySelector<HTMLElement>(".stage")!.focus();
    await sendKeys({ press: "m" });
    await until(() => two.double.requests.length === 1);
    expect(one.double.requests).to.deep.equal([]);
    expect(two.shadowRoot!.querySelector("calls-people")).to.equal(null);
    const { double } = one;
    one.remove();
    await nextTask();
    await two.updateComplete;
    expect([double.destroyed, two.double.destroyed]).to.deep.equal([1, 0]);
    expect(two.shadowRoot!.querySelector("calls-grid")).not.to.equal(null);
  });

  it("leaves the requests of a room inside of another to the inner one", async () => {
    DoubleRoomElement.snapshot = joinedSnapshot;
    const element = await fixture<DoubleRoomElement>(
      html`<double-room><double-room room="inner"></double-room></double-room>`,
    );
    const inner = element.querySelector("double-room")!;
    inner.leave();
    await nextTask();
    expect(inner.double.requests).to.deep.equal([{ type: "leave" }]);
    expect(element.double.requests).to.deep.equal([]);
  });

  it("takes requests from another copy of the script, too", async () => {
    DoubleRoomElement.snapshot = joinedSnapshot;
    const element = await fixture<DoubleRoomElement>(html`<double-room></double-room>`);
    const change = { panel: "chat" } as const;
    const foreign = Object.assign(new Event("calls-ui-set", { cancelable: true }), { change, settle() {} });
    element.dispatchEvent(foreign);
    await until(() => element.shadowRoot!.querySelector("calls-chat") !== null);
  });
});
