import { createHash, randomBytes, randomUUID } from "node:crypto";
import {
  constants,
  closeSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, relative } from "node:path";
import { CommandError } from "./command-error.js";

type Env = Readonly<Record<string, string | undefined>>;

/** Where programs of this user keep what is to survive a restart, and is no configuration. */
export function stateFolder(env: Env, platform = process.platform, home = homedir()): string {
  const base =
    platform === "win32"
      ? env["LOCALAPPDATA"] || join(home, "AppData", "Local")
      : env["XDG_STATE_HOME"] || join(home, ".local", "state");
  return join(base, "calls-elements");
}

/**
 * The secret that signs the tokens of a development server: the same one after a restart, so that people in a call come back by
 * themselves.
 *
 * Each served folder has one of its own, and it is never in that folder. It is readable by this user only. Where nothing can be kept it
 * ends with the process.
 *
 * @param page the folder that is served.
 * @param state see {@link stateFolder}.
 * @throws CommandError when others can read, or could have written, what is kept.
 */
export function devSecret(page: string, state: string): string {
  const project = realpathSync(page);
  const folder = join(state, createHash("sha256").update(project).digest("hex").slice(0, 32));
  const file = join(folder, "jwt-secret");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (contains(project, realpathSync(folder))) return createSecret();
    return readSecret(file) ?? keepSecret(file);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    return createSecret();
  }
}

const createSecret = (): string => randomBytes(32).toString("hex");

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !way.startsWith("..") && !isAbsolute(way);
}

/** Undefined when none is kept. */
function readSecret(file: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const { mode, uid } = fstatSync(descriptor);
    // Windows has no such bits: there the folder is the user's own.
    const isOpen = process.getuid !== undefined && ((mode & 0o077) !== 0 || uid !== process.getuid());
    const secret = readFileSync(descriptor, "utf8");
    if (!isOpen && /^[0-9a-f]{64}$/.test(secret)) return secret;
    throw new CommandError(`${file} is not a secret of yours alone. Delete it: the next start makes a new one.`);
  } finally {
    closeSync(descriptor);
  }
}

/** Keeps a new secret, whole from its first moment: of two servers that start together both take the first one's. */
function keepSecret(file: string): string {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, createSecret(), { mode: 0o600, flag: "wx" });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
  return readSecret(file) ?? createSecret();
}
