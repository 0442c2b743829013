import type { RoomConnection, Signaling } from "../signaling.js";
import type { Network } from "./network.js";

/** What the suite needs of a backend. A fresh one is made for every row. */
export interface AdapterFixture {
  /** The adapter for one person, which does all that it does over this network. */
  signaling(network: Network): Signaling;
  /** The network that the fixture's backend is on. Default: `fetch` and `WebSocket` of the platform. */
  readonly network?: () => Network;
  /** The room to meet in. Default `suite`. */
  readonly room?: string;
  /** An adapter that is not let in, and the code that it is refused with. Absent: rows on refusal are skipped. */
  readonly refused?: (network: Network) => { readonly signaling: Signaling; readonly code: string };
  /** Puts an end to somebody's stay, as their token's end or a host does. Absent: the row on expiry is skipped. */
  readonly expire?: (connection: RoomConnection) => Promise<unknown> | void;
  /** A session of this person's that the backend takes for theirs. Default: one that the Connection API makes for them. */
  readonly session?: (connection: RoomConnection) => Promise<string> | string;
  /** What the backend cannot know. Rows on it are skipped. */
  readonly lacks?: readonly ("acts" | "channels" | "rids" | "reconnect" | "unreachable")[];
  /** Lets go of the backend. */
  close(): Promise<void> | void;
}
