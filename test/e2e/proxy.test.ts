/** The proxy in front of the real SFU: nobody touches another's session or another room's tracks. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp, type App } from "./support/app.js";

let app: App;
let ada: Caller;
/** In Ada's room. */
let mallory: Caller;
/** In another room. */
let oscar: Caller;

interface Caller {
  token: string;
  sessionId: string;
}

async function call(
  caller: Pick<Caller, "token">,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(new URL(`cloudflare/session${path}`, app.url), {
    method,
    headers: { Authorization: `Bearer ${caller.token}`, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}

async function enter(room: string, name: string): Promise<Caller> {
  const reply = await fetch(new URL(`api/rooms/${room}/join`, app.url), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name, session: true }),
  });
  return (await reply.json()) as Caller;
}

beforeAll(async () => {
  app = await startApp();
  [ada, mallory, oscar] = await Promise.all([
    enter("garden", "Ada"),
    enter("garden", "Mallory"),
    enter("cellar", "Oscar"),
  ]);
}, 120_000);

afterAll(() => app.stop());

const sessionDescription = { type: "answer", sdp: "v=0\r\n" };

test.each([
  ["GET", "", undefined],
  ["POST", "/tracks/new", { tracks: [{ location: "remote", sessionId: "x", trackName: "y" }] }],
  ["PUT", "/tracks/update", { tracks: [{ location: "remote", sessionId: "x", trackName: "y", mid: "0" }] }],
  ["PUT", "/tracks/close", { tracks: [{ mid: "0" }], force: true }],
  ["PUT", "/renegotiate", { sessionDescription }],
  ["POST", "/datachannels/new", { dataChannels: [{ location: "local", dataChannelName: "chat" }] }],
  ["PUT", "/datachannels/close", { dataChannels: [{ id: 1 }] }],
])(
  "%s …%s on another's session is forbidden, and a session of another room does not exist",
  async (method, path, body) => {
    const forbidden = await call(mallory, method, `/${ada.sessionId}${path}`, body);
    expect(forbidden.status).toBe(403);
    const unknown = await call(oscar, method, `/${ada.sessionId}${path}`, body);
    expect(unknown.status).toBe(410);
    expect(JSON.stringify([forbidden.body, unknown.body])).not.toContain("sdp");
  },
);

test("without a token nothing is forwarded", async () => {
  expect((await call({ token: "" }, "POST", "", {})).status).toBe(401);
});

test("a track of another room cannot be pulled", async () => {
  const reply = await call(oscar, "POST", `/${oscar.sessionId}/tracks/new`, {
    tracks: [{ location: "remote", sessionId: ada.sessionId, trackName: "camera" }],
  });
  expect(reply.status === 403 || JSON.stringify(reply.body).includes("not_found_track_error")).toBe(true);
  expect(reply.body).not.toHaveProperty("sessionDescription");
});
