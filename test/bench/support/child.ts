/** The process that is measured, apart from the one that measures. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Runs this bench again, as `role`. Resolves with the first thing that it says. */
export async function spawnSelf<T>(role: string): Promise<{ child: ChildProcess; ready: T }> {
  const child = fork(fileURLToPath(import.meta.url), [role], { stdio: "inherit" });
  const [ready] = (await once(child, "message")) as [T];
  return { child, ready };
}

/** Seconds of CPU time that the child has used. */
export async function cpuOf(child: ChildProcess): Promise<number> {
  const answer = once(child, "message");
  child.send("cpu");
  const [seconds] = (await answer) as [number];
  return seconds;
}

/** Answers the parent's questions after its own CPU time. */
export function reportCpu(): void {
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1e6);
  });
  process.on("disconnect", () => process.exit());
}
