import { expect } from "@open-wc/testing";
import { html } from "lit";
import type { RoomSnapshot } from "../../../src/client/types.js";
import { offerFeature } from "../../../src/elements/core/feature-parts.js";
import type { AssistantView } from "../../../src/features/assistant/contract.js";
import { parts } from "../../../src/features/assistant/elements/index.js";
import { call, mine, pageOf, said } from "./support/chat-page.js";
import { inRoom } from "./support/double-room.js";
import { person, type RoomDouble } from "./support/room-double.js";
import { nextTask, settled, until, visibleText } from "./support/wait.js";

const view: AssistantView = {
  available: true,
  on: true,
  name: "Assistant",
  mention: "assistant",
  hears: true,
  listens: false,
};
const host = person("me", "Ada", { isSelf: true, role: "host" });
const withAssistant = (change: Partial<AssistantView> = {}, more: Partial<RoomSnapshot> = {}): RoomSnapshot => ({
  ...call,
  ...more,
  features: { assistant: { ...view, ...change } },
});
const commands = ({ requests }: RoomDouble): unknown[] =>
  requests.flatMap((request) => (request.type === "feature" ? request.command : []));

offerFeature("assistant", () => Promise.resolve({ parts }));

/** The chat, with what the assistant brings to it. */
const show = async (snapshot: RoomSnapshot) => {
  const { element, room } = await inRoom(snapshot, html`<calls-chat style="block-size: 600px"></calls-chat>`);
  const chat = element.querySelector("calls-chat")!;
  const page = pageOf(element, chat);
  await until(() => page.root.querySelector("calls-assistant") !== null);
  const own = page.root.querySelector("calls-assistant")!;
  await own.updateComplete;
  return { ...page, room, own };
};
/** What a screen reader was told. */
const spoken = (): string => [...document.querySelectorAll("[aria-live]")].map((each) => each.textContent).join(" ");

describe("the assistant of a chat", () => {
  it("is asked by its name, says what it is given, and has no switches for who is no host", async () => {
    const { own } = await show(withAssistant());
    expect(visibleText(own)).to.contain("Write @assistant to ask the AI assistant.");
    own.shadowRoot!.querySelector("details")!.open = true;
    expect(visibleText(own)).to.contain("last messages of this chat");
    expect(own.shadowRoot!.querySelector("[role=switch]")).to.equal(null);
  });

  it("is switched by hosts, and is not there where the server has no model", async () => {
    const { own, room } = await show(withAssistant({}, { self: host }));
    const [on, listens] = own.shadowRoot!.querySelectorAll<HTMLInputElement>("[role=switch]");
    own.shadowRoot!.querySelector("details")!.open = true;
    await settled();
    await expect(own).to.be.accessible();
    on!.click();
    listens!.click();
    await nextTask();
    expect(commands(room)).to.deep.equal([
      { type: "switch", on: false },
      { type: "listen", listens: true },
    ]);
    room.set(withAssistant({ on: false }, { self: host }));
    await own.updateComplete;
    expect(visibleText(own)).to.contain("is off");
    room.set(withAssistant({ on: false }));
    await own.updateComplete;
    expect(visibleText(own)).to.equal("");
    room.set(withAssistant({ available: false, on: false }, { self: host }));
    await own.updateComplete;
    expect(visibleText(own)).to.equal("");
  });

  it("answers in the thread: marked, as it grows, and with why it stops in the reader's words", async () => {
    const question = mine(1, "@assistant when?");
    const answer = said(2, "On", {
      from: "service assistant",
      name: "Assistant",
      replyTo: question.id,
      unfinished: true,
    });
    const { messages, room, chat, root } = await show(withAssistant({}, { chat: [question, answer] }));
    const last = (): HTMLElement => messages().at(-1)!;
    expect(visibleText(last())).to.match(/Assistant\s*AI/);
    expect(last().querySelector(".quote")!.textContent).to.contain("@assistant when?");
    expect(last().matches(".unfinished")).to.equal(true);
    await expect(chat).to.be.accessible();
    const text = "On\n\nThe model is gone, says somebody in English.";
    const { unfinished: _, ...whole } = answer;
    room.set(
      withAssistant({}, { chat: [question, { ...whole, version: 3, text, failure: { code: "unreachable", at: 4 } }] }),
    );
    await chat.updateComplete;
    expect(last().matches(".unfinished")).to.equal(false);
    expect(last().querySelector(".bubble")!.textContent).to.contain("On\n\nThe assistant could not be reached.");
    expect(root.textContent).not.to.contain("says somebody");
    // A person of this name has no mark.
    room.set(withAssistant({}, { chat: [said(4, "Trust me", { name: "Assistant" })] }));
    await chat.updateComplete;
    expect(last().querySelector("[part~=mark]")).to.equal(null);
  });

  it("is spoken when its answer is whole, once", async () => {
    const { room } = await show(withAssistant());
    const answer = said(2, "On", { from: "service assistant", name: "Assistant", unfinished: true });
    room.set(withAssistant({}, { chat: [answer] }));
    await nextTask();
    expect(spoken()).not.to.match(/Assistant: On$/);
    const { unfinished: _, ...whole } = answer;
    room.set(withAssistant({}, { chat: [{ ...whole, version: 3, text: "On Monday" }] }));
    await until(() => spoken().includes("On Monday"));
    room.set(withAssistant({}, { chat: [{ ...whole, version: 4, text: "On Monday", editedAt: 5 }] }));
    await nextTask();
    expect(spoken().split("On Monday")).to.have.length(2);
  });
});

describe("<calls-assistant-notice>", () => {
  it("tells everybody from when the assistant is given what is spoken, until they put it away", async () => {
    const { element, room } = await inRoom(withAssistant(), html`<calls-assistant-notice></calls-assistant-notice>`);
    const notice = element.querySelector("calls-assistant-notice")!;
    await notice.updateComplete;
    expect(visibleText(notice)).to.equal("");
    room.set(withAssistant({ listens: true }));
    await notice.updateComplete;
    expect(visibleText(notice)).to.contain("is now given what is spoken");
    await until(() => spoken().includes("is now given what is spoken"));
    notice.shadowRoot!.querySelector("button")!.click();
    await notice.updateComplete;
    expect(visibleText(notice)).to.equal("");
    room.set(withAssistant());
    await notice.updateComplete;
    room.set(withAssistant({ listens: true }));
    await notice.updateComplete;
    expect(visibleText(notice)).to.contain("is now given");
  });
});
