import { expect, fixture } from "@open-wc/testing";
import { html, LitElement } from "lit";
import { Confirm } from "../../../src/elements/ui/confirm.js";
import { LocalizeController } from "../../../src/elements/core/localize.js";
import { until } from "./support/wait.js";

class AskingElement extends LitElement {
  readonly confirm = new Confirm(this, new LocalizeController(this));

  protected override render(): unknown {
    return this.confirm.render();
  }
}
customElements.define("asking-element", AskingElement);

interface Asking {
  readonly element: AskingElement;
  readonly ask: (title: string) => Promise<boolean>;
  readonly asked: () => HTMLDialogElement | null;
}

const show = async (): Promise<Asking> => {
  const element = await fixture<AskingElement>(html`<asking-element></asking-element>`);
  return {
    element,
    ask: (title) => element.confirm.ask({ title, action: "Do it" }),
    asked: () => element.renderRoot.querySelector<HTMLDialogElement>("dialog[open]"),
  };
};

describe("a question before what cannot be taken back", () => {
  it("keeps its answer, and gives it to no other question, however fast they follow each other", async () => {
    const { ask, asked } = await show();
    const first = ask("First?");
    await until(() => asked() !== null);
    asked()!.close("yes");
    // The dialog has not been told yet that it is closed.
    const second = ask("Second?");
    expect(await first).to.equal(true);
    await until(() => asked()?.textContent.includes("Second?") === true);
    let answer: boolean | undefined;
    void second.then((yes) => (answer = yes));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(answer).to.equal(undefined);
    asked()!.close();
    await until(() => answer === false);
  });

  it("stays closed while its element renders again before it is told of", async () => {
    const { element, ask, asked } = await show();
    const answer = ask("Sure?");
    await until(() => asked() !== null);
    asked()!.close("yes");
    element.requestUpdate();
    await element.updateComplete;
    expect(asked()).to.equal(null);
    expect(await answer).to.equal(true);
  });

  it("is answered with no when another takes its place before", async () => {
    const { ask, asked } = await show();
    const first = ask("First?");
    await until(() => asked() !== null);
    const second = ask("Second?");
    expect(await first).to.equal(false);
    await until(() => asked()?.textContent.includes("Second?") === true);
    asked()!.close("yes");
    expect(await second).to.equal(true);
  });
});
