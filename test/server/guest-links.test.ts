/** Links for people without an account: who makes them, what they are good for, and how they end. */
import { describe, expect, it } from "vitest";
import type { GuestLink } from "../../src/wire/guest-links.js";
import { enter, join, request } from "./support/client.js";
import { mint } from "./support/mint.js";
import { startTestServer } from "./support/server.js";
import type { TestServer } from "./support/server.js";
import { offer, sendSdp, serveMedia } from "./support/whip.js";

/** Whoever looks at the clock now and then sees that it was moved. */
const PATIENT = { timeout: 20_000 };
const START = 1_790_000_000_000;
const API_KEY = "an-api-key-that-is-long-enough-for-anybody";

/** A server whose clock the test moves, in front of an SFU on which media flows. */
async function start(env: Record<string, string> = {}): Promise<TestServer> {
  const timing = { heartbeat: 5_000, stale: 3_600_000 };
  const server = await startTestServer({ clock: START, env, timing });
  serveMedia(server.upstream);
  return server;
}

const hostToken = (): Promise<string> => mint({ room: "guests", sub: "ada", name: "Ada", role: "host" }, START);
const makeLink = async (url: string, body: object = {}, token?: string): Promise<GuestLink> => {
  const reply = await request<GuestLink>(`${url}/api/calls/links`, { method: "POST", body, ...(token && { token }) });
  expect(reply.status).toBe(201);
  return reply.body;
};
const come = (url: string, { guestId, key }: GuestLink, query = "") =>
  sendSdp(`${url}/api/calls/whip/${guestId}${query}`, offer(), { token: key });
const listed = async (url: string, token?: string): Promise<unknown> =>
  (await request<{ sessions: unknown }>(`${url}/api/calls/sessions`, { ...(token && { token }) })).body.sessions;
const takeOff = async (url: string, guest: string, token?: string): Promise<number> =>
  (await request(`${url}/api/calls/session/${guest}`, { method: "DELETE", ...(token && { token }) })).status;
/** What a guest's page hears of its own stream. */
const ask = async (url: string, reply: { headers: Headers }): Promise<{ status: number; code?: string }> => {
  const response = await fetch(`${url}${reply.headers.get("location")}`);
  if (response.status === 204) return { status: 204 };
  const { error } = (await response.json()) as { error: { code: string } };
  return { status: response.status, code: error.code };
};

describe("guests", { timeout: 30_000 }, () => {
  it("publish, are listed, and end", async () => {
    const { url, advance } = await start();
    expect(await listed(url)).toEqual([]);
    const reply = await sendSdp(`${url}/api/calls/whip/cam-1`, offer());
    expect(reply.status).toBe(201);
    expect(reply.text).toContain("s=answer");
    expect(await listed(url)).toMatchObject([{ guestId: "cam-1", name: "cam-1", live: false, room: "guests" }]);
    await advance(1_000);
    const live = [{ guestId: "cam-1", live: true, participantId: "guest:cam-1" }];
    await expect.poll(() => listed(url), PATIENT).toMatchObject(live);

    // The same guest again is the same guest.
    expect((await sendSdp(`${url}/api/calls/whip/cam-1`, offer())).status).toBe(201);
    expect(await listed(url)).toHaveLength(1);
    expect(await takeOff(url, "cam-1")).toBe(200);
    expect(await takeOff(url, "cam-1")).toBe(404);
    expect(await listed(url)).toEqual([]);
  });

  it("need a token for the room where tokens are needed", async () => {
    const { url } = await start({ ROOM_ACCESS: "token" });
    const guests = await mint({ room: "guests", sub: "enc", name: "Encoder", role: "speaker" }, START);
    const yard = await mint({ room: "yard", sub: "enc", name: "Encoder", role: "speaker" }, START);
    const list = async (token?: string): Promise<number> =>
      (await request(`${url}/api/calls/sessions`, { ...(token && { token }) })).status;
    expect([await list(), await list(yard), await list(guests)]).toEqual([401, 403, 200]);
    expect(await takeOff(url, "cam-1")).toBe(401);
    expect((await sendSdp(`${url}/api/calls/whip/cam-1`, offer())).status).toBe(401);
  });

  it("refuse ids that are none", async () => {
    const { url } = await start();
    expect((await sendSdp(`${url}/api/calls/whip/a%2Fb`, offer())).status).toBe(400);
    expect((await sendSdp(`${url}/api/calls/whip/${"x".repeat(65)}`, offer())).status).toBe(400);
  });
});

describe("a guest link", { timeout: 30_000 }, () => {
  it("lets somebody without an account publish where a host has made it", async () => {
    const { url, advance } = await start({ ROOM_ACCESS: "token" });
    const token = await hostToken();
    const link = await makeLink(url, { guestId: "stage", name: "Stage left" }, token);
    expect(link).toMatchObject({ participantId: "guest:stage", room: "guests", whip: "/api/calls/whip/stage" });
    expect(link.path).toBe(`/guest_join?id=stage#key=${link.key}`);
    expect(link.expiresAt).toBe(START + 24 * 60 * 60 * 1000);
    // The name is the link's, whatever the guest says.
    const reply = await come(url, link, "?name=Ada");
    expect(reply.status).toBe(201);
    await advance(1_000);
    const live = [{ guestId: "stage", name: "Stage left", live: true }];
    await expect.poll(() => listed(url, token), PATIENT).toMatchObject(live);
    expect(await ask(url, reply)).toEqual({ status: 204 });
  });

  it("lets the guest say the name, and has an id that nobody guesses, where the host says neither", async () => {
    const { url } = await start();
    const link = await makeLink(url);
    expect(link.guestId).toMatch(/^[0-9a-f]{32}$/);
    expect((await come(url, link, "?name=Grace")).status).toBe(201);
    expect(await listed(url)).toMatchObject([{ name: "Grace", guestId: link.guestId }]);
  });

  it("is for the room that it was made for", async () => {
    const { url } = await start();
    const { body } = await request<GuestLink>(`${url}/api/calls/links?room=yard`, { method: "POST" });
    expect(body.room).toBe("yard");
    expect((await come(url, body)).headers.get("location")).toMatch(/^\/whip\/yard\//);
    expect((await come(url, body, "?room=guests")).status).toBe(403);
  });

  it("ends when its time is over", async () => {
    const { url, advance } = await start();
    const link = await makeLink(url, { expiresIn: 60 });
    expect((await come(url, link)).status).toBe(201);
    await advance(120_000);
    const late = await come(url, link);
    expect([late.status, late.text]).toEqual([401, expect.stringContaining("token_expired")]);
  });

  it("is one place: who comes again has it, and who was there is told so", async () => {
    const { url } = await start();
    const link = await makeLink(url);
    const first = await come(url, link);
    const second = await come(url, link);
    expect(second.status).toBe(201);
    expect(await ask(url, first)).toEqual({ status: 410, code: "session_not_owned" });
    expect(await ask(url, second)).toEqual({ status: 204 });
    expect(await listed(url)).toHaveLength(1);
    // Who leaves was not taken off.
    await sendSdp(`${url}${second.headers.get("location")}`, "", { method: "DELETE" });
    expect(await ask(url, second)).toEqual({ status: 404, code: "room_not_found" });
  });

  it("is taken off by the host, and for good when the host says so", async () => {
    const { url } = await start();
    const ada = await enter(url, "guests", "Ada");
    const link = await makeLink(url, { guestId: "stage" }, ada.token);
    const first = await come(url, link);
    expect(await takeOff(url, "stage", ada.token)).toBe(200);
    expect(await ask(url, first)).toEqual({ status: 410, code: "denied" });
    const second = await come(url, link);
    expect(second.status).toBe(201);
    expect(await takeOff(url, "stage?ban=true", ada.token)).toBe(200);
    expect(await ask(url, second)).toEqual({ status: 410, code: "denied" });
    const third = await come(url, link);
    expect([third.status, third.text]).toEqual([403, expect.stringContaining("banned")]);
  });

  it("is made and taken off by a backend with the API key", async () => {
    const { url } = await start({ ROOM_ACCESS: "token", API_KEY });
    const link = await makeLink(url, { guestId: "stage" }, API_KEY);
    expect((await come(url, link)).status).toBe(201);
    expect(await listed(url, API_KEY)).toHaveLength(1);
    expect(await takeOff(url, "stage", API_KEY)).toBe(200);
  });

  it("is the guest's among those who publish under the same id without one", async () => {
    const { url } = await start();
    await join(url, "guests", "Ada");
    expect((await sendSdp(`${url}/api/calls/whip/stage`, offer())).status).toBe(201);
    const link = await makeLink(url, { guestId: "stage" });
    expect((await come(url, link)).status).toBe(201);
    expect((await sendSdp(`${url}/api/calls/whip/stage`, offer())).status).toBe(403);
  });

  it.each([
    ["no id", { guestId: "a/b" }],
    ["no name", { name: "" }],
    ["no time", { expiresIn: 0 }],
    ["too long a time", { expiresIn: 31 * 24 * 60 * 60 }],
  ])("is not made of %s", async (_, body) => {
    const { url } = await start();
    expect((await request(`${url}/api/calls/links`, { method: "POST", body })).status).toBe(400);
  });
});
