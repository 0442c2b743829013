import { describe, expect, it } from "vitest";
import {
  ADAPTER_MESSAGE_LIMIT,
  decodePacket,
  encodePacket,
  fromSamples,
  splitPcm,
  toSamples,
} from "../../src/wire/adapter-packet.js";
import { Fuzz } from "../sfu/support/fuzz.js";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));

describe("a packet of a WebSocket adapter", () => {
  it("has the bytes that a protobuf library writes", () => {
    const payload = new Uint8Array([1, 2, 3]);
    expect(hex(encodePacket({ payload }))).toBe("2a03010203");
    expect(hex(encodePacket({ sequenceNumber: 1, timestamp: 300, payload }))).toBe("080110ac022a03010203");
    expect(hex(encodePacket({ sequenceNumber: 0xffffffff, payload: new Uint8Array() }))).toBe("08ffffffff0f");
    expect(encodePacket({ payload: new Uint8Array() })).toHaveLength(0);
    expect(hex(encodePacket({ payload: new Uint8Array(200) }).subarray(0, 3))).toBe("2ac801");
  });

  it("comes back as it was", () => {
    const fuzz = new Fuzz(14);
    for (let round = 0; round < 100; round++) {
      const packet = {
        sequenceNumber: fuzz.pick([0, 127, 128, 0xffffffff, fuzz.below(2 ** 31)]),
        timestamp: fuzz.pick([0, 0x80000000, fuzz.below(2 ** 31)]),
        payload: new Uint8Array(fuzz.bytes(fuzz.below(300))),
      };
      expect(decodePacket(encodePacket(packet))).toEqual(packet);
    }
  });

  it("is read whatever else is in it", () => {
    const nothing = { sequenceNumber: 0, timestamp: 0, payload: new Uint8Array() };
    expect(decodePacket(new ArrayBuffer(0))).toEqual(nothing);
    expect(decodePacket(bytes("2a00"))).toEqual(nothing);
    // A varint, eight bytes, a text and four bytes that are not ours, around a payload that comes twice.
    const strange = ["1805", "210102030405060708", "32026869", "3d01020304", "2a0101", "2a020708"].join("");
    expect(decodePacket(bytes(strange)).payload).toEqual(new Uint8Array([7, 8]));
    expect(decodePacket(bytes("08808080801010012a00"))).toMatchObject({ sequenceNumber: 0, timestamp: 1 });
  });

  it("is refused when it is none, and never anything worse", () => {
    for (const broken of ["2a05ff", "08", "0b", "2affffffffffffffffff01", "08ffffffffffffffffffffff", "28", "00"]) {
      expect(() => decodePacket(bytes(broken)), broken).toThrow(RangeError);
    }
    const fuzz = new Fuzz(15);
    const original = Buffer.from(encodePacket({ sequenceNumber: 7, timestamp: 9_600, payload: new Uint8Array(40) }));
    for (let round = 0; round < 1_000; round++) {
      try {
        expect(decodePacket(fuzz.packet(original)).timestamp).toBeLessThan(2 ** 32);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }
    expect(() => encodePacket({ timestamp: -1, payload: new Uint8Array() })).toThrow(RangeError);
    expect(() => encodePacket({ sequenceNumber: 2 ** 32, payload: new Uint8Array() })).toThrow(RangeError);
  });

  it("carries samples from any offset, and sound of any length in messages that fit", () => {
    const samples = new Int16Array([0, 1, -1, 32_767, -32_768, 256]);
    const padded = new Uint8Array([9, ...fromSamples(samples), 9]);
    expect(toSamples(padded.subarray(1))).toEqual(samples);
    const sound = new Uint8Array(100_001).map((_, index) => index % 251);
    const parts = [...splitPcm(sound)];
    expect(Buffer.concat(parts).equals(sound)).toBe(true);
    for (const payload of parts) {
      const message = encodePacket({ sequenceNumber: 0xffffffff, timestamp: 0xffffffff, payload });
      expect(message.length).toBeLessThanOrEqual(ADAPTER_MESSAGE_LIMIT);
    }
    expect(parts[0]?.length).toBeGreaterThan(32_000);
  });
});
