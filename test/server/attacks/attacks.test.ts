/** The table of attacks: attacker, way in, right answer. The same rows run against Node and workerd. */
import { describe, it } from "vitest";
import { currentHost } from "../support/host.js";
import { startTestServer } from "../support/server.js";
import { rows as ai } from "./rows/ai.js";
import { rows as audience } from "./rows/audience.js";
import { rows as assistant } from "./rows/assistant.js";
import { rows as captions } from "./rows/captions.js";
import { rows as claims } from "./rows/claims.js";
import { rows as doors } from "./rows/doors.js";
import { rows as floods } from "./rows/floods.js";
import { rows as guests } from "./rows/guests.js";
import { rows as names } from "./rows/names.js";
import { rows as rights } from "./rows/rights.js";

const table = [
  ...rights,
  ...doors,
  ...floods,
  ...names,
  ...claims,
  ...guests,
  ...audience,
  ...captions,
  ...assistant,
  ...ai,
];

describe("attacks", { timeout: 30_000 }, () => {
  it.for(table)("$attacker, by $way, $tries: $answer", async ({ server, only, run }, { skip }) => {
    if (only !== undefined && only !== currentHost().name) skip();
    await run(await startTestServer(server));
  });
});
