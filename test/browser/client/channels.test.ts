import { expect } from "@open-wc/testing";
import { CallsError, type ChannelMessage, type ChannelPolicy, type RoomChannel } from "../../../src/client/index.js";
import { eventually } from "../signaling/events.js";
import { colourTrack, isRed } from "../signaling/test-media.js";
import { People, until, type Person } from "./people.js";
import { sees } from "./senses.js";

/** Resolves when the channel is open. */
function opened(channel: RoomChannel): Promise<void> {
  return new Promise((resolve) => {
    const check = (state: RoomChannel["state"]): void => {
      if (state === "open") resolve();
    };
    channel.onStateChange(check);
    check(channel.state);
  });
}

/** Everything that arrives. */
function inbox(channel: RoomChannel): ChannelMessage[] {
  const messages: ChannelMessage[] = [];
  channel.onMessage((message) => messages.push(message));
  return messages;
}

/** Resolves when `from` knows that somebody hears it. */
function heard(from: RoomChannel, people = 1): Promise<void> {
  return new Promise((resolve) => {
    const check = (listeners: readonly string[]): void => {
      if (listeners.length >= people) resolve();
    };
    from.onListenersChange(check);
    check(from.listeners);
  });
}

function codeOf(action: () => void): string {
  try {
    action();
  } catch (error) {
    if (error instanceof CallsError) return error.code;
    throw error;
  }
  return "done";
}

const codeOfPromise = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "done",
    (error: unknown) => (error instanceof CallsError ? error.code : String(error)),
  );

describe("data channels", () => {
  let people: People;

  /** Ada's and Grace's ends of a channel, who hear each other. */
  async function pair(name: string, policy?: ChannelPolicy): Promise<[RoomChannel, RoomChannel]> {
    const [ada, grace] = await Promise.all([people.join("Ada"), people.join("Grace")]);
    const [mine, theirs] = [ada.room.channel(name, policy), grace.room.channel(name, policy)];
    await Promise.all([opened(mine), opened(theirs)]);
    await Promise.all([heard(mine), heard(theirs)]);
    return [mine, theirs];
  }

  beforeEach(() => {
    people = new People();
  });

  afterEach(() => people.end());

  it("carry a hundred numbered messages and a binary one, in order, to everyone", async () => {
    const members = await Promise.all(["Ada", "Grace", "Linus"].map((name) => people.join(name)));
    const channels = members.map(({ room }) => room.channel("chat"));
    const [ada, grace, linus] = channels as [RoomChannel, RoomChannel, RoomChannel];
    await Promise.all(channels.map(opened));
    await Promise.all([heard(ada, 2), heard(grace, 2)]);
    const inboxes = [inbox(grace), inbox(linus)];
    const numbers = Array.from({ length: 100 }, (_, i) => `message ${i}`);
    for (const number of numbers) ada.send(number);
    ada.send(new Uint8Array([0, 1, 2, 255]).subarray(1));
    for (const messages of inboxes) {
      await eventually(() => messages.length >= 101);
      const texts = messages.filter(({ data }) => typeof data === "string" && data.startsWith("message"));
      expect(texts.map(({ data }) => data)).to.deep.equal(numbers);
      const last = messages.at(-1)!;
      expect([...new Uint8Array(last.data as ArrayBuffer)]).to.deep.equal([1, 2, 255]);
      expect(last.from).to.equal(members[0]?.room.snapshot.self.id);
    }
  });

  it("work next to media, for somebody who joins late", async () => {
    const ada = await people.join("Ada", { camera: colourTrack("red") });
    const early = ada.room.channel("chat");
    await opened(early);
    const grace = people.add("Grace");
    const late = grace.room.channel("chat");
    expect(late.state).to.equal("connecting");
    await grace.room.request({ type: "join", room: "standup", name: "Grace" });
    await opened(late);
    await Promise.all([heard(early), heard(late), sees(grace, "Ada", isRed)]);
  });

  it("keep what is sent before they are open", async () => {
    const ada = await people.join("Ada");
    const listening = ada.room.channel("chat");
    const heard = inbox(listening);
    await opened(listening);
    const grace = people.add("Grace");
    const channel = grace.room.channel("chat");
    channel.send("first");
    channel.send("second");
    const isHeard = (): boolean => heard.some(({ data }) => data === "third");
    await grace.room.request({ type: "join", room: "standup", name: "Grace" });
    await opened(channel);
    await eventually(() => {
      if (!isHeard()) channel.send("third");
      return isHeard();
    });
  });

  it("refuse what is too large, and what comes after the end", async () => {
    const ada = await people.join("Ada");
    const channel = ada.room.channel("chat");
    const lossy = ada.room.channel("cursor", { ordered: false });
    expect(codeOf(() => channel.send(new ArrayBuffer(4 * 1024 * 1024 + 1)))).to.equal("message-too-large");
    expect(codeOf(() => lossy.send("é".repeat(33_000)))).to.equal("message-too-large");
    expect(codeOf(() => lossy.send(new ArrayBuffer(64 * 1024)))).to.equal("done");
    const blob = new Blob([new ArrayBuffer(16 * 1024 * 1024 + 1)]);
    expect(await codeOfPromise(channel.sendBlob(blob))).to.equal("message-too-large");
    expect(await codeOfPromise(lossy.sendBlob(new Blob(["é".repeat(33_000)])))).to.equal("message-too-large");
    channel.close();
    expect(channel.state).to.equal("closed");
    expect(channel.bufferedAmount).to.equal(0);
    expect(codeOf(() => channel.send("hello?"))).to.equal("channel-closed");
    expect(codeOf(() => channel.reply("somebody", "hello?"))).to.equal("channel-closed");
    expect(await codeOfPromise(channel.sendBlob(new Blob(["x"])))).to.equal("channel-closed");
    expect(await codeOfPromise(channel.drained())).to.equal("channel-closed");
  });

  it("carry large messages in parts, among small ones, text and bytes alike", async () => {
    const [mine, theirs] = await pair("chat");
    const messages = inbox(theirs);
    const text = `\u0001large ${"é".repeat(200_000)}`;
    const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);
    mine.send("before");
    mine.send(text);
    mine.send(bytes);
    mine.send("after");
    await eventually(() => messages.length === 4);
    expect(messages.map(({ data }) => (typeof data === "string" ? data.length : data.byteLength))).to.deep.equal([
      6,
      text.length,
      bytes.length,
      5,
    ]);
    expect(messages[1]?.data === text).to.equal(true);
    const arrived = new Uint8Array(messages[2]?.data as ArrayBuffer);
    expect(arrived.every((byte, i) => byte === i % 251)).to.equal(true);
  });

  it("carry five megabytes, tell both sides how far they are, and are not stopped up by it", async () => {
    const [mine, theirs] = await pair("files");
    const messages = inbox(theirs);
    const total = 5_000_000;
    const bytes = Uint8Array.from({ length: total }, (_, i) => (i * 7) % 256);
    const sent: number[] = [];
    const received: number[] = [];
    let buffered = 0;
    theirs.onProgress((progress) => {
      expect(progress.total).to.equal(total);
      received.push(progress.received);
    });
    await mine.sendBlob(new Blob([bytes]), {
      onProgress(done, all) {
        expect(all).to.equal(total);
        sent.push(done);
        buffered = Math.max(buffered, mine.bufferedAmount);
      },
    });
    expect(mine.bufferedAmount).to.equal(0);
    expect(sent.at(-1)).to.equal(total);
    expect(sent).to.deep.equal([...sent].sort((a, b) => a - b));
    expect(buffered).to.be.below(4 * 1024 * 1024);
    await eventually(() => messages.length === 1);
    const arrived = new Uint8Array(messages[0]?.data as ArrayBuffer);
    expect(arrived.byteLength).to.equal(total);
    expect(arrived.every((byte, i) => byte === (i * 7) % 256)).to.equal(true);
    expect(received.at(-1)).to.equal(total);
    expect(received.length).to.be.above(50);
  });

  it("take back a large message that was given up, and go on", async () => {
    const [mine, theirs] = await pair("files");
    const messages = inbox(theirs);
    const giveUp = new AbortController();
    const blob = new Blob([new ArrayBuffer(5_000_000)]);
    const sending = mine.sendBlob(blob, { signal: giveUp.signal, onProgress: () => giveUp.abort() });
    expect(await codeOfPromise(sending)).to.equal("aborted");
    await mine.sendBlob(new Blob(["all of it"]));
    await eventually(() => messages.length > 0);
    expect(new TextDecoder().decode(messages[0]?.data as ArrayBuffer)).to.equal("all of it");
    expect(messages).to.have.length(1);
  });

  it("say when there is room for more", async () => {
    const ada = people.add("Ada");
    const channel = ada.room.channel("chat");
    const inRoom = await people.join("Grace");
    inRoom.room.channel("chat");
    for (let i = 0; i < 64; i++) channel.send(new ArrayBuffer(64 * 1024));
    expect(channel.bufferedAmount).to.equal(4 * 1024 * 1024);
    expect(codeOf(() => channel.send("more"))).to.equal("rate-limited");
    const drained = channel.drained();
    await ada.room.request({ type: "join", room: "standup", name: "Ada" });
    await drained;
    expect(codeOf(() => channel.send("more"))).to.equal("done");
  });

  it("carry JSON, and leave out what is none", async () => {
    const [mine, theirs] = await pair("state");
    const values: unknown[] = [];
    theirs.onJson((value, from) => values.push(value, from));
    mine.send("{ not JSON");
    mine.send(new ArrayBuffer(2));
    mine.sendJson({ cursor: [1, 2], "\u0001": null });
    await eventually(() => values.length > 0);
    const [ada] = people.all;
    expect(values).to.deep.equal([{ cursor: [1, 2], "\u0001": null }, ada?.room.snapshot.self.id]);
  });

  it("wait for the listener when that is wanted, and let one of them answer", async () => {
    const policy = { waitForAck: true, canReply: true };
    const [mine, theirs] = await pair("quiz", policy);
    const [ada, grace] = people.all as [Person, Person];
    const [toAda, toGrace] = [inbox(mine), inbox(theirs)];
    mine.send("question");
    await eventually(() => toGrace.length > 0);
    theirs.reply(ada.room.snapshot.self.id, "answer");
    theirs.reply(ada.room.snapshot.self.id, new Uint8Array([1, 2]));
    await eventually(() => toAda.length === 2);
    expect(toAda[0]).to.deep.equal({ from: "", data: "answer", isReply: true });
    expect(toAda[1]).to.include({ from: "", isReply: true });
    expect(codeOf(() => theirs.reply(grace.room.snapshot.self.id, "to oneself"))).to.equal("channel-closed");
    const plain = ada.room.channel("plain");
    expect(codeOf(() => plain.reply("somebody", "no"))).to.equal("bad-request");
  });

  it("bound what waits", async () => {
    const ada = people.add("Ada");
    const channel = ada.room.channel("chat");
    const codes = Array.from({ length: 100 }, () => codeOf(() => channel.send(new ArrayBuffer(64 * 1024))));
    expect(codes.filter((code) => code === "done")).to.have.length(64);
    expect(codes.at(-1)).to.equal("rate-limited");
  });

  it("are shared by their holders, and end with the last", async () => {
    const ada = await people.join("Ada");
    const grace = await people.join("Grace");
    const [one, two] = [ada.room.channel("chat"), ada.room.channel("chat")];
    const theirs = grace.room.channel("chat");
    await Promise.all([opened(one), opened(two), opened(theirs)]);
    expect(codeOf(() => ada.room.channel("chat", { ordered: false }))).to.equal("bad-request");
    await heard(theirs);
    one.close();
    await heard(two);
    two.close();
    const again = ada.room.channel("chat");
    await opened(again);
    await Promise.all([heard(again), heard(theirs)]);
  });

  it("can be unordered and give up on messages", async () => {
    const [ada, grace] = await Promise.all([people.join("Ada"), people.join("Grace")]);
    const policy = { ordered: false, maxRetransmits: 0 };
    const channels = [ada, grace].map(({ room }: Person) => room.channel("cursor", policy)) as [
      RoomChannel,
      RoomChannel,
    ];
    await Promise.all(channels.map(opened));
    await Promise.all([heard(channels[0]), heard(channels[1])]);
    expect(codeOf(() => ada.room.channel("other", { maxRetransmits: 1, maxPacketLifeTime: 1 }))).to.equal(
      "bad-request",
    );
  });

  it("open again after the session was replaced", async () => {
    await people.end();
    let isGone = false;
    people = new People({
      fault({ operation }) {
        if (operation === "newSession") isGone = false;
        return isGone ? new CallsError("session-expired", "410") : undefined;
      },
    });
    const ada = await people.join("Ada");
    const grace = await people.join("Grace");
    const [mine, theirs] = [ada.room.channel("chat"), grace.room.channel("chat")];
    await Promise.all([opened(mine), opened(theirs)]);
    await Promise.all([heard(mine), heard(theirs)]);
    isGone = true;
    const lost = until(ada, ({ status }) => status.phase === "joined" && status.media === "reconnecting");
    const other = ada.room.channel("other");
    await lost;
    await Promise.all([opened(mine), opened(other)]);
    await Promise.all([heard(mine), heard(theirs)]);
  });
});
