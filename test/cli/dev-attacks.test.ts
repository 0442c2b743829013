import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { staticFiles } from "../../src/cli/static-files.js";
import { createOriginPolicy } from "../../src/server/access/origins.js";
import { startRoomServer, type RoomServer } from "../../src/server/hosts/node.js";

const SECRET = "NOT FOR PAGES";
let home: string;
let server: RoomServer;

/** A folder as people have them: the page, and beside it what is nobody's business. */
function createFolder(): string {
  home = mkdtempSync(`${tmpdir()}/dev-attacks-`);
  const page = join(home, "page");
  const files = {
    "index.html": "the page",
    "with space.html": "the page with a space",
    "sub/index.html": "the page below",
    ".env": SECRET,
    ".git/config": SECRET,
    ".hidden/page.html": SECRET,
    "sub/.env.local": SECRET,
    "node_modules/.cache/calls-elements/jwt-secret": SECRET,
  };
  for (const [name, text] of Object.entries({
    ...files,
    "../outside.txt": SECRET,
    "../page-two/a.txt": SECRET,
    "../calls-elements.js": "the script",
  })) {
    mkdirSync(join(page, name, ".."), { recursive: true });
    writeFileSync(join(page, name), text);
  }
  symlinkSync(join(home, "outside.txt"), join(page, "link.txt"));
  symlinkSync(home, join(page, "up"));
  symlinkSync(join(home, "page-two"), join(page, "two"));
  symlinkSync(join(page, ".git"), join(page, "history"));
  symlinkSync(join(page, ".env"), join(page, "env.txt"));
  mkdirSync(join(page, "trap"));
  symlinkSync(join(home, "outside.txt"), join(page, "trap", "index.html"));
  symlinkSync(join(page, "index.html"), join(page, "alias.html"));
  return page;
}

beforeAll(async () => {
  server = await startRoomServer({
    calls: { base: "http://127.0.0.1:9", appId: "app", appSecret: "secret" },
    allowedHosts: ["tunnel.example"],
    fallback: staticFiles({
      folder: createFolder(),
      scripts: home,
      origins: createOriginPolicy(["https://page.example"]),
    }),
  });
});
afterAll(async () => {
  await server.close();
  rmSync(home, { recursive: true });
});

interface Attempt {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends the path as it is written: `fetch` would put it in order. */
async function send({ path, method = "GET", headers = {} }: Attempt): Promise<{ status: number; body: string }> {
  const call = request({ port: server.port, host: "127.0.0.1", path, method, headers });
  call.end();
  const answer = once(call, "response").then(async ([response]) => {
    let body = "";
    for await (const chunk of response) body += String(chunk);
    return { status: Number(response.statusCode), body };
  });
  const upgrade = once(call, "upgrade").then(() => ({ status: 101, body: "" }));
  return Promise.race([answer, upgrade]);
}

type Row = readonly [what: string, attempt: Attempt, status: number];

const upgrade = {
  connection: "upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
};
const rebound = { host: "evil.example:3000", origin: "http://evil.example:3000" };

const ROWS: readonly Row[] = [
  // What pages may have.
  ["the page", { path: "/" }, 200],
  ["a page with a space in its name", { path: "/with%20space.html" }, 200],
  ["a folder's page", { path: "/sub/" }, 200],
  ["a link to a page in the folder", { path: "/alias.html" }, 200],
  ["the page by the tunnel's name", { path: "/", headers: { host: "tunnel.example" } }, 200],
  ["the page by an address of the network", { path: "/", headers: { host: "192.168.1.20:3000" } }, 200],
  ["the page by localhost", { path: "/", headers: { host: "localhost:3000" } }, 200],
  // Files that are not for pages.
  ["the environment", { path: "/.env" }, 404],
  ["the environment, escaped", { path: "/%2eenv" }, 404],
  ["the environment, escaped twice", { path: "/%252eenv" }, 404],
  ["the environment by a link", { path: "/env.txt" }, 404],
  ["the environment of a folder below", { path: "/sub/.env.local" }, 404],
  ["the environment behind a page", { path: "/index.html/../.env" }, 404],
  ["the history", { path: "/.git/config" }, 404],
  ["the history, with an escaped slash", { path: "/.git%2fconfig" }, 404],
  ["the history, with a backslash", { path: "/.git%5cconfig" }, 404],
  ["the history by a link", { path: "/history/config" }, 404],
  ["a page in a hidden folder", { path: "/.hidden/page.html" }, 404],
  ["the secret of an older version", { path: "/node_modules/.cache/calls-elements/jwt-secret" }, 404],
  ["a file outside by dots", { path: "/../outside.txt" }, 404],
  ["a file outside by escaped dots", { path: "/%2e%2e/outside.txt" }, 404],
  ["a file outside by dots and an escaped slash", { path: "/..%2foutside.txt" }, 404],
  ["a file outside by a link", { path: "/link.txt" }, 404],
  ["a file outside by a linked folder", { path: "/up/outside.txt" }, 404],
  ["a file in a folder whose name begins alike", { path: "/two/a.txt" }, 404],
  ["a file outside that stands for a folder's page", { path: "/trap/" }, 404],
  ["a file after a zero byte", { path: "/index.html%00.env" }, 404],
  ["an alternate stream of a file", { path: "/index.html::$DATA" }, 404],
  ["a path that is no UTF-8", { path: "/%ff" }, 404],
  // Pages that gave their name this machine's address.
  ["the page by a stranger's name", { path: "/", headers: { host: "evil.example" } }, 403],
  ["the script by a stranger's name", { path: "/calls-elements.js", headers: rebound }, 403],
  ["a room by a stranger's name", { path: "/api/rooms/x/join", method: "POST", headers: rebound }, 403],
  ["the health by a stranger's name", { path: "/health", headers: { host: "evil.example" } }, 403],
  ["a socket by a stranger's name", { path: "/ws", headers: { ...upgrade, ...rebound } }, 403],
  ["a name that only ends like this machine's", { path: "/", headers: { host: "localhost.evil.example" } }, 403],
  ["a name that hides in user information", { path: "/", headers: { host: "localhost@evil.example" } }, 403],
  [
    "a room by a page of a stranger",
    { path: "/api/rooms/x/join", method: "POST", headers: { origin: "https://evil.example" } },
    403,
  ],
];

describe("a development server", () => {
  it.each(ROWS)("asked for %s", async (_what, attempt, status) => {
    const answer = await send(attempt);
    expect(answer.body).not.toContain(SECRET);
    expect(answer.status).toBe(status);
  });

  it.each([
    ["https://page.example", "https://page.example"],
    ["https://evil.example", null],
  ])("asked for the script by a page of %s lets in %s", async (origin, allowed) => {
    const script = await fetch(`http://127.0.0.1:${server.port}/calls-elements.js`, { headers: { origin } });
    expect(await script.text()).toBe("the script");
    expect(script.headers.get("access-control-allow-origin")).toBe(allowed);
    expect(script.headers.get("vary")).toContain("Origin");
  });
});
