import { expect } from "@open-wc/testing";
import { CallsError, type ChannelMessage, type RoomChannel } from "../../../src/client/index.js";
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

describe("data channels", () => {
  let people: People;

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
    expect(codeOf(() => channel.send("é".repeat(33_000)))).to.equal("message-too-large");
    expect(codeOf(() => channel.send(new ArrayBuffer(64 * 1024 + 1)))).to.equal("message-too-large");
    expect(codeOf(() => channel.send(new ArrayBuffer(64 * 1024)))).to.equal("done");
    channel.close();
    expect(channel.state).to.equal("closed");
    expect(codeOf(() => channel.send("hello?"))).to.equal("channel-closed");
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
