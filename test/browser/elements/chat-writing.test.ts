import { expect, fixture } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { html } from "lit";
import type { CallsChat } from "../../../src/elements/chat/chat.js";
import { CallsError } from "../../../src/base/error.js";
import { grace, mine, said, show, spoken } from "./support/chat-page.js";
import { nextTask, until, visibleText } from "./support/wait.js";

describe("<calls-chat>: writing", () => {
  describe("writing", () => {
    it("sends with Enter, breaks the line with Shift and Enter, and empties the field", async () => {
      const { room, input, write } = await show();
      await write("One");
      await sendKeys({ down: "Shift" });
      await sendKeys({ press: "Enter" });
      await sendKeys({ up: "Shift" });
      await sendKeys({ type: "two" });
      expect(room.requests).to.deep.equal([]);
      await sendKeys({ press: "Enter" });
      await nextTask();
      const [request] = room.requests;
      expect(request).to.include({ type: "chat", text: "One\ntwo" });
      expect(request && "id" in request && request.id).to.match(/^[\da-f]{32}$/);
      expect(input().value).to.equal("");
      await sendKeys({ press: "Enter" });
      await nextTask();
      expect(room.requests).to.have.length(1);
    });

    it("sends on a page without https, too", async () => {
      const { room, write } = await show();
      const made = Object.getOwnPropertyDescriptor(Crypto.prototype, "randomUUID")!;
      Object.defineProperty(Crypto.prototype, "randomUUID", { value: undefined, configurable: true });
      try {
        await write("Hello");
        await sendKeys({ press: "Enter" });
        await nextTask();
        expect(room.requests).to.have.length(1);
      } finally {
        Object.defineProperty(Crypto.prototype, "randomUUID", made);
      }
    });

    it("keeps what is written from the page's own shortcuts, and nothing else", async () => {
      const { input } = await show();
      const heard: string[] = [];
      const listen = ({ key }: KeyboardEvent): void => void heard.push(key);
      const types = ["keydown", "keypress", "keyup"] as const;
      for (const type of types) document.addEventListener(type, listen);
      try {
        input().focus();
        await sendKeys({ type: "km" });
        expect(input().value).to.equal("km");
        await sendKeys({ press: "Shift" });
        await sendKeys({ press: "Escape" });
      } finally {
        for (const type of types) document.removeEventListener(type, listen);
      }
      expect([...new Set(heard)]).to.deep.equal(["Shift", "Escape"]);
    });

    it("leaves Enter to an input method that is writing", async () => {
      const { room, input, write } = await show();
      await write("にほん");
      const key = new KeyboardEvent("keydown", { key: "Enter", isComposing: true, cancelable: true, bubbles: true });
      input().dispatchEvent(key);
      const old = new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, cancelable: true, bubbles: true });
      input().dispatchEvent(old);
      await nextTask();
      expect([key.defaultPrevented, old.defaultPrevented, room.requests.length]).to.deep.equal([false, false, 0]);
    });

    it("counts near the limit, and sends nothing over it", async () => {
      const { chat, room, button, write } = await show();
      await write("x".repeat(3_900));
      expect(visibleText(chat)).to.contain("100 characters to go");
      await write("x".repeat(4_001));
      expect(visibleText(chat)).to.contain("Too long by 1");
      expect(button("Send").disabled).to.equal(true);
      await sendKeys({ press: "Enter" });
      await nextTask();
      expect(room.requests).to.deep.equal([]);
    });

    it("puts an emoji where the cursor is", async () => {
      const { chat, input, button, write, root } = await show();
      await write("Well done!");
      input().setSelectionRange(9, 9);
      button("Emoji").click();
      await until(() => root.activeElement?.textContent === "👍");
      await sendKeys({ press: "ArrowRight" });
      await sendKeys({ press: "Enter" });
      await chat.updateComplete;
      expect(input().value).to.equal("Well done👏!");
      expect(root.activeElement).to.equal(input());
      expect(root.querySelector("#emoji")!.matches(":popover-open")).to.equal(false);
    });

    it("keeps what is being written when the panel goes away", async () => {
      const { element, chat, write } = await show({ chat: [said(0, "Hello")] });
      await write("Not finis");
      chat.remove();
      const again = await fixture<CallsChat>(html`<calls-chat></calls-chat>`, { parentNode: element });
      expect(again.shadowRoot!.querySelector("textarea")!.value).to.equal("Not finis");
    });
  });

  describe("what is on its way", () => {
    it("is shown as such until the room has it", async () => {
      const { chat, room, messages, write } = await show();
      await write("Hello");
      await sendKeys({ press: "Enter" });
      await nextTask();
      expect(visibleText(messages()[0]!)).to.contain("Sending…");
      const [request] = room.requests;
      const id = request && "id" in request ? request.id : "";
      room.set({ chat: [mine(0, "Hello", { id })] });
      await chat.updateComplete;
      expect(messages()).to.have.length(1);
      expect(visibleText(chat)).not.to.contain("Sending…");
    });

    it("can be tried again when it failed, as the same message, or given up", async () => {
      const { chat, room, messages, button, write } = await show();
      room.refusal = new CallsError("server-unreachable", "for the test");
      await write("Hello");
      await sendKeys({ press: "Enter" });
      await until(() => visibleText(chat).includes("Not sent"));
      expect(spoken()).to.contain("Not sent");
      room.refusal = undefined;
      button("Try again").click();
      await nextTask();
      expect(room.requests).to.have.length(2);
      expect(room.requests[0]).to.deep.equal(room.requests[1]);
      room.refusal = new CallsError("rate-limited", "for the test");
      await write("Another");
      await sendKeys({ press: "Enter" });
      await until(() => visibleText(chat).includes("Not sent"));
      button("Discard").click();
      await chat.updateComplete;
      expect(messages()).to.have.length(1);
    });

    it("failed, when a listener on the page cancelled it", async () => {
      const { element, chat, room, write } = await show();
      element.addEventListener("calls-action", (event) => event.preventDefault());
      await write("Hello");
      await sendKeys({ press: "Enter" });
      await until(() => visibleText(chat).includes("Not sent"));
      expect(room.requests).to.deep.equal([]);
    });

    it("is still there when the panel was closed meanwhile", async () => {
      const { element, chat, room, write } = await show();
      room.refusal = new CallsError("server-unreachable", "for the test");
      await write("Hello");
      await sendKeys({ press: "Enter" });
      chat.remove();
      const again = await fixture<CallsChat>(html`<calls-chat></calls-chat>`, { parentNode: element });
      await until(() => visibleText(again).includes("Not sent"));
      expect(visibleText(again)).to.contain("Hello");
    });
  });

  describe("one person alone", () => {
    it("is chosen from those in the call", async () => {
      const { chat, room, root, input, write } = await show();
      const select = root.querySelector("select")!;
      expect([...select.options].map(({ text }) => text)).to.deep.equal(["Everyone", "Grace", "Ben"]);
      select.value = "ben";
      select.dispatchEvent(new Event("change", { bubbles: true }));
      await chat.updateComplete;
      expect(input().placeholder).to.equal("Message only Ben");
      await write("Psst");
      await sendKeys({ press: "Enter" });
      await nextTask();
      expect(room.requests[0]).to.include({ text: "Psst", to: "ben" });
    });

    it("who has left is not silently everybody", async () => {
      const { chat, room, root, button, write } = await show();
      const select = root.querySelector("select")!;
      select.value = "ben";
      select.dispatchEvent(new Event("change", { bubbles: true }));
      await write("Only for you");
      room.set({ participants: [grace], chat: [said(0, "Hello", { from: "ben", name: "Ben" })] });
      await chat.updateComplete;
      expect(root.querySelector("select")!.selectedOptions[0]!.text).to.equal("Ben has left");
      expect(button("Send").disabled).to.equal(true);
      await sendKeys({ press: "Enter" });
      await nextTask();
      expect(room.requests).to.deep.equal([]);
    });

    it("is said on the message, to both", async () => {
      const { chat } = await show({ chat: [said(0, "Psst", { to: "me" }), mine(1, "Yes?", { to: "grace" })] });
      expect(visibleText(chat).match(/Only you and Grace/g)).to.have.length(2);
    });
  });
});
