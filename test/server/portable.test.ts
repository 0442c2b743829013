import { readFile, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

it("needs Node in its Node host only", async () => {
  const folder = fileURLToPath(new URL("../../src/server/", import.meta.url));
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".ts"));
  const needNode = [];
  for (const file of files) {
    const source = await readFile(folder + file, "utf8");
    if (/from "(node:|ws"|@hono\/node-server)|\b(process\.[a-z]|Buffer\b|__dirname\b)/.test(source))
      needNode.push(file);
  }
  expect(needNode.sort()).toEqual([
    "hosts/node-dial.ts",
    "hosts/node-sockets.ts",
    "hosts/node.ts",
    "hosts/plain-requests.ts",
  ]);
});
