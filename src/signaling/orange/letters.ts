/**
 * What Orange does not know, between clients of ours: chat and reactions, as its `directMessage`, one to each reader.
 *
 * A direct message tells only the sender's name, which anybody may take. So each client makes a key when it joins, says its public half
 * with the rest of itself, and signs what it sends: a letter is from whoever the room shows with that key. Direct messages were taken
 * rather than a data channel as they need no media, reach people who publish nothing, and cost nobody a request.
 */
import { isChatAction } from "../chat-actions.js";
import type { ChatAction } from "../chat-actions.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" } as const;
/** Characters of a letter as it is sent. */
const LONGEST = 32_768;
/** Letters that wait to be checked. What comes faster is dropped. */
const MOST_WAITING = 64;

/** A letter that is what it says it is. */
export interface Letter {
  /** The participant. */
  readonly from: string;
  readonly action: ChatAction;
}

/** Finds the key that the room shows with a participant. */
type KeyOf = (participantId: string) => string | undefined;

const toText = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const toBytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/** Writes and reads the letters of one stay. */
export class Letters {
  /** What others check letters with. */
  readonly key: string;
  readonly #pair: CryptoKeyPair;
  readonly #room: string;
  readonly #from: string;
  #count = 0;
  /** The number of the last letter of each key: what is sent again by somebody else counts for nothing. */
  readonly #last = new Map<string, number>();
  #waiting = 0;
  #reading: Promise<unknown> = Promise.resolve();

  private constructor(pair: CryptoKeyPair, key: string, room: string, from: string) {
    this.#pair = pair;
    this.key = key;
    this.#room = room;
    this.#from = from;
  }

  /** `undefined` on a page without https, which browsers give no cryptography. */
  static async open(room: string, from: string): Promise<Letters | undefined> {
    if (!globalThis.crypto?.subtle) return undefined;
    const pair = await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
    return new Letters(pair, toText(await crypto.subtle.exportKey("raw", pair.publicKey)), room, from);
  }

  async write(action: ChatAction): Promise<string> {
    const letter = JSON.stringify({ from: this.#from, n: ++this.#count, action });
    const signature = await crypto.subtle.sign(SIGNATURE, this.#pair.privateKey, this.#signed(letter));
    return JSON.stringify({ calls: 1, letter, signature: toText(signature) });
  }

  /** Hands over what is a letter, in the order of arrival. */
  read(message: string, keyOf: KeyOf, take: (letter: Letter) => void): void {
    if (message.length > LONGEST || this.#waiting >= MOST_WAITING) return;
    this.#waiting++;
    this.#reading = this.#reading
      .then(() => this.#check(message, keyOf))
      .then((letter) => letter && take(letter))
      // Whatever is no letter is somebody's else.
      .catch(() => {})
      .finally(() => this.#waiting--);
  }

  async #check(message: string, keyOf: KeyOf): Promise<Letter | undefined> {
    const { letter, signature } = JSON.parse(message) as { letter: string; signature: string };
    const { from, n, action } = JSON.parse(letter) as { from: string; n: number; action: unknown };
    const key = keyOf(from);
    if (key === undefined || !Number.isSafeInteger(n) || n <= (this.#last.get(key) ?? 0)) return undefined;
    if (!isChatAction(action, this.#from)) return undefined;
    const publicKey = await crypto.subtle.importKey("raw", toBytes(key), CURVE, false, ["verify"]);
    if (!(await crypto.subtle.verify(SIGNATURE, publicKey, toBytes(signature), this.#signed(letter)))) return undefined;
    this.#last.set(key, n);
    return { from, action };
  }

  /** Bound to the room: what was said in another is no letter here. */
  #signed(letter: string): Uint8Array<ArrayBuffer> {
    return new TextEncoder().encode(`${this.#room}\n${letter}`);
  }
}
