import { describe, expect, it } from "vitest";
import { Assembly, LARGEST_IN_PARTS } from "../../src/client/channels/assembly.js";
import {
  LARGEST_MESSAGE,
  readText,
  writeDrop,
  writeLarge,
  writePart,
  writeText,
} from "../../src/wire/channel-protocol.js";

const part = (bytes: number, fill = 0): ArrayBuffer => new Uint8Array(bytes).fill(fill).buffer;

/** Announces a message of `bytes` and gives its parts one by one. */
function take(assembly: Assembly, id: number, ...parts: ArrayBuffer[]) {
  return parts.map((each) => {
    assembly.expect(id);
    return assembly.take(each);
  });
}

describe("the assembly of large messages", () => {
  it("joins parts, and tells how far it is", () => {
    const assembly = new Assembly();
    assembly.begin({ id: 7, bytes: LARGEST_MESSAGE + 3, isText: false });
    const [first, last] = take(assembly, 7, part(LARGEST_MESSAGE, 1), part(3, 2));
    expect(first).toEqual({ id: 7, received: LARGEST_MESSAGE, total: LARGEST_MESSAGE + 3, data: undefined });
    expect(last).toMatchObject({ received: LARGEST_MESSAGE + 3 });
    const whole = new Uint8Array(last && last.data instanceof ArrayBuffer ? last.data : []);
    expect([whole.length, whole[0], whole.at(-1)]).toEqual([LARGEST_MESSAGE + 3, 1, 2]);
  });

  it("keeps messages apart that come at the same time, and texts whole across parts", () => {
    const assembly = new Assembly();
    const text = new TextEncoder().encode("é".repeat(LARGEST_MESSAGE));
    assembly.begin({ id: 1, bytes: text.byteLength, isText: true });
    assembly.begin({ id: 2, bytes: 5, isText: false });
    take(assembly, 1, text.slice(0, LARGEST_MESSAGE).buffer);
    expect(take(assembly, 2, part(5))[0]).toMatchObject({ received: 5 });
    const [whole] = take(assembly, 1, text.slice(LARGEST_MESSAGE).buffer);
    expect(whole).toMatchObject({ data: "é".repeat(LARGEST_MESSAGE) });
  });

  it("takes a binary message without a word before it for what it is", () => {
    const assembly = new Assembly();
    assembly.begin({ id: 1, bytes: 5, isText: false });
    expect(assembly.take(part(5))).toBe(undefined);
  });

  it.each([
    ["too short a part", [part(10)]],
    ["too long a part", [part(LARGEST_MESSAGE + 1)]],
    ["an empty part", [part(0)]],
    ["more than was announced", [part(LARGEST_MESSAGE), part(4)]],
  ])("throws a message away that has %s", (_, parts) => {
    const assembly = new Assembly();
    assembly.begin({ id: 1, bytes: LARGEST_MESSAGE + 3, isText: false });
    expect(take(assembly, 1, ...parts).at(-1)).toBe(false);
    expect(take(assembly, 1, part(3))).toEqual([false]);
  });

  it("knows nothing of parts that were not announced, were taken back, or are over", () => {
    const assembly = new Assembly();
    expect(take(assembly, 1, part(5))).toEqual([false]);
    assembly.begin({ id: 1, bytes: 5, isText: false });
    assembly.drop(1);
    expect(take(assembly, 1, part(5))).toEqual([false]);
    assembly.begin({ id: 2, bytes: 5, isText: false });
    expect(take(assembly, 2, part(5), part(5))[1]).toBe(false);
  });

  it("holds no more than its bound for one sender, however much is announced", () => {
    const assembly = new Assembly();
    assembly.begin({ id: 1, bytes: LARGEST_IN_PARTS + 1, isText: false });
    expect(take(assembly, 1, part(LARGEST_MESSAGE))).toEqual([false]);
    assembly.begin({ id: 2, bytes: LARGEST_IN_PARTS, isText: false });
    assembly.begin({ id: 3, bytes: 1, isText: false });
    expect(take(assembly, 3, part(1))).toEqual([false]);
    assembly.drop(2);
    for (let id = 10; id < 100; id++) assembly.begin({ id, bytes: 1, isText: false });
    expect(take(assembly, 99, part(1))).toEqual([false]);
    expect(take(assembly, 10, part(1))[0]).toMatchObject({ received: 1 });
    assembly.begin({ id: 4, bytes: 0, isText: true });
    expect(take(assembly, 4, part(0))).toEqual([false]);
  });
});

describe("the words of the channel protocol", () => {
  it("are read as they are written", () => {
    const large = { id: 3, bytes: 100_000, isText: true };
    expect(readText(writeLarge(large))).toEqual({ type: "large", large });
    expect(readText(writePart(3))).toEqual({ type: "part", id: 3 });
    expect(readText(writeDrop(3))).toEqual({ type: "drop", id: 3 });
  });

  it("are never taken for texts of an application, nor those for words", () => {
    for (const text of [writePart(1), writeDrop(1), writeLarge({ id: 1, bytes: 2, isText: false }), "\u0001ack"]) {
      expect(readText(writeText(text))).toEqual({ type: "text", text });
      expect(readText(text).type).not.toBe("text");
    }
  });

  it.each([
    "\u0001large",
    "\u0001large x 5 text",
    "\u0001large 1 -5 text",
    "\u0001large 1 1e9 text",
    "\u0001part",
    "\u0001part NaN",
    "\u0001large 99999999999 1 bytes",
    "\u0001ack",
    "\u0001later",
  ])("mean nothing when they are malformed (%j)", (text) => {
    expect(readText(text)).toEqual({ type: "unknown" });
  });
});
