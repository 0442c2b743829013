import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, expect, it } from "vitest";
import { devSecret } from "../../src/cli/dev-secret.js";

const folder = mkdtempSync(`${tmpdir()}/dev-secret-`);
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("is the same after a restart, and for this user's eyes only", () => {
  const secret = devSecret(`${folder}/cache`);
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(devSecret(`${folder}/cache`)).toBe(secret);
  expect(statSync(`${folder}/cache/jwt-secret`).mode & 0o077).toBe(0);
});

it("is there where nothing can be kept", () => {
  writeFileSync(folder, "a file stands where the folder should");
  expect(devSecret(`${folder}/cache`)).toMatch(/^[0-9a-f]{64}$/);
});
