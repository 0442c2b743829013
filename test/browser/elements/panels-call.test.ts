/** The panels and the whiteboard in a real call: the real client, real WebRTC, and rooms inside of the page. */
import { expect, fixture } from "@open-wc/testing";
import { html } from "lit";
import { startWhiteboard } from "../../../demo/whiteboard.js";
import "../../../src/elements/chat/chat.define.js";
import "../../../src/elements/people/people.define.js";
import "./support/kit.js";
import type { CallsRoom } from "./support/kit.js";
import { createInPageRooms, type InPageRooms } from "../../../src/in-page/index.js";
import { until, visibleText } from "./support/wait.js";

describe("the panels in a call", () => {
  let rooms: InPageRooms;
  beforeEach(() => {
    rooms = createInPageRooms();
  });
  afterEach(() => rooms.close());

  const join = async (name: string, content = html`<calls-chat files></calls-chat>`): Promise<CallsRoom> => {
    const room = await fixture<CallsRoom>(
      html`<calls-room
        room="standup"
        name=${name}
        autojoin
        start-muted
        start-camera-off
        .signaling=${rooms.signaling}
        style="display: block; block-size: 500px"
        >${content}</calls-room
      >`,
    );
    await until(() => room.callsRoom.snapshot.status.phase === "joined");
    return room;
  };
  const rootOf = (room: CallsRoom): ShadowRoot => room.querySelector("calls-chat")!.shadowRoot!;
  const textOf = (room: CallsRoom): string => visibleText(room.querySelector("calls-chat")!);
  const write = async (room: CallsRoom, text: string): Promise<void> => {
    const input = rootOf(room).querySelector("textarea")!;
    input.value = text;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await room.querySelector("calls-chat")!.updateComplete;
    rootOf(room).querySelector<HTMLButtonElement>("[part~=send]")!.click();
  };

  it("carry what is said to everybody, or to one alone", async () => {
    const [ada, grace, ben] = [await join("Ada"), await join("Grace"), await join("Ben")];
    await write(ada, "Hello, everybody");
    await until(() => [ada, grace, ben].every((room) => textOf(room).includes("Hello, everybody")));
    expect(textOf(ada)).not.to.contain("Sending…");
    await until(() => rootOf(grace).querySelectorAll("option").length === 3);
    const select = rootOf(grace).querySelector("select")!;
    select.value = ada.callsRoom.snapshot.self.id;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await write(grace, "Only for you");
    await until(() => textOf(ada).includes("Only for you") && textOf(grace).includes("Only you and Ada"));
    await write(ben, "Next?");
    await until(() => textOf(ada).includes("Next?"));
    expect(textOf(ben)).not.to.contain("Only for you");
  });

  it("carry a file from one to the other", async () => {
    const [ada, grace] = [await join("Ada"), await join("Grace")];
    const id = grace.callsRoom.snapshot.self.id;
    const heard = ada.callsRoom.channel("calls-files");
    await until(() => heard.listeners.includes(id));
    const content = new Uint8Array(300_000).map((_, index) => index % 251);
    const input = rootOf(ada).querySelector<HTMLInputElement>("input[type=file]")!;
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], "numbers.bin"));
    input.files = transfer.files;
    input.dispatchEvent(new Event("change"));
    await until(() => textOf(ada).includes("Sent to everyone who has the chat open"));
    await until(() => rootOf(grace).querySelector("[aria-label='Save file: numbers.bin']") !== null);
  });

  it("draw on one board, also for who comes later", async () => {
    const board = html`<calls-datachannel name="whiteboard" json></calls-datachannel>
      <calls-datachannel name="cursors" json ordered="false" max-retransmits="0"></calls-datachannel>`;
    const start = (room: CallsRoom): { canvas: HTMLCanvasElement; layer: HTMLElement; clear: HTMLButtonElement } => {
      const canvas = Object.assign(document.createElement("canvas"), { tabIndex: 0 });
      canvas.style.cssText = "display: block; inline-size: 200px; block-size: 100px";
      const [layer, clear] = [document.createElement("div"), document.createElement("button")];
      room.after(canvas, layer, clear);
      const [strokes, cursors] = [...room.querySelectorAll("calls-datachannel")];
      startWhiteboard({ room, strokes: strokes!, cursors: cursors!, canvas, layer, clear });
      return { canvas, layer, clear };
    };
    const isDrawn = (canvas: HTMLCanvasElement): boolean =>
      canvas
        .getContext("2d")!
        .getImageData(0, 0, canvas.width, canvas.height)
        .data.some((value) => value > 0);
    const ada = await join("Ada", board);
    const mine = start(ada);
    for (const key of [" ", "ArrowRight", "ArrowRight", "ArrowDown", " "]) {
      mine.canvas.dispatchEvent(new KeyboardEvent("keydown", { key }));
    }
    expect(isDrawn(mine.canvas)).to.equal(true);
    const grace = await join("Grace", board);
    const theirs = start(grace);
    await until(() => isDrawn(theirs.canvas));
    await until(() => {
      mine.canvas.dispatchEvent(new PointerEvent("pointermove", { clientX: 20, clientY: 20 }));
      return theirs.layer.textContent === "Ada";
    });
    theirs.clear.click();
    await until(() => !isDrawn(mine.canvas));
  });
});
