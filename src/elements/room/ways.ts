import { lazy, type Lazy } from "../../base/lazy.js";
import type { Signaling } from "../../signaling/signaling.js";
import type { ServerOptions } from "./server-options.js";

/** A way into rooms, from a file of its own. An attribute that is empty is one that is not there. */
interface Way {
  signalingOf(options: ServerOptions): Signaling;
}

const roomServer = lazy<Way>(() => import(/* joining */ "./room-server-way.js"));
/** The names of other backends than the kit's own room server. */
const OTHERS: Readonly<Record<string, Lazy<Way>>> = {
  orange: lazy<Way>(() => import("./orange-way.js")),
  phoenix: lazy<Way>(() => import("./phoenix-way.js")),
};

/** What a page's backend is reached by. Pages with another one never load it. */
export const wayTo = (backend: string): Lazy<Way> => (Object.hasOwn(OTHERS, backend) && OTHERS[backend]) || roomServer;
