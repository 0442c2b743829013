/** A room server in a process of its own, for tests that kill it. Its environment configures it. */
import { agenda } from "../../../demo/agenda/agenda.js";
import { configFromEnv, startRoomServer } from "../../../src/server/hosts/node.js";

const server = await startRoomServer({
  ...configFromEnv(process.env),
  features: process.env["AGENDA"] ? [agenda] : [],
});
process.send?.(server.url);
