import { SignJWT, generateKeyPair } from "jose";
import { describe, expect, it } from "vitest";
import { createIdentify } from "../../src/server/access/identity.js";
import { join, request } from "./support/client.js";
import { AUDIENCE, ISSUER, startIdentityProvider } from "./support/identity-provider.js";
import { claimsIn } from "./support/mint.js";
import { startTestServer } from "./support/server.js";

const enterWith = (url: string, headers: Record<string, string>, body: object = { name: "Whoever" }) =>
  request(`${url}/api/rooms/yard/join`, { method: "POST", body, headers });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe("an identity provider", () => {
  const start = async (alg: "RS256" | "ES256" = "ES256") => {
    const provider = await startIdentityProvider(alg);
    const server = await startTestServer({
      env: {
        ROOM_ACCESS: "token",
        IDENTITY_ISSUER: ISSUER,
        IDENTITY_AUDIENCE: AUDIENCE,
        IDENTITY_JWKS: provider.jwks,
      },
    });
    return { provider, ...server };
  };
  const ada = { sub: "user-1", aud: AUDIENCE, name: "Ada", role: "host", room: "elsewhere" };

  it.each(["RS256", "ES256"] as const)("vouches for people with %s; its keys are fetched once", async (alg) => {
    const { provider, url } = await start(alg);
    const token = await provider.sign(ada);
    const first = await enterWith(url, bearer(token));
    expect(first).toMatchObject({ status: 200, body: { participantName: "Ada", room: { id: "yard" } } });
    // Another device of the same person is another participant.
    const second = await enterWith(url, bearer(token));
    expect(second.body["participantId"]).not.toBe(first.body["participantId"]);
    // What it calls a role is its own affair.
    const claims = claimsIn(String(first.body["token"]));
    expect(claims).toMatchObject({ room: "yard", role: "participant" });
    // Nor may anybody change the name that it vouches for.
    expect(claims).not.toHaveProperty("rename");
    expect(provider.fetches()).toBe(1);
    // The token of the room is the server's own: the provider is not asked again.
    const renewed = await join(url, "yard", "Somebody else", String(first.body["token"]));
    expect(renewed).toMatchObject({ participantId: first.body["participantId"], participantName: "Ada" });
  });

  it("may leave the name to the caller, and makes rooms that nobody guesses", async () => {
    const { provider, url } = await start();
    const token = await provider.sign({ sub: "user-1", aud: AUDIENCE });
    const joined = await enterWith(url, bearer(token));
    expect(joined.body).toMatchObject({ participantName: "Whoever" });
    expect(claimsIn(String(joined.body["token"]))).toMatchObject({ name: "Whoever", rename: true });
    const made = await request(`${url}/api/rooms`, { method: "POST", body: {}, headers: bearer(token) });
    expect(made).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^[0-9a-f]{32}$/) } });
    expect((await enterWith(url, {})).status).toBe(401);
  });

  it("is not believed about others' tokens, other applications, the past, or with a shared secret", async () => {
    const { provider, url } = await start();
    const stranger = await generateKeyPair("ES256");
    const hmac = new SignJWT({ sub: "x", aud: AUDIENCE, iss: ISSUER, exp: 9_999_999_999 })
      .setProtectedHeader({ alg: "HS256" })
      .sign(new TextEncoder().encode("x".repeat(64)));
    const past = Date.now() / 1000 - 60;
    const cases: [string, string][] = [
      [await provider.sign(ada, { key: stranger.privateKey }), "unauthorized"],
      [await provider.sign({ ...ada, aud: "another" }), "unauthorized"],
      [await provider.sign({ aud: AUDIENCE }), "unauthorized"],
      [await provider.sign({ ...ada, sub: ["user-1"] }), "unauthorized"],
      [await provider.sign({ ...ada, sub: null }), "unauthorized"],
      [await provider.sign(ada, { issuer: "https://evil.example" }), "unauthorized"],
      [await provider.sign(ada, { expires: past }), "token_expired"],
      [await hmac, "unauthorized"],
    ];
    for (const [token, code] of cases) {
      expect(await enterWith(url, bearer(token))).toMatchObject({ status: 401, body: { error: { code } } });
    }
    // Clocks may differ by half a minute, and a name that is none is as if it were not said.
    const usable = await provider.sign({ ...ada, name: null }, { expires: Date.now() / 1000 - 5 });
    expect(await enterWith(url, bearer(usable))).toMatchObject({ status: 200, body: { participantName: "Whoever" } });
  });

  it("that cannot be reached is told from a token that is wrong", async () => {
    const { provider, url } = await start();
    provider.fail();
    const reply = await enterWith(url, bearer(await provider.sign(ada)));
    expect(reply).toMatchObject({ status: 502, body: { error: { code: "upstream_unavailable" } } });
  });
});

it("may change its keys", async () => {
  const provider = await startIdentityProvider("RS256");
  const options = { issuer: ISSUER, audience: AUDIENCE, jwks: provider.jwks, roleClaim: "role" };
  const identify = createIdentify([options], { now: Date.now, cooldown: 0 });
  const ask = async (token: string) => identify(new Request("http://rooms.example", { headers: bearer(token) }));
  const claims = { sub: "user-1", aud: AUDIENCE, name: "Ada", role: "host" };
  const before = await provider.sign(claims);
  expect(await ask(before)).toEqual({ name: "Ada", role: "host", subject: expect.any(String) });
  await provider.rotate();
  expect(await ask(await provider.sign(claims))).toEqual({ name: "Ada", role: "host", subject: expect.any(String) });
  expect(provider.fetches()).toBe(2);
  await expect(ask(before)).rejects.toMatchObject({ code: "unauthorized" });
});

describe("Cloudflare Access", () => {
  const header = "cf-access-jwt-assertion";
  const start = async () => {
    const provider = await startIdentityProvider("RS256");
    const env = { ROOM_ACCESS: "token", ACCESS_TEAM_DOMAIN: `${provider.origin}/`, ACCESS_AUD: "aud-tag" };
    return { provider, ...(await startTestServer({ env })) };
  };

  it("is believed by its header, and never by its cookie", async () => {
    const { provider, url } = await start();
    const assertion = await provider.sign(
      { sub: "user-1", aud: ["aud-tag"], email: "ada@example.com" },
      { issuer: provider.origin },
    );
    const joined = await enterWith(url, { [header]: assertion }, { name: "Ada" });
    expect(joined).toMatchObject({ status: 200, body: { participantName: "Ada" } });
    expect((await enterWith(url, { cookie: `CF_Authorization=${assertion}` })).status).toBe(401);
    // It puts the header on every request: who has a token of the room is still the same participant.
    const token = String(joined.body["token"]);
    const again = await enterWith(url, { [header]: assertion, ...bearer(token) });
    expect(again.body).toMatchObject({ participantId: joined.body["participantId"], participantName: "Ada" });
  });

  it("is refused for another application", async () => {
    const { provider, url } = await start();
    const assertion = await provider.sign({ sub: "user-1", aud: ["another"] }, { issuer: provider.origin });
    expect((await enterWith(url, { [header]: assertion })).status).toBe(401);
  });
});
