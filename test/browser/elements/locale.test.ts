import { expect, fixture } from "@open-wc/testing";
import { html } from "lit";
import { registerLocales } from "./support/kit.js";
import { ar } from "../../../src/locales/ar.js";
import { de } from "../../../src/locales/de.js";
import { pt } from "../../../src/locales/pt.js";
import { zhHans } from "../../../src/locales/zh-Hans.js";
import { DoubleRoomElement } from "./support/double-room.js";
import { joinedSnapshot } from "./support/room-double.js";
import { until } from "./support/wait.js";

const microphoneLabel = (element: Element): string | null | undefined =>
  element
    .querySelector("calls-controls")
    ?.shadowRoot?.querySelector("calls-microphone-button")
    ?.shadowRoot?.querySelector("button")?.ariaLabel;

const direction = (element: Element): string =>
  getComputedStyle(element.querySelector("calls-controls")!.shadowRoot!.querySelector(".base")!).direction;

const show = async (lang: string): Promise<Element> => {
  DoubleRoomElement.snapshot = joinedSnapshot;
  const element = await fixture(
    html`<div lang=${lang}>
      <double-room><calls-controls></calls-controls></double-room>
    </div>`,
  );
  await until(() => microphoneLabel(element) !== undefined);
  return element;
};

describe("languages", () => {
  it("speaks English until it is taught, and then the language of the nearest lang", async () => {
    const element = await show("de-AT");
    expect(microphoneLabel(element)).to.equal("Microphone");
    registerLocales(de, ar);
    await until(() => microphoneLabel(element) === "Mikrofon");
    element.querySelector("calls-controls")!.lang = "en";
    await until(() => microphoneLabel(element) === "Microphone");
    element.querySelector("calls-controls")!.removeAttribute("lang");
    await until(() => microphoneLabel(element) === "Mikrofon");
  });

  it("finds the language of a region, and of a script that the tag leaves out", async () => {
    registerLocales(pt, zhHans);
    expect(microphoneLabel(await show("pt-BR"))).to.equal("Microfone");
    for (const tag of ["zh", "zh-CN", "zh-Hans-SG"]) expect(microphoneLabel(await show(tag))).to.equal("麦克风");
    for (const tag of ["zh-TW", "zh-Hant", "", "not a tag"]) {
      expect(microphoneLabel(await show(tag))).to.equal("Microphone");
    }
  });

  it("runs right to left where the language does, unless the page says otherwise", async () => {
    registerLocales(ar);
    const element = await show("ar");
    expect(microphoneLabel(element)).to.equal("الميكروفون");
    expect(direction(element)).to.equal("rtl");
    element.setAttribute("dir", "ltr");
    await until(() => direction(element) === "ltr");
  });

  it("falls back to English for a language it does not know, and for a word that is missing", async () => {
    expect(microphoneLabel(await show("tlh"))).to.equal("Microphone");
    registerLocales({ code: "xx", dir: "ltr", terms: { camera: "Kamero" } });
    expect(microphoneLabel(await show("xx"))).to.equal("Microphone");
  });
});
