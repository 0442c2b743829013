import { createServer } from "node:net";
import { once } from "node:events";
import { afterEach, describe, expect, test } from "vitest";
import { CommandError } from "../../src/cli/command-error.js";
import { listenOnFreePort, parsePort } from "../../src/cli/listen.js";

const servers: ReturnType<typeof createServer>[] = [];

async function listen(port: number): Promise<number> {
  const server = createServer();
  servers.push(server);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
});

describe("listenOnFreePort", () => {
  test("moves to the next free port and says which one was busy", async () => {
    const taken = await listen(0);
    const busy: number[] = [];
    const port = await listenOnFreePort(taken, listen, (each) => busy.push(each));
    expect(busy[0]).toBe(taken);
    expect(port).toBe(taken + busy.length);
  });

  test("passes other failures on", async () => {
    const failure = new Error("no such address");
    await expect(
      listenOnFreePort(
        1,
        () => Promise.reject(failure),
        () => undefined,
      ),
    ).rejects.toBe(failure);
  });
});

describe("parsePort", () => {
  test("takes the fallback for nothing, a number for a number", () => {
    expect(parsePort(undefined, 3000)).toBe(3000);
    expect(parsePort("", 3000)).toBe(3000);
    expect(parsePort("8080", 3000)).toBe(8080);
  });

  test.each(["http", "-1", "65536", "80.5"])("refuses '%s' with advice", (text) => {
    expect(() => parsePort(text, 3000)).toThrow(CommandError);
  });
});
