import { once } from "node:events";
import { request } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startSfu, type LocalSfu, type SfuOptions } from "../../src/sfu/index.js";

const EVIL = "https://evil.example";
/** A page on the web that made its name point to this machine: the SFU is of its origin. */
const REBOUND = { host: "evil.example:4000", origin: "http://evil.example:4000" };
/** The same page's `GET`: browsers send no origin with it, and nothing else to places without TLS. */
const REBOUND_GET = { host: "evil.example:4000" };
/** A page of any site that loads something as an image or a script. */
const EMBEDDED = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
const OPENED = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
const MINE = "https://mine.example";
const NEIGHBOUR = "http://localhost:5173";

let open: LocalSfu;
let strict: LocalSfu;
const both: SfuOptions = {
  announce: ["127.0.0.1"],
  faults: true,
  appId: "app",
  appSecret: "secret",
  accountToken: "account",
};
beforeAll(async () => {
  open = await startSfu(both);
  strict = await startSfu({ ...both, allowedOrigins: [MINE], allowedHosts: ["sfu.internal"] });
});
afterAll(async () => {
  await open.close();
  await strict.close();
});
afterEach(() => expect(open.sessions().open + strict.sessions().open).toBeLessThan(20));

const BEARER = { authorization: "Bearer secret" };
const ACCOUNT = { authorization: "Bearer account" };
const NEW_SESSION = ["POST", "/v1/apps/app/sessions/new"] as const;
const APPS = "/client/v4/accounts/me/calls/apps";

type Row = readonly [
  who: string,
  what: readonly [method: string, path: string],
  headers: Readonly<Record<string, string>>,
  status: number,
];

const ROWS: readonly Row[] = [
  // Programs: backends, command lines, tests.
  ["a backend makes a session", NEW_SESSION, BEARER, 201],
  ["a backend in a network makes a session by our address", NEW_SESSION, { ...BEARER, host: "192.168.1.20:4000" }, 201],
  ["a backend without the secret makes a session", NEW_SESSION, {}, 401],
  ["a backend with a wrong secret makes a session", NEW_SESSION, { authorization: "Bearer secres" }, 401],
  [
    "a backend that passes its browser's headers on makes a session",
    NEW_SESSION,
    { ...BEARER, origin: NEIGHBOUR, "sec-fetch-site": "same-origin" },
    201,
  ],
  ["a program reads the fault switches", ["GET", "/admin/faults"], {}, 200],
  ["a program lists apps", ["GET", APPS], ACCOUNT, 200],
  ["a program lists apps with any bearer", ["GET", APPS], { authorization: "Bearer any" }, 401],
  ["a program lists apps with an app's secret", ["GET", APPS], BEARER, 401],
  ["a program lists apps with none", ["GET", APPS], {}, 401],
  // Pages of this machine: somebody's own work.
  ["a page of this machine makes a session", NEW_SESSION, { ...BEARER, origin: NEIGHBOUR }, 201],
  ["a page of this machine without the secret makes a session", NEW_SESSION, { origin: NEIGHBOUR }, 401],
  ["a page of this machine asks what it may send", ["OPTIONS", NEW_SESSION[1]], { origin: NEIGHBOUR }, 204],
  ["a page of this machine sets fault switches", ["PUT", "/admin/faults"], { origin: NEIGHBOUR }, 403],
  ["a page of this machine restarts the SFU", ["POST", "/admin/restart"], { origin: NEIGHBOUR }, 403],
  ["a page of this machine makes an app", ["POST", APPS], { ...ACCOUNT, origin: NEIGHBOUR }, 403],
  ["a page of this machine reads all sessions", ["GET", "/status.json"], { origin: NEIGHBOUR }, 403],
  ["the status page reads all sessions", ["GET", "/status.json"], { "sec-fetch-site": "same-origin" }, 200],
  ["the status page sets fault switches", ["PUT", "/admin/faults"], { "sec-fetch-site": "same-origin" }, 403],
  ["a person opens the status page", ["GET", "/"], { "sec-fetch-site": "none", "sec-fetch-mode": "navigate" }, 200],
  ["a person follows a link to the status page", ["GET", "/"], OPENED, 200],
  // Pages of the web.
  ["a page of the web makes a session", NEW_SESSION, { ...BEARER, origin: EVIL }, 403],
  ["a page of the web asks what it may send", ["OPTIONS", NEW_SESSION[1]], { origin: EVIL }, 403],
  [
    "a page of the web sets fault switches with no preflight",
    ["PUT", "/admin/faults"],
    { origin: EVIL, "content-type": "text/plain" },
    403,
  ],
  ["a form of the web restarts the SFU", ["POST", "/admin/restart"], { origin: EVIL, ...OPENED }, 403],
  ["a form without an origin restarts the SFU", ["POST", "/admin/restart"], OPENED, 403],
  ["a page of the web makes an app", ["POST", APPS], { ...ACCOUNT, origin: EVIL }, 403],
  ["a page of the web loads all sessions as a script", ["GET", "/status.json"], EMBEDDED, 403],
  ["a page of the web loads the fault switches as a script", ["GET", "/admin/faults"], EMBEDDED, 403],
  ["a page in a sandbox makes a session", NEW_SESSION, { ...BEARER, origin: "null" }, 403],
  [
    "a page whose name begins like this machine's makes a session",
    NEW_SESSION,
    { ...BEARER, origin: "http://localhost.evil.example" },
    403,
  ],
  [
    "a page whose name ends like an address makes a session",
    NEW_SESSION,
    { ...BEARER, origin: "http://evil127.0.0.1.example" },
    403,
  ],
  ["a page with an origin that is none makes a session", NEW_SESSION, { ...BEARER, origin: "http://" }, 403],
  // Pages of the web that are of our origin.
  ["a rebound page makes a session", NEW_SESSION, { ...BEARER, ...REBOUND }, 403],
  ["a rebound page reads a session", ["GET", "/v1/apps/app/sessions/0"], { ...BEARER, ...REBOUND_GET }, 403],
  ["a rebound page reads all sessions", ["GET", "/status.json"], REBOUND_GET, 403],
  ["a rebound page opens the status page", ["GET", "/"], REBOUND_GET, 403],
  ["a rebound page reads the fault switches", ["GET", "/admin/faults"], REBOUND_GET, 403],
  ["a rebound page sets fault switches", ["PUT", "/admin/faults"], REBOUND, 403],
  ["a rebound page lists apps", ["GET", APPS], { ...ACCOUNT, ...REBOUND_GET }, 403],
  ["a rebound page asks for TURN credentials", ["POST", "/v1/turn/keys/k/credentials/generate"], REBOUND, 403],
  [
    "a rebound page hides its name in user information",
    NEW_SESSION,
    { ...BEARER, host: "localhost@evil.example" },
    403,
  ],
  ["a rebound page hides its name in a path", NEW_SESSION, { ...BEARER, host: "evil.example/localhost" }, 403],
  ["a caller names no host that can be read", NEW_SESSION, { ...BEARER, host: "[" }, 403],
];

const STRICT_ROWS: readonly Row[] = [
  ["the page that is named makes a session", NEW_SESSION, { ...BEARER, origin: MINE }, 201],
  ["a page of this machine, no more, makes a session", NEW_SESSION, { ...BEARER, origin: NEIGHBOUR }, 403],
  ["the page that is named makes an app", ["POST", APPS], { ...ACCOUNT, origin: MINE }, 403],
  ["a backend makes a session by the name that is allowed", NEW_SESSION, { ...BEARER, host: "sfu.internal:4000" }, 201],
  ["a backend makes a session by another name", NEW_SESSION, { ...BEARER, host: "sfu.internal.example" }, 403],
];

/** Sends headers as they are: `fetch` sets some itself. */
async function send(sfu: LocalSfu, [, [method, path], headers]: Row): Promise<{ status: number; cors: unknown }> {
  const call = request({ host: "127.0.0.1", port: new URL(sfu.url).port, method, path, headers });
  call.end();
  const [response] = await once(call, "response");
  response.resume();
  await once(response, "end");
  return { status: response.statusCode, cors: response.headers["access-control-allow-origin"] };
}

describe("the SFU's HTTP", () => {
  for (const [name, rows, sfu] of [
    ["as it is", ROWS, () => open],
    ["with hosts and origins that are named", STRICT_ROWS, () => strict],
  ] as const) {
    describe(name, () => {
      it.each(rows)("when %s", async (...row) => {
        const { status, cors } = await send(sfu(), row);
        expect(status).toBe(row[3]);
        // A page may read what it may ask for; a refusal of the page itself it cannot read.
        const { origin } = row[2];
        if (status < 300) expect(cors).toBe(origin);
        else if (origin !== NEIGHBOUR && origin !== MINE) expect(cors).toBeUndefined();
      });
    });
  }

  it("has a bound on sessions, over all apps", async () => {
    const sfu = await startSfu({ limits: { sessions: 2 }, accountToken: "account" });
    try {
      const created = await fetch(`${new URL(sfu.url).origin}${APPS}`, { method: "POST", headers: ACCOUNT });
      const { uid, secret } = ((await created.json()) as { result: { uid: string; secret: string } }).result;
      const create = async (id: string, key: string): Promise<number> => {
        const headers = { authorization: `Bearer ${key}` };
        return (await fetch(`${sfu.url}/apps/${id}/sessions/new`, { method: "POST", headers })).status;
      };
      expect(await create(sfu.appId, sfu.appSecret)).toBe(201);
      expect(await create(uid, secret)).toBe(201);
      expect(await create(sfu.appId, sfu.appSecret)).toBe(503);
      expect(sfu.sessions().open).toBe(2);
    } finally {
      await sfu.close();
    }
  });
});
