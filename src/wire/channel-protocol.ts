/**
 * The few words that browsers say to each other on the data channels of a room, among the texts of the application.
 *
 * Nothing of the service tells a publisher that a subscriber is there. So the two tell each other, each on its own channel:
 * whoever has begun to hear somebody says so, and whether they already know that they are heard themselves.
 *
 * A message of more than {@link LARGEST_MESSAGE} bytes goes in parts: `large` announces it, `part` comes before each of its
 * parts, which are binary messages of just that size but for the last, and `drop` takes it back.
 */

/** Bytes of one message on the wire, which every browser can receive whole. */
export const LARGEST_MESSAGE = 64 * 1024;

/** No text of an application begins so on the wire: {@link writeText} sees to that. */
const MARK = "\u0001";

/** «I hear the channel of the session `to`.» */
export interface Hearing {
  readonly to: string;
  /** The speaker knows that they are heard by `to`, and needs no answer. */
  readonly mutual: boolean;
}

/** «A message of so many bytes comes in parts.» */
export interface LargeMessage {
  /** The sender's number for it. */
  readonly id: number;
  readonly bytes: number;
  readonly isText: boolean;
}

/** What arrived. */
export type ChannelText =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "hearing"; readonly hearing: Hearing }
  | { readonly type: "large"; readonly large: LargeMessage }
  /** The next binary message is a part of the message `id`, or the message is not to be waited for. */
  | { readonly type: "part" | "drop"; readonly id: number }
  /** A word that is meant for the service, or of a later version. */
  | { readonly type: "unknown" };

export const writeHearing = ({ to, mutual }: Hearing): string => `${MARK}hearing ${to} ${mutual ? "mutual" : "asking"}`;
export const writeLarge = ({ id, bytes, isText }: LargeMessage): string =>
  `${MARK}large ${id} ${bytes} ${isText ? "text" : "bytes"}`;
export const writePart = (id: number): string => `${MARK}part ${id}`;
export const writeDrop = (id: number): string => `${MARK}drop ${id}`;
/** Said to the service, which sends nothing before it when the subscriber wanted it so. It comes to nobody's ears. */
export const ACK = `${MARK}ack`;

/** A text of the application, so that it cannot be taken for a word of the protocol. */
export const writeText = (text: string): string => (text.startsWith(MARK) ? MARK + text : text);

export function readText(text: string): ChannelText {
  if (!text.startsWith(MARK)) return { type: "text", text };
  if (text.startsWith(MARK + MARK)) return { type: "text", text: text.slice(MARK.length) };
  const [word, first = "", second = "", third] = text.slice(MARK.length).split(" ");
  const id = countOf(first);
  switch (word) {
    case "hearing":
      return { type: "hearing", hearing: { to: first, mutual: second === "mutual" } };
    case "large": {
      const bytes = countOf(second);
      if (id === undefined || bytes === undefined) break;
      return { type: "large", large: { id, bytes, isText: third === "text" } };
    }
    case "part":
    case "drop":
      if (id !== undefined) return { type: word, id };
  }
  return { type: "unknown" };
}

function countOf(digits: string): number | undefined {
  return /^\d{1,10}$/.test(digits) ? Number(digits) : undefined;
}
