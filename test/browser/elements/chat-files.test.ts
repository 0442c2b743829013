import { expect } from "@open-wc/testing";
import { html } from "lit";
import type { SendOptions } from "../../../src/client/types.js";
import type { CallsChat } from "../../../src/elements/chat/chat.js";
import { safeName } from "../../../src/elements/chat/file-exchange.js";
import { CallsUiSetEvent } from "../../../src/elements/core/events.js";
import { CallsError } from "../../../src/base/error.js";
import { call, pageOf, spoken } from "./support/chat-page.js";
import { inRoom } from "./support/double-room.js";
import type { ChannelDouble } from "./support/room-double.js";
import { settled, until, visibleText } from "./support/wait.js";

interface Page {
  readonly chat: CallsChat;
  readonly channel: ChannelDouble;
  readonly root: ShadowRoot;
  readonly button: (name: string) => HTMLButtonElement;
  /** As a person does in the dialog of the browser. */
  readonly attach: (file: File) => void;
}

const show = async (): Promise<Page> => {
  const { element } = await inRoom(call, html`<calls-chat files style="block-size: 400px"></calls-chat>`);
  const chat = element.querySelector("calls-chat")!;
  const page = pageOf(element, chat);
  await until(() => page.room.channels.some(({ name }) => name === "calls-files"));
  const channel = page.room.channels.find(({ name }) => name === "calls-files")!;
  channel.setListeners(["grace"]);
  return {
    chat,
    channel,
    root: page.root,
    button: page.button,
    attach: (file) => {
      const input = page.root.querySelector<HTMLInputElement>("input[type=file]")!;
      const transfer = new DataTransfer();
      transfer.items.add(file);
      input.files = transfer.files;
      input.dispatchEvent(new Event("change"));
    },
  };
};

/** What another chat sends. */
const packed = (name: string, content: string): ArrayBuffer => {
  const said = new TextEncoder().encode(name);
  const bytes = new TextEncoder().encode(content);
  return new Uint8Array([said.length >> 8, said.length & 255, ...said, ...bytes]).buffer;
};

describe("<calls-chat files>", () => {
  it("opens nothing, and offers nothing, unless it is wanted", async () => {
    const { element, room } = await inRoom(call, html`<calls-chat></calls-chat>`);
    expect(room.channels).to.deep.equal([]);
    expect(element.querySelector("calls-chat")!.shadowRoot!.querySelector("input[type=file]")).to.equal(null);
  });

  it("is accessible while a file comes, and when it is there", async () => {
    const { chat, channel } = await show();
    channel.setProgress({ from: "grace", id: 1, received: 1, total: 4 });
    await chat.updateComplete;
    await settled();
    await expect(chat).to.be.accessible();
    channel.receive({ from: "grace", data: packed("notes.txt", "hello") });
    await chat.updateComplete;
    await settled();
    await expect(chat).to.be.accessible();
  });

  it("sends a file, and shows how far it is", async () => {
    const { chat, channel, root, attach } = await show();
    let go = (): void => {};
    const sent: Blob[] = [];
    channel.sendBlob = async (blob: Blob, options?: SendOptions) => {
      sent.push(blob);
      options?.onProgress?.(25, 100);
      await new Promise<void>((resolve) => (go = resolve));
    };
    attach(new File(["hello"], "notes.txt"));
    await until(() => root.querySelector("progress")?.value === 0.25);
    expect(visibleText(chat)).to.contain("notes.txt");
    go();
    await until(() => visibleText(chat).includes("Sent to everyone who has the chat open"));
    expect(new Uint8Array(await sent[0]!.arrayBuffer())).to.deep.equal(new Uint8Array(packed("notes.txt", "hello")));
  });

  it("says so when it was not sent, is too large, or nobody would get it", async () => {
    const { chat, channel, attach } = await show();
    channel.sendBlob = () => Promise.reject(new CallsError("channel-closed", "for the test"));
    attach(new File(["hello"], "notes.txt"));
    await until(() => visibleText(chat).includes("Not sent"));
    attach(new File([new Uint8Array(8 * 1024 * 1024 + 1)], "film.mp4"));
    await until(() => visibleText(chat).includes("Files can be up to 8 MB."));
    channel.setListeners([]);
    attach(new File(["hello"], "notes.txt"));
    await until(() => visibleText(chat).includes("Nobody else has the chat open."));
    expect(channel.sent).to.deep.equal([]);
  });

  describe("pasted and dropped", () => {
    const held = (...files: readonly File[]): DataTransfer => {
      const transfer = new DataTransfer();
      for (const file of files) transfer.items.add(file);
      return transfer;
    };
    const on = { bubbles: true, composed: true, cancelable: true } as const;
    /** @returns whether the browser would do with it what it does by itself, which for a file is to open it. */
    const paste = ({ root }: Page, clipboardData: DataTransfer): boolean =>
      root.querySelector("textarea")!.dispatchEvent(new ClipboardEvent("paste", { ...on, clipboardData }));
    const drag = (type: string, { root }: Page, dataTransfer: DataTransfer): boolean =>
      root.querySelector(".log")!.dispatchEvent(new DragEvent(type, { ...on, dataTransfer }));

    /** Names of the files that were sent. */
    const sentBy = async ({ channel }: Page): Promise<string[]> =>
      await Promise.all(
        channel.sent.map(async (sent) => new TextDecoder().decode((sent as ArrayBuffer).slice(2)).replace(/!.*$/, "")),
      );

    it("are sent as chosen ones are, one or more", async () => {
      const page = await show();
      expect(paste(page, held(new File(["!one"], "picture.png")))).to.equal(false);
      const dropped = held(new File(["!two"], "a.txt"), new File(["!three"], "b.txt"));
      expect(drag("dragover", page, dropped)).to.equal(false);
      await page.chat.updateComplete;
      expect(getComputedStyle(page.root.querySelector(".panel")!).outlineStyle).to.equal("dashed");
      expect(drag("drop", page, dropped)).to.equal(false);
      await until(() => page.channel.sent.length === 3);
      expect(await sentBy(page)).to.deep.equal(["picture.png", "a.txt", "b.txt"]);
      await page.chat.updateComplete;
      expect(getComputedStyle(page.root.querySelector(".panel")!).outlineStyle).to.equal("none");
      expect(visibleText(page.chat)).to.contain("picture.png");
    });

    it("are held to the same bounds, and the person is told", async () => {
      const page = await show();
      const large = new File([new Uint8Array(8 * 1024 * 1024 + 1)], "film.mp4");
      drag("drop", page, held(large, new File(["!"], "small.txt")));
      await until(() => visibleText(page.chat).includes("Files can be up to 8 MB."));
      await until(() => page.channel.sent.length === 1);
      expect(await sentBy(page)).to.deep.equal(["small.txt"]);
      page.channel.setListeners([]);
      paste(page, held(new File(["!"], "late.txt")));
      await until(() => visibleText(page.chat).includes("Nobody else has the chat open."));
      const select = page.root.querySelector("select")!;
      select.value = "grace";
      select.dispatchEvent(new Event("change", { bubbles: true }));
      await page.chat.updateComplete;
      expect(paste(page, held(new File(["!"], "private.txt")))).to.equal(false);
      await until(() => visibleText(page.chat).includes("Files can only be sent to everyone."));
      expect(page.channel.sent).to.have.length(1);
    });

    it("leave text to the field, also that of an office program, which brings a picture of itself", async () => {
      const page = await show();
      const text = new DataTransfer();
      text.setData("text/plain", "hello");
      expect(paste(page, text)).to.equal(true);
      expect(drag("dragover", page, text)).to.equal(true);
      const table = held(new File(["!"], "image.png"));
      table.setData("text/plain", "1 2");
      table.setData("text/html", "<table></table>");
      expect(paste(page, table)).to.equal(true);
      expect(page.channel.sent).to.deep.equal([]);
    });

    it("are none of a chat without files", async () => {
      const page = await show();
      page.chat.files = false;
      await page.chat.updateComplete;
      expect(paste(page, held(new File(["!"], "picture.png")))).to.equal(true);
      expect(page.channel.sent).to.deep.equal([]);
    });
  });

  it("is what a room element opens where its page wants files", async () => {
    const { element, room } = await inRoom(call, html``);
    element.files = true;
    element.dispatchEvent(new CallsUiSetEvent({ panel: "chat" }));
    await until(() => room.channels.some(({ name }) => name === "calls-files"));
    const chat = element.shadowRoot!.querySelector("calls-chat")!;
    await until(() => chat.shadowRoot!.querySelector("input[type=file]") !== null);
    element.files = false;
    await until(() => chat.shadowRoot!.querySelector("input[type=file]") === null);
  });

  it("offers what came to be saved, and nothing else: it is not shown, and not run", async () => {
    const { chat, channel, root, button } = await show();
    channel.setProgress({ from: "grace", id: 1, received: 50, total: 100 });
    await until(() => root.querySelector("progress")?.value === 0.5);
    channel.receive({ from: "grace", data: packed("../<b>page.html", "<script>alert(1)</script>") });
    await chat.updateComplete;
    expect(root.querySelector("progress, .bubble b, script")).to.equal(null);
    expect(spoken()).to.contain("File from Grace");
    const clicked: HTMLAnchorElement[] = [];
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
      clicked.push(this);
    };
    button("Save file: bpage.html").click();
    HTMLAnchorElement.prototype.click = click;
    expect(clicked[0]!.download).to.equal("bpage.html");
    const blob = await (await fetch(clicked[0]!.href)).blob();
    expect(blob.type).to.equal("application/octet-stream");
    expect(await blob.text()).to.equal("<script>alert(1)</script>");
  });

  it("leaves out what is no file, and what will not come any more", async () => {
    const { chat, channel, root } = await show();
    channel.receive({ from: "grace", data: new Uint8Array([255, 255, 1]).buffer });
    channel.receive({ from: "grace", data: "hello" });
    channel.setProgress({ from: "grace", id: 1, received: 50, total: 100 });
    channel.setProgress({ from: "grace", id: 2, received: 50, total: 100_000_000 });
    await chat.updateComplete;
    expect(root.querySelectorAll("[part~=file]")).to.have.length(1);
    channel.setListeners([]);
    await chat.updateComplete;
    expect(root.querySelectorAll("[part~=file]")).to.have.length(0);
  });

  it("is not for private talk", async () => {
    const { chat, root } = await show();
    const select = root.querySelector("select")!;
    select.value = "grace";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await chat.updateComplete;
    expect(root.querySelector("input[type=file]")).to.equal(null);
  });

  it("gives files names that hide nothing", () => {
    expect(safeName("..\\..\\a/b\u202egpj.exe")).to.equal("abgpj.exe");
    expect(safeName("")).to.equal("file");
    expect(safeName(`${"x".repeat(300)}.pdf`))
      .to.have.length(120)
      .and.match(/\.pdf$/);
  });
});
