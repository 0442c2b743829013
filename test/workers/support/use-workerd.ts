/** Import this before a suite of `test/server`: the suite then runs in workerd. */
import { afterAll } from "vitest";
import { useHost } from "../../server/support/host.js";
import { startWorkerd, workerdHost } from "./workerd.js";

const runtime = startWorkerd();
useHost({ name: "workerd", start: workerdHost(runtime) });
afterAll(async () => (await runtime).close());
