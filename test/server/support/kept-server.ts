/** A room server in a process of its own, for tests that kill it. Its environment configures it. */
import { configFromEnv, startRoomServer } from "../../../src/server/hosts/node.js";

const server = await startRoomServer({ ...configFromEnv(process.env), port: Number(process.env["PORT"]) });
process.send?.(server.url);
