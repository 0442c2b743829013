import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

/**
 * The secret that signs the tokens of a development server: the same one after a restart, so that people in a call come back by
 * themselves.
 *
 * @param folder where it is kept, readable by this user only; where nothing can be written it ends with the process.
 */
export function devSecret(folder: string): string {
  const file = `${folder}/jwt-secret`;
  try {
    return readFileSync(file, "utf8");
  } catch {
    const secret = randomBytes(32).toString("hex");
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, secret, { mode: 0o600, flag: "wx" });
    } catch {
      // A read-only folder, or another server was faster: this one's tokens end with it.
    }
    return secret;
  }
}
