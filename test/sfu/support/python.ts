/** Programs in Python that take part with others' implementations: each line that they print is JSON. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PYTHON = "/usr/bin/python3";

export const canImport = (text: string): boolean => spawnSync(PYTHON, ["-c", text]).status === 0;
export const hasAiortc = canImport("import aiortc");

/** Where the modules are that they share. */
const PYTHONPATH = fileURLToPath(new URL(".", import.meta.url));

/** Runs until its standard input ends, or it is killed. */
export const python = (...args: string[]): ChildProcess =>
  spawn(PYTHON, args, { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, PYTHONPATH } });

export async function firstLine<T>(child: ChildProcess): Promise<T> {
  if (!child.stdout) throw new Error("The peer has no output.");
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return JSON.parse(line) as T;
}

/** All that it prints, as it comes. */
export function linesOf<T>(child: ChildProcess): T[] {
  if (!child.stdout) throw new Error("The peer has no output.");
  const lines: T[] = [];
  createInterface(child.stdout).on("line", (line) => void lines.push(JSON.parse(line) as T));
  return lines;
}
