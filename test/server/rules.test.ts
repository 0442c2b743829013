/** The rules of a room, on a server. */
import { describe, it } from "vitest";
import { RULES } from "../rules/table.js";
import { startGround } from "./support/ground.js";

describe("the rules of a room on a server", { timeout: 20_000 }, () => {
  it.for(RULES)("$subject: $rule", async ({ run }) => run(await startGround()));
});
