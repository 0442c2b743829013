import { orange } from "../../signaling/orange/index.js";
import type { Signaling } from "../../signaling/signaling.js";
import type { ServerOptions } from "./server-options.js";

/** An Orange Meets server. */
export const signalingOf = ({ server }: ServerOptions): Signaling => orange({ url: server || undefined });
