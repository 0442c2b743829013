import type { Metadata } from "../wire/room-protocol.js";
import type { StreamEntry } from "./state.js";

/** Somebody at the door. */
export interface Knock {
  readonly participantId: string;
  readonly name: string;
  /** They chose the name themselves, and may choose another. */
  readonly mayRename?: boolean | undefined;
  /** As the token has it; `undefined` when it says none. */
  readonly role: string | undefined;
  /** Who it is to an identity provider. */
  readonly subject?: string | undefined;
  /** Set for a stream without a page. */
  readonly stream?: StreamEntry | undefined;
  /** From which network they come, as an opaque word, when nobody vouches for them. */
  readonly caller?: string | undefined;
  readonly metadata?: Metadata | undefined;
  /** The shard that their token seats them in. */
  readonly seat?: number | undefined;
}
