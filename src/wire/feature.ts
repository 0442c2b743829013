/** What the page and the room must agree on about a feature: its name, and the types of what is asked and seen. */

/**
 * A feature, for whoever only uses it: all that a page needs to know. A whole `RoomFeature` is one, and where the page should not
 * load that, its name and types are enough.
 *
 * @example
 * ```ts
 * import type { AgendaCommand, AgendaView } from "./agenda.js";
 * const agenda: FeatureToken<AgendaCommand, AgendaView> = { name: "agenda" };
 * ```
 */
export interface FeatureToken<Command, View> {
  /** Its key in `snapshot.features`, and in messages: a small letter, then small letters, digits and `-`, 64 of them at most. */
  readonly name: string;
  /** Never there: it carries the types. */
  readonly "~types"?: { readonly command: Command; readonly view: View };
}
