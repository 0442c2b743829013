/**
 * The few words that browsers say to each other on the data channels of a room, among the texts of the application.
 *
 * Nothing of the service tells a publisher that a subscriber is there. So the two tell each other, each on its own channel:
 * whoever has begun to hear somebody says so, and whether they already know that they are heard themselves.
 */

/** No text of an application begins so on the wire: {@link writeText} sees to that. */
const MARK = "\u0001";
const HEARING = `${MARK}hearing `;

/** «I hear the channel of the session `to`.» */
export interface Hearing {
  readonly to: string;
  /** The speaker knows that they are heard by `to`, and needs no answer. */
  readonly mutual: boolean;
}

/** What arrived. */
export type ChannelText =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "hearing"; readonly hearing: Hearing }
  /** A word of a later version. */
  | { readonly type: "unknown" };

export const writeHearing = ({ to, mutual }: Hearing): string => `${HEARING}${to} ${mutual ? "mutual" : "asking"}`;

/** A text of the application, so that it cannot be taken for a word of the protocol. */
export const writeText = (text: string): string => (text.startsWith(MARK) ? MARK + text : text);

export function readText(text: string): ChannelText {
  if (!text.startsWith(MARK)) return { type: "text", text };
  if (text.startsWith(MARK + MARK)) return { type: "text", text: text.slice(MARK.length) };
  if (!text.startsWith(HEARING)) return { type: "unknown" };
  const [to = "", state] = text.slice(HEARING.length).split(" ");
  return { type: "hearing", hearing: { to, mutual: state === "mutual" } };
}
