import { expect, fixture } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { html } from "lit";
import { uiOf } from "../../../src/elements/core/room-ui.js";
import type { CallsChat } from "../../../src/elements/chat/chat.js";
import { CallsError } from "../../../src/base/error.js";
import { call, grace, ben, many, mine, NOON, pageOf, said, show, spoken, unread } from "./support/chat-page.js";
import { inRoom } from "./support/double-room.js";
import { idleSnapshot } from "./support/room-double.js";
import { countUpdates, nextTask, settled, until, visibleText } from "./support/wait.js";

describe("<calls-chat>", () => {
  describe("is accessible", () => {
    it("empty, with messages, and while one is being written", async () => {
      const page = await show();
      await settled();
      await expect(page.chat).to.be.accessible();
      const answer = mine(2, "Yes", { replyTo: "m1", editedAt: NOON });
      page.room.set({ chat: [said(1, "Is it https://example.com?"), answer, said(3, "", { deleted: true })] });
      await page.write("Hel");
      await settled();
      await expect(page.chat).to.be.accessible();
    });

    it("with a message that was not sent, too many characters, and a question", async () => {
      const page = await show({ chat: [mine(1, "Hello")] });
      page.room.refusal = new CallsError("server-unreachable", "for the test");
      await page.write("Lost?");
      page.button("Send").click();
      await until(() => visibleText(page.chat).includes("Not sent"));
      await page.write("x".repeat(4_001));
      await settled();
      await expect(page.chat).to.be.accessible();
      page.button("Delete").click();
      await page.chat.updateComplete;
      await settled();
      await expect(page.chat).to.be.accessible();
    });
  });

  it("says so when there is nothing, no call, and no chat", async () => {
    const { chat, room, input } = await show();
    expect(visibleText(chat)).to.contain("No messages yet");
    room.set({ canAct: false });
    await chat.updateComplete;
    expect(visibleText(chat)).to.contain("This call has no chat.");
    room.set({ canAct: true, actions: ["hand"] });
    await chat.updateComplete;
    expect(visibleText(chat)).to.contain("This call has no chat.");
    room.set({ ...idleSnapshot, canAct: true });
    await chat.updateComplete;
    expect(visibleText(chat)).to.contain("Join the call to read and write messages.");
    expect(input()).to.equal(null);
  });

  it("puts what one person says in a row under one name, and begins anew after a while", async () => {
    const { root } = await show({
      chat: [said(0, "One"), said(1, "Two"), mine(2, "Three"), said(3, "4"), said(30, "5")],
    });
    const names = [...root.querySelectorAll(".head b")].map(({ textContent }) => textContent);
    expect(names).to.deep.equal(["Grace", "You", "Grace", "Grace"]);
  });

  it("makes links of addresses, and nothing of anything else", async () => {
    const { root, messages } = await show({
      chat: [
        said(0, '<img src=x onerror="alert(1)"> <b>bold</b>'),
        said(1, "See (https://example.com/a_(b)?c=d), or www.example.org. javascript:alert(1)"),
        said(3, "https://example.jp/佐々木。"),
        said(
          2,
          "https://example.com/一 と https://example.org/x。次（https://example.net/y）、と「https://example.com/z」",
        ),
      ],
    });
    expect(root.querySelector(".bubble img, .bubble b")).to.equal(null);
    expect(visibleText(messages()[0]!)).to.contain("<b>bold</b>");
    const links = [...root.querySelectorAll("a")];
    expect(links.map(({ href, textContent }) => [href, textContent])).to.deep.equal([
      ["https://example.com/a_(b)?c=d", "https://example.com/a_(b)?c=d"],
      ["https://www.example.org/", "www.example.org"],
      [`https://example.jp/${encodeURI("佐々木")}`, "https://example.jp/佐々木"],
      [`https://example.com/${encodeURI("一")}`, "https://example.com/一"],
      ["https://example.org/x", "https://example.org/x"],
      ["https://example.net/y", "https://example.net/y"],
      ["https://example.com/z", "https://example.com/z"],
    ]);
    expect(links.every(({ rel, target }) => rel.includes("noopener") && target === "_blank")).to.equal(true);
  });

  describe("a message", () => {
    it("can be answered: privately what was private", async () => {
      const { chat, room, button, messages, write } = await show({
        chat: [said(0, "For all"), said(1, "For you", { to: "me" })],
      });
      button("Reply", messages()[0]).click();
      await chat.updateComplete;
      expect(visibleText(chat)).to.contain("Replying to Grace");
      await write("One");
      await sendKeys({ press: "Enter" });
      await nextTask();
      expect(room.requests[0]).to.deep.include({ replyTo: "m0" }).and.not.have.property("to");
      button("Reply", messages()[1]).click();
      await write("Two");
      await sendKeys({ press: "Enter" });
      await nextTask();
      expect(room.requests[1]).to.include({ replyTo: "m1", to: "grace" });
    });

    it("shows what it answers, and goes there", async () => {
      const { root, messages } = await show({ chat: [said(0, "Why?"), mine(1, "Because", { replyTo: "m0" })] });
      const quote = messages()[1]!.querySelector<HTMLElement>(".quote")!;
      expect(quote.textContent).to.contain("Why?");
      quote.click();
      expect(root.activeElement).to.equal(messages()[0]);
    });

    it("stays within the chat, however long what it answers is", async () => {
      const long = "Whatever was said before. ".repeat(40);
      const answers = [mine(1, "Yes", { replyTo: "m0" }), said(2, "No", { replyTo: "m0" })];
      const { root, messages } = await show({ chat: [said(0, long), ...answers] });
      const log = root.querySelector(".log")!.getBoundingClientRect();
      for (const part of messages().flatMap((message) => [...message.querySelectorAll(".head, .bubble, .quote")])) {
        const { left, right } = part.getBoundingClientRect();
        expect(left).to.be.at.least(log.left);
        expect(right).to.be.at.most(log.right);
      }
    });

    it("of one's own can be changed; the words stay until the room has them", async () => {
      const { chat, room, button, input, messages, write } = await show({ chat: [said(0, "Hi"), mine(1, "Helo")] });
      expect(button("Edit", messages()[0])).to.equal(undefined);
      await write("In between");
      button("Edit", messages()[1]).click();
      await chat.updateComplete;
      expect(input().value).to.equal("Helo");
      room.refusal = new CallsError("server-unreachable", "for the test");
      await write("Hello");
      button("Save").click();
      await until(() => visibleText(chat).includes("That did not work"));
      expect(input().value).to.equal("Hello");
      room.refusal = undefined;
      button("Save").click();
      await until(() => input().value === "In between");
      expect(room.requests[1]).to.deep.equal({ type: "chat-edit", id: "m1", text: "Hello" });
    });

    it("is left alone by Escape while it is being changed", async () => {
      const { chat, room, button, input, messages } = await show({ chat: [mine(1, "Helo")] });
      button("Edit", messages()[0]).click();
      await until(() => input().value === "Helo" && chat.shadowRoot!.activeElement === input());
      await sendKeys({ press: "Escape" });
      await chat.updateComplete;
      expect(input().value).to.equal("");
      expect(room.requests).to.deep.equal([]);
    });

    it("is deleted only when that is wanted, by its author or a host", async () => {
      const { chat, room, button, messages, root } = await show({ chat: [said(0, "Hi"), mine(1, "Oops")] });
      expect(button("Delete", messages()[0])).to.equal(undefined);
      const ask = async (answer: string): Promise<void> => {
        button("Delete", messages()[1]).click();
        await chat.updateComplete;
        expect(root.querySelector("dialog")!.open).to.equal(true);
        button(answer, root.querySelector("dialog")!).click();
        await until(() => root.querySelector("dialog") === null);
        await nextTask();
      };
      await ask("Cancel");
      expect(room.requests).to.deep.equal([]);
      await ask("Delete");
      expect(room.requests).to.deep.equal([{ type: "chat-delete", id: "m1" }]);
      room.set({ self: { ...room.snapshot.self, role: "host" } });
      await chat.updateComplete;
      expect(button("Delete", messages()[0])).not.to.equal(undefined);
    });

    it("that was deleted says so, and offers nothing", async () => {
      const { messages } = await show({ chat: [said(0, "", { deleted: true })] });
      expect(visibleText(messages()[0]!)).to.contain("Message deleted");
      expect(messages()[0]!.querySelector(".actions")).to.equal(null);
    });
  });

  describe("the history", () => {
    const toEnd = (log: HTMLElement): number => log.scrollHeight - log.scrollTop - log.clientHeight;

    it("stays at its end when it is there, and leaves alone who reads what came before", async () => {
      const { chat, room, log } = await show({ chat: many });
      await until(() => toEnd(log()) < 2);
      room.set({ chat: [...many, said(50, "Another")] });
      await chat.updateComplete;
      expect(toEnd(log())).to.be.lessThan(2);
      // It knows that it is in sight.
      await new Promise((resolve) => new IntersectionObserver(resolve).observe(chat));
      const scrolled = new Promise((resolve) => log().addEventListener("scroll", resolve, { once: true }));
      log().scrollTop = 40;
      await scrolled;
      room.set({ chat: [...many, said(50, "Another"), said(51, "And one")] });
      await chat.updateComplete;
      expect(log().scrollTop).to.equal(40);
    });

    it("says where the new begins, and goes there with one click", async () => {
      const { chat, room, root, log, button } = await show({ chat: many });
      await until(() => toEnd(log()) < 2);
      log().scrollTop = 0;
      await new Promise(requestAnimationFrame);
      await nextTask();
      room.set({ chat: [...many, said(50, "Another")] });
      await chat.updateComplete;
      expect(root.querySelector(".divider + [data-id=m50]")).not.to.equal(null);
      expect(unread(room)).to.equal(1);
      button("New messages").click();
      await until(() => unread(room) === 0);
      await chat.updateComplete;
      expect(toEnd(log())).to.be.lessThan(2);
      expect(button("New messages")).to.equal(undefined);
    });

    it("is one stop of the Tab key; arrows go from message to message, and Tab to what can be done there", async () => {
      const { chat, root, messages, input } = await show({ chat: [said(0, "One"), said(1, "Two"), mine(2, "Three")] });
      messages()[2]!.focus();
      await sendKeys({ press: "ArrowUp" });
      expect(root.activeElement).to.equal(messages()[1]);
      expect(messages()[1]!.ariaLabel).to.match(/^Grace, .+: Two$/);
      await sendKeys({ press: "Home" });
      expect(root.activeElement).to.equal(messages()[0]);
      await sendKeys({ press: "Tab" });
      expect(root.activeElement?.ariaLabel).to.equal("Reply");
      await sendKeys({ press: "Tab" });
      expect(root.activeElement?.tagName).to.equal("SELECT");
      await sendKeys({ press: "Tab" });
      expect(root.activeElement).to.equal(input());
      await chat.updateComplete;
    });
  });

  describe("what nobody has read", () => {
    it("is counted while no chat is on the page, and not when it is read", async () => {
      const { element, chat, room } = await show({ chat: [said(0, "Before")] });
      expect(unread(room)).to.equal(0);
      chat.remove();
      room.set({ chat: [said(0, "Before"), said(1, "One"), mine(2, "Two"), said(3, "", { deleted: true })] });
      expect(unread(room)).to.equal(1);
      const again = await fixture<CallsChat>(html`<calls-chat></calls-chat>`, { parentNode: element });
      await until(() => unread(room) === 0);
      expect(again.shadowRoot!.querySelector(".divider + [data-id=m1]")).not.to.equal(null);
    });

    it("is counted while the chat is hidden", async () => {
      const { chat, room } = await show();
      chat.hidden = true;
      await new Promise(requestAnimationFrame);
      await nextTask();
      room.set({ chat: [said(1, "One")] });
      expect(unread(room)).to.equal(1);
      chat.hidden = false;
      await until(() => unread(room) === 0);
    });

    it("is spoken once, and a lot of it is counted", async () => {
      const { room } = await show();
      room.set({ chat: [said(1, "Hello")] });
      room.set({ chat: [said(1, "Hello"), said(2, "Psst", { to: "me" })] });
      expect(spoken()).to.contain("Message from Grace: Hello");
      expect(spoken()).to.contain("Private message from Grace: Psst");
      const news = Array.from({ length: 7 }, (_, index) => said(10 + index, `News ${index}`));
      room.set({ chat: news });
      expect(spoken()).to.contain("7 new messages").and.not.contain("News 3");
    });
  });

  it("does not render when somebody speaks or mutes", async () => {
    const { chat, room } = await show({ chat: many });
    await until(() => unread(room) === 0);
    await new Promise(requestAnimationFrame);
    await chat.updateComplete;
    const updates = countUpdates(chat);
    room.set({ participants: [{ ...grace, speaking: true }, ben] });
    await chat.updateComplete;
    expect(updates()).to.equal(0);
  });

  it("shows the button that closes only where it was opened", async () => {
    const { chat, room, button } = await show();
    expect(button("Close")).to.equal(undefined);
    uiOf(room).set({ panel: "chat" });
    await chat.updateComplete;
    button("Close").click();
    await nextTask();
    expect(uiOf(room).snapshot.panel).to.equal(undefined);
  });

  it("works away from the room with for", async () => {
    const { element, room } = await inRoom(call, html`<p>Own page</p>`);
    element.id = "call";
    const away = await fixture<CallsChat>(html`<calls-chat for="call"></calls-chat>`);
    const page = pageOf(element, away);
    await page.write("Hello");
    await sendKeys({ press: "Enter" });
    await nextTask();
    expect(room.requests[0]).to.include({ type: "chat", text: "Hello" });
  });
});
