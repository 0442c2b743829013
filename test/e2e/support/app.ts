/** The product as a newcomer runs it: `npm start`, in a process of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../..", import.meta.url));

export interface App {
  /** Where the page is, with a slash at the end. */
  url: string;
  /** Everything that was printed. */
  output(): string;
  process: ChildProcess;
  /** Ends it as Ctrl-C does, and resolves when it is gone. */
  stop(): Promise<void>;
}

export async function startApp(env: Record<string, string> = {}, args: string[] = []): Promise<App> {
  const child = spawn(process.execPath, [".tools/start.mjs", ...args], {
    cwd: root,
    env: { ...process.env, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const gone = once(child, "exit");
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = /Open {2}(http:\S+)\s/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
  });
  return {
    url,
    output: () => output,
    process: child,
    stop: async () => {
      child.kill("SIGINT");
      await gone;
    },
  };
}
