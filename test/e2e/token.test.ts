/** A page and its backend on one origin, the room server on another: only whoever the backend vouches for gets in. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { getRequestListener } from "@hono/node-server";
import { SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { staticFiles } from "../../src/cli/static-files.js";
import { configFromEnv, startRoomServer, type RoomServer } from "../../src/server/hosts/node.js";
import { startSfu } from "../../src/sfu/index.js";
import { root } from "./support/app.js";
import { Person } from "./support/person.js";

const SECRET = "a secret for signing tokens in tests, long enough";
const ENDPOINT = "/my/room-token";
const LONG = 60_000;

/** The room element's attributes come from the address; `provider` gets tokens in the page's own way. */
const PAGE = `<!doctype html><meta charset="utf-8" /><script type="module" src="/calls-elements.js"></script>
<body><script type="module">
  const call = document.createElement("calls-room");
  const { provider, ...attributes } = Object.fromEntries(new URLSearchParams(location.search));
  for (const [name, value] of Object.entries(attributes)) call.setAttribute(name, value);
  if (provider) call.tokenProvider = async ({ room, name }) => {
    const reply = await fetch(provider, { method: "POST", body: JSON.stringify({ room, name }) });
    return (await reply.json()).token;
  };
  document.body.append(call);
</script></body>`;

const sign = (claims: Record<string, string>, { secret = SECRET, expires = "1h" } = {}): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(secret));

const vouches = async (request: Request): Promise<Response> => {
  const { room, name } = (await request.json()) as Record<"room" | "name", string>;
  return Response.json({ token: await sign({ room, name: `${name} of Sales` }) });
};

/** How the page's backend answers; a test may change its mind. */
let backend = vouches;
let folder: string;
let site: Server;
let address: string;
let sfu: Awaited<ReturnType<typeof startSfu>>;
let rooms: RoomServer;
let ada: Person;
let ben: Person;

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [".tools/build.mjs"], { cwd: root });
  folder = await mkdtemp(`${tmpdir()}/token-`);
  await writeFile(`${folder}/index.html`, PAGE);
  const files = staticFiles({ origins: () => true, folder, scripts: `${root}dist/cdn` });
  const answer = getRequestListener((request) =>
    new URL(request.url).pathname === ENDPOINT ? backend(request) : files(request),
  );
  site = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  sfu = await startSfu({ appSecret: "only-for-tests" });
  rooms = await startRoomServer({
    ...configFromEnv({
      CALLS_API: sfu.url,
      CALLS_APP_ID: sfu.appId,
      CALLS_APP_SECRET: sfu.appSecret,
      JWT_SECRET: SECRET,
    }),
    access: "token",
    allowedOrigins: [address],
  });
  [ada, ben] = await Promise.all([
    Person.launch({ name: "Ada", tone: 660 }),
    Person.launch({ name: "Ben", tone: 880 }),
  ]);
}, 120_000);

beforeEach(() => {
  backend = vouches;
});

/** Both are out of the room, so that no test finds a guest of another. */
afterEach(() => Promise.all([ada.page.goto("about:blank"), ben.page.goto("about:blank")]));

afterAll(async () => {
  await Promise.all([ada.close(), ben.close()]);
  site.closeAllConnections();
  site.close();
  await rooms.close();
  await sfu.close();
  await rm(folder, { recursive: true });
});

const opens = (person: Person, room: string, way: Record<string, string>): Promise<void> =>
  person.open(`${address}/`, { server: rooms.url, room, name: person.name, autojoin: "", ...way });

const isIn = (person: Person): Promise<unknown> =>
  person.page.waitForFunction(
    () => document.querySelector("calls-room")?.callsRoom?.snapshot.status.phase === "joined",
  );

test(
  "token-endpoint and tokenProvider: both are in, under the names that the backend gives them",
  async () => {
    await Promise.all([
      opens(ada, "sales", { "token-endpoint": ENDPOINT }),
      opens(ben, "sales", { provider: ENDPOINT }),
    ]);
    await Promise.all([ada.seesPeople("Ben of Sales"), ben.seesPeople("Ada of Sales")]);
    await Promise.all([ada.seesVideoOf("Ben of Sales"), ben.seesVideoOf("Ada of Sales")]);
  },
  LONG,
);

test(
  "token: it lets in, and says who it is for",
  async () => {
    await Promise.all([
      opens(ada, "board", { token: await sign({ room: "board", sub: "ada", name: "Ada Lovelace" }) }),
      opens(ben, "board", { "token-endpoint": ENDPOINT }),
    ]);
    await Promise.all([ada.seesPeople("Ben of Sales"), ben.seesPeople("Ada Lovelace")]);
    await ben.hears("Ada Lovelace", 660);
  },
  LONG,
);

test(
  "no token, an expired one, one for another room, one of a stranger: each in its own words",
  async () => {
    await opens(ada, "board", {});
    await ada.reads(/The call did not let you in/);
    await opens(ada, "board", { token: await sign({ room: "board" }, { expires: "-1h" }) });
    await ada.reads(/Your invitation has expired/);
    await opens(ada, "board", { token: await sign({ room: "sales" }) });
    await ada.reads(/You are not invited to this call/);
    await opens(ada, "board", {
      token: await sign({ room: "board" }, { secret: "somebody else's secret, long enough" }),
    });
    await ada.reads(/The call did not let you in/);
    expect(rooms.stats().participants).toBe(0);
  },
  LONG,
);

test(
  "an endpoint that refuses: said so, and Try again asks it again",
  async () => {
    backend = async () => new Response("no", { status: 403 });
    await opens(ada, "sales", { "token-endpoint": ENDPOINT });
    await ada.reads(/The call did not let you in/);
    backend = vouches;
    await ada.click("Try again");
    await isIn(ada);
  },
  LONG,
);

test(
  "an endpoint that is down: said so, and Try again works once it is back",
  async () => {
    backend = async () => new Response("busy", { status: 503 });
    await opens(ada, "sales", { "token-endpoint": ENDPOINT });
    await ada.reads(/The call service has a problem/);
    await opens(ada, "sales", { "token-endpoint": "http://127.0.0.1:9/gone" });
    await ada.reads(/The call cannot be reached/);
    await ada.page.evaluate(
      (path) => document.querySelector("calls-room")?.setAttribute("token-endpoint", path),
      ENDPOINT,
    );
    backend = vouches;
    await ada.click("Try again");
    await isIn(ada);
  },
  LONG,
);

test(
  "a provider that fails: said so, and Try again works once it does not",
  async () => {
    backend = async () => new Response("not JSON", { status: 500 });
    await opens(ada, "sales", { provider: ENDPOINT });
    await ada.reads(/Something went wrong|The call service has a problem|The call cannot be reached/);
    backend = vouches;
    await ada.click("Try again");
    await isIn(ada);
  },
  LONG,
);
