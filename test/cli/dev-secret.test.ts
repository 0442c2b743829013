import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CommandError } from "../../src/cli/command-error.js";
import { devSecret, stateFolder } from "../../src/cli/dev-secret.js";

let home: string;
let page: string;
let state: string;
beforeEach(() => {
  home = mkdtempSync(`${tmpdir()}/dev-secret-`);
  page = join(home, "page");
  state = join(home, "state");
  mkdirSync(page);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** The one file that is kept. */
function kept(): string {
  const [name = ""] = readdirSync(state, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(state, path)).isFile(),
  );
  return join(state, name);
}

it("is the same after a restart, and for this user's eyes only", () => {
  const secret = devSecret(page, state);
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(devSecret(page, state)).toBe(secret);
  expect(statSync(kept()).mode & 0o777).toBe(0o600);
  expect(statSync(join(kept(), "..")).mode & 0o777).toBe(0o700);
});

it("is another one for another folder, and the same one by another way to it", () => {
  mkdirSync(join(home, "other"));
  symlinkSync(page, join(home, "link"));
  expect(devSecret(join(home, "other"), state)).not.toBe(devSecret(page, state));
  expect(devSecret(join(home, "link"), state)).toBe(devSecret(page, state));
});

it("is never kept in the folder that is served", () => {
  const secret = devSecret(home, state);
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(readdirSync(state, { recursive: true }).filter((path) => String(path).includes("jwt-secret"))).toEqual([]);
});

it("is there where nothing can be kept", () => {
  writeFileSync(state, "a file stands where the folder should");
  expect(devSecret(page, state)).toMatch(/^[0-9a-f]{64}$/);
});

it.each([
  ["others can read it", () => chmodSync(kept(), 0o644)],
  ["it is no secret", () => writeFileSync(kept(), "")],
])("is refused, with what to do, when %s", (_why, spoil) => {
  devSecret(page, state);
  spoil();
  expect(() => devSecret(page, state)).toThrow(CommandError);
  expect(() => devSecret(page, state)).toThrow(/Delete it/);
});

it("is kept where each system keeps the state of programs", () => {
  expect(stateFolder({}, "linux", "/home/ada")).toBe("/home/ada/.local/state/calls-elements");
  expect(stateFolder({ XDG_STATE_HOME: "/state" }, "linux", "/home/ada")).toBe("/state/calls-elements");
  expect(stateFolder({ LOCALAPPDATA: "/local" }, "win32", "/home/ada")).toBe("/local/calls-elements");
});
