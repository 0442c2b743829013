/** Seeded randomness: a failure repeats with its seed. */
export class Fuzz {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1) (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("There is nothing to pick from.");
    return item;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  /** A packet with some bytes changed, cut, repeated or added. */
  packet(original: Buffer): Buffer {
    let packet = Buffer.from(original);
    for (let round = 1 + this.below(4); round > 0; round--) {
      const at = this.below(packet.length + 1);
      switch (this.below(5)) {
        case 0:
          packet = packet.subarray(0, at);
          break;
        case 1:
          packet = Buffer.concat([packet.subarray(0, at), this.bytes(this.below(8)), packet.subarray(at)]);
          break;
        case 2:
          packet = Buffer.concat([packet, packet.subarray(at)]);
          break;
        default:
          if (at < packet.length) packet[at] = this.pick([0, 1, 127, 128, 255, this.below(256)]);
      }
    }
    return packet;
  }

  /** A text with some lines changed, left out, repeated or moved. */
  text(original: string): string {
    const lines = original.split("\r\n");
    for (let round = 1 + this.below(5); round > 0; round--) {
      const at = this.below(lines.length);
      const line = lines[at] ?? "";
      switch (this.below(6)) {
        case 0:
          lines.splice(at, 1);
          break;
        case 1:
          lines.splice(at, 0, line);
          break;
        case 2:
          lines.splice(this.below(lines.length), 0, ...lines.splice(at, 1));
          break;
        case 3:
          lines[at] = line.replace(/\d+/, () => this.pick(["0", "-1", "65536", "99999999999999999999", "x", ""]));
          break;
        case 4:
          lines[at] = line.slice(0, this.below(line.length + 1));
          break;
        default:
          lines[at] = line.replace(/\S+$/, () => this.pick(["", "null", "%s", "a b c", "\u0000", "é".repeat(50)]));
      }
    }
    return lines.join("\r\n");
  }

  /** A JSON value with some members changed, left out or nested. */
  json(original: unknown): unknown {
    if (this.below(6) === 0) return this.pick([null, true, -1, 1e300, "", "x".repeat(300), [], {}, [[]], "__proto__"]);
    if (Array.isArray(original)) {
      const items = original.map((item) => this.json(item));
      return this.below(5) === 0 ? [...items, ...items] : items;
    }
    if (typeof original !== "object" || original === null) return original;
    const members = Object.entries(original).filter(() => this.below(8) !== 0);
    return Object.fromEntries(members.map(([key, value]) => [key, this.json(value)]));
  }
}
