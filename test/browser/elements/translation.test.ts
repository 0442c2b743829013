import { expect } from "@open-wc/testing";
import { html } from "lit";
import "../../../src/features/captions/elements/index.js";
import { CallsError } from "../../../src/base/error.js";
import { choose } from "../../../src/features/captions/elements/look.js";
import { uiOf } from "../../../src/elements/core/room-ui.js";
import { spoken, translated } from "../../../stories/support/spoken-words.js";
import { inRoom } from "./support/double-room.js";
import { joinedSnapshot } from "./support/room-double.js";
import { until, visibleText } from "./support/wait.js";

afterEach(() => {
  choose({ reads: "" });
  localStorage.removeItem("calls-elements:captions");
  localStorage.removeItem("calls-elements:interface");
});

describe("<calls-translation>", () => {
  it("says when the room takes no further language, until another is chosen", async () => {
    const features = { captions: spoken(), translations: { ...translated(), language: "", lines: [] } };
    const { element, room } = await inRoom(
      { ...joinedSnapshot, features },
      html`<calls-translation></calls-translation>`,
    );
    const choice = element.querySelector("calls-translation")!;
    await choice.updateComplete;
    uiOf(room).set({ captions: true });
    const select = choice.shadowRoot!.querySelector("select")!;
    const pick = (language: string): void => {
      select.value = language;
      select.dispatchEvent(new Event("change"));
    };
    const words = "Nothing can be translated right now.";
    room.refusal = new CallsError("bad-request", "The room reads 6 languages already.");
    pick("de");
    await until(() => visibleText(choice).includes(words));
    await expect(choice).to.be.accessible();
    room.refusal = undefined;
    pick("");
    await choice.updateComplete;
    expect(visibleText(choice)).not.to.contain(words);
    const before = room.requests.length;
    pick("de");
    expect(room.requests.slice(before)).to.deep.equal([
      { type: "feature", feature: "translations", command: { type: "read", language: "de" } },
    ]);
  });
});
