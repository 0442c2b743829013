/** The rules of a room. They hold on every host: see the runners in `test/server`, `test/workers` and `test/in-page`. */
import type { RuleRow } from "./ground.js";
import { rows as chat } from "./rows/chat.js";
import { rows as door } from "./rows/door.js";
import { rows as order } from "./rows/order.js";
import { rows as protocol } from "./rows/protocol.js";
import { rows as publishing } from "./rows/publishing.js";
import { rows as roles } from "./rows/roles.js";
import { rows as social } from "./rows/social.js";

export const RULES: readonly RuleRow[] = [...roles, ...door, ...order, ...publishing, ...chat, ...social, ...protocol];
