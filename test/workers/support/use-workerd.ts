/** Import this before a suite of `test/server`: the suite then runs in workerd. */
import { afterAll, beforeAll } from "vitest";
import { useHost } from "../../server/support/host.js";
import { startWorkerd, workerdHost } from "./workerd.js";

const runtime = startWorkerd();
useHost({ name: "workerd", start: workerdHost(runtime) });
// To build the Worker takes a busy machine long, and is not the first test's time.
beforeAll(() => runtime, 120_000);
afterAll(async () => (await runtime).close());
