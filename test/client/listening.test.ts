import { describe, expect, test } from "vitest";
import { Listening } from "../../src/client/channels/listening.js";
import { readText, writeText } from "../../src/wire/channel-protocol.js";

/** Only its identity counts here. */
const channel = (): RTCDataChannel => ({}) as RTCDataChannel;

/** One side of a channel. What it says is kept until the test lets it arrive, or loses it. */
class Side {
  said: string[] = [];
  readonly own = channel();
  readonly listening = new Listening({ say: (text) => this.said.push(text), onChange: () => this.changes++ });
  changes = 0;

  constructor(readonly session: string) {}

  /** Hears `others` from now on. */
  hear(...others: Side[]): void {
    this.listening.update(this.own, new Map(others.map(({ session, own }) => [session, own])));
  }

  /** Everything that was said arrives at `other`. */
  arriveAt(other: Side): void {
    for (const text of this.said.splice(0)) {
      const incoming = readText(text);
      if (incoming.type === "hearing") other.listening.receive(this.session, incoming.hearing, other.session);
    }
  }

  get listeners(): string[] {
    return [...this.listening.sessions];
  }
}

describe("who hears whom", () => {
  test("both know, although what the first said was lost", () => {
    const [ada, ben] = [new Side("ada"), new Side("ben")];
    ada.hear(ben);
    ada.said = []; // Ben does not hear her yet.
    ben.hear(ada);
    ben.arriveAt(ada);
    expect(ada.listeners).toEqual(["ben"]);
    ada.arriveAt(ben);
    expect(ben.listeners).toEqual(["ada"]);
    ben.arriveAt(ada);
    expect([...ada.said, ...ben.said]).toEqual([]);
  });

  test("both know when both hear at once, and then are quiet", () => {
    const [ada, ben] = [new Side("ada"), new Side("ben")];
    ada.hear(ben);
    ben.hear(ada);
    for (let round = 0; round < 3; round++) {
      ada.arriveAt(ben);
      ben.arriveAt(ada);
    }
    expect([ada.listeners, ben.listeners]).toEqual([["ben"], ["ada"]]);
    expect([...ada.said, ...ben.said]).toEqual([]);
    expect([ada.changes, ben.changes]).toEqual([1, 1]);
  });

  test("what is meant for another is not taken", () => {
    const [ada, ben, cleo] = [new Side("ada"), new Side("ben"), new Side("cleo")];
    ada.hear(ben, cleo);
    ben.hear(ada, cleo);
    cleo.hear(ada, ben);
    const words = [...ada.said];
    ada.arriveAt(ben);
    ada.said = words;
    ada.arriveAt(cleo);
    expect(ben.listeners).toEqual(["ada"]);
    expect(cleo.listeners).toEqual(["ada"]);
  });

  test("who is gone is forgotten, and a new channel begins anew", () => {
    const [ada, ben] = [new Side("ada"), new Side("ben")];
    ada.hear(ben);
    ben.hear(ada);
    ben.arriveAt(ada);
    ada.listening.update(channel(), new Map([["ben", ben.own]]));
    expect(ada.listeners).toEqual([]);
    expect(ada.said.length).toBeGreaterThan(0);
    ada.arriveAt(ben);
    ada.hear();
    expect(ada.listeners).toEqual([]);
  });
});

describe("texts on a channel", () => {
  test.each(["", "hello", "\u0001", "\u0001hearing x mutual", "\u0001\u0001"])(
    "%j of an application comes back as it was",
    (text) => {
      expect(readText(writeText(text))).toEqual({ type: "text", text });
    },
  );

  test("a word of a later version is no text", () => {
    expect(readText("\u0001something")).toEqual({ type: "unknown" });
  });
});
