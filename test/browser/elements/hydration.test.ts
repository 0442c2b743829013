/** Elements that a server rendered, as they come to life in the page: with Lit's hydration and what it expects of each. */
import "@lit-labs/ssr-client/lit-element-hydrate-support.js";
import { expect } from "@open-wc/testing";
import type { CallsMicrophoneButton } from "../../../src/elements/buttons/microphone-button.js";
import { DoubleRoomElement } from "./support/double-room.js";
import { idleSnapshot } from "./support/room-double.js";
import { nextTask, until, visibleText } from "./support/wait.js";

/** As `@lit-labs/ssr` writes it. */
const rendered = (attributes: string, content = ""): string => `
  <double-room ${attributes}><template shadowrootmode="open"
    ><style>.old { color: red }</style><!--lit-part 843u56Ok1Mg=--><!--lit-node 0--><slot></slot><!--/lit-part--></template
  >${content}</double-room>`;

describe("an element that a server rendered", () => {
  const page = document.createElement("div");
  before(() => {
    DoubleRoomElement.snapshot = idleSnapshot;
    document.body.append(page);
  });
  after(() => page.remove());

  const enliven = (markup: string): DoubleRoomElement => {
    page.setHTMLUnsafe(markup);
    return page.firstElementChild as DoubleRoomElement;
  };

  it("shows what it shows elsewhere, once, in its own look", async () => {
    const room = enliven(rendered('room="standup" start-muted'));
    await until(() => room.shadowRoot!.querySelector("calls-prejoin") !== null);
    expect(room.startMuted).to.equal(true);
    const root = room.shadowRoot!;
    expect([...root.children].map(({ localName }) => localName)).to.deep.equal(["div", "slot"]);
    expect(root.adoptedStyleSheets.length).to.be.greaterThan(0);
  });

  it("keeps what the page has put inside", async () => {
    const button = `<calls-microphone-button><template shadowrootmode="open"
      ><!--lit-part--><!--/lit-part--></template></calls-microphone-button>`;
    const room = enliven(rendered("", button));
    const microphone = room.querySelector<CallsMicrophoneButton>("calls-microphone-button")!;
    await until(() => microphone.shadowRoot?.querySelector("button") != null);
    expect([...room.shadowRoot!.children].map(({ localName }) => localName)).to.deep.equal(["slot"]);
    expect(microphone.shadowRoot!.querySelectorAll("button")).to.have.length(1);
    expect(visibleText(room)).not.to.contain("undefined");
  });

  it("waits where the page that is around it says so", async () => {
    const room = enliven(rendered('room="standup" defer-hydration'));
    await nextTask();
    expect(room.shadowRoot!.querySelector("calls-prejoin")).to.equal(null);
    room.removeAttribute("defer-hydration");
    await until(() => room.shadowRoot!.querySelector("calls-prejoin") !== null);
  });
});
