import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startSfu, type LocalSfu, type SfuOptions } from "../../../src/sfu/index.js";
import { RateLimit } from "../../../src/sfu/rate-limit.js";

let sfu: LocalSfu | undefined;
afterEach(async () => {
  await sfu?.close();
  sfu = undefined;
});

async function start(options: SfuOptions = {}): Promise<LocalSfu> {
  sfu = await startSfu({ announce: ["127.0.0.1"], ...options });
  return sfu;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function request(method: string, url: string, token?: string, body?: unknown): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
}

it("refuses credentials that no request could carry", async () => {
  await expect(startSfu({ appSecret: "two words" })).rejects.toThrow(/appSecret/);
  await expect(startSfu({ appId: "" })).rejects.toThrow(/appId/);
});

describe("TURN credentials", () => {
  const turn = { stun: ["stun:127.0.0.1:3478"], urls: ["turn:127.0.0.1:3478?transport=udp"], secret: "shared" };

  it("are what a server with the same secret computes", async () => {
    const { url, turnKey } = await start({ turn, now: () => 1_000_000_000_000 });
    const path = `${url}/turn/keys/${turnKey.id}/credentials/generate-ice-servers`;
    const { status, body } = await request("POST", path, turnKey.key, { ttl: 3600, customIdentifier: "ada" });
    expect(status).toBe(201);
    const username = "1000003600:ada";
    const credential = createHmac("sha1", "shared").update(username).digest("base64");
    expect(body).toEqual({ iceServers: [{ urls: turn.stun }, { urls: turn.urls, username, credential }] });
    const older = await request("POST", path.replace("generate-ice-servers", "generate"), turnKey.key, {});
    expect(older.body).toMatchObject({ iceServers: { urls: turn.urls } });
  });

  it("are told to the TURN server when they are revoked, while they are good", async () => {
    const revoked: string[] = [];
    const options = { ...turn, onRevoked: (username: string) => revoked.push(username) };
    const { url, turnKey } = await start({ turn: options, now: () => 1_000_000_000_000 });
    const revoke = async (username: string): Promise<number> =>
      (await request("POST", `${url}/turn/keys/${turnKey.id}/credentials/${username}/revoke`, turnKey.key)).status;
    expect(await revoke("1000003600:ada")).toBe(204);
    expect(await revoke("1000003600%3Abob")).toBe(204);
    expect(await revoke("999999999:ended")).toBe(204);
    expect(await revoke("nobody")).toBe(404);
    expect(revoked).toEqual(["1000003600:ada", "1000003600:bob"]);
  });

  it("are refused to strangers and for too long", async () => {
    const { url, turnKey } = await start({ turn });
    const path = `${url}/turn/keys/${turnKey.id}/credentials/generate-ice-servers`;
    expect((await request("POST", path, "wrong", { ttl: 60 })).status).toBe(401);
    expect((await request("POST", path, turnKey.key, { ttl: 172_801 })).status).toBe(400);
    expect((await request("POST", path.replace(turnKey.id, "none"), turnKey.key)).status).toBe(404);
  });
});

describe("the account API", () => {
  it("creates, lists, renames and deletes apps, whose sessions are their own", async () => {
    const { url, appId, appSecret, accountToken } = await start();
    const apps = url.replace("/v1", "/client/v4/accounts/me/calls/apps");
    const created = await request("POST", apps, accountToken, { name: "tests" });
    expect(created.status).toBe(201);
    const { uid, secret } = created.body["result"] as { uid: string; secret: string };
    expect(created.body).toMatchObject({ success: true, errors: [], result: { name: "tests" } });
    const listed = await request("GET", apps, accountToken);
    expect(listed.body["result"]).toMatchObject([{ uid: appId }, { uid, name: "tests" }]);
    expect(JSON.stringify(listed.body)).not.toContain(secret);
    const own = await request("POST", `${url}/apps/${uid}/sessions/new`, secret);
    const session = String(own.body["sessionId"]);
    expect((await request("GET", `${url}/apps/${uid}/sessions/${session}`, secret)).status).toBe(200);
    expect((await request("GET", `${url}/apps/${appId}/sessions/${session}`, appSecret)).status).toBe(410);
    const renamed = await request("PUT", `${apps}/${uid}`, accountToken, { name: "renamed" });
    expect(renamed.body["result"]).toMatchObject({ uid, name: "renamed" });
    expect((await request("DELETE", `${apps}/${uid}`, accountToken)).status).toBe(200);
    expect((await request("GET", `${apps}/${uid}`, accountToken)).status).toBe(404);
    expect((await request("POST", `${url}/apps/${uid}/sessions/new`, secret)).status).toBe(404);
  });

  it("asks for its token", async () => {
    const { url } = await start({ accountToken: "secret" });
    const keys = url.replace("/v1", "/client/v4/accounts/me/calls/turn_keys");
    const refused = await request("GET", keys, "wrong");
    expect(refused).toMatchObject({ status: 401, body: { success: false, result: null } });
    expect((await request("POST", keys, "secret", {})).body).toMatchObject({ result: { key: expect.any(String) } });
  });

  it("remembers over a restart what its file keeps", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sfu-"));
    const accountFile = join(folder, "account.json");
    try {
      const first = await start({ accountFile });
      const { appId, appSecret, turnKey } = first;
      await first.close();
      const second = await start({ accountFile });
      expect(second).toMatchObject({ appId, appSecret, turnKey });
      expect(JSON.parse(readFileSync(accountFile, "utf8")).apps).toHaveLength(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("HTTP", () => {
  it("lets pages of this machine call, and read failures", async () => {
    const { url, appId, appSecret } = await start();
    const path = `${url}/apps/${appId}/sessions/new`;
    const origin = "http://localhost:5173";
    const preflight = await fetch(path, { method: "OPTIONS", headers: { origin } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("authorization");
    for (const token of [appSecret, "wrong"]) {
      const { headers } = await fetch(path, { method: "POST", headers: { origin, authorization: `Bearer ${token}` } });
      expect(headers.get("access-control-allow-origin")).toBe(origin);
    }
  });

  it("refuses bodies that are too large, paths and methods that it has not", async () => {
    const { url, appId, appSecret } = await start({ limits: { body: 1_000 } });
    const base = `${url}/apps/${appId}`;
    const large = await request("POST", `${base}/sessions/new`, appSecret, { text: "x".repeat(2_000) });
    expect(large).toMatchObject({ status: 413, body: { errorCode: "payload_too_large" } });
    expect((await request("GET", `${base}/nothing`, appSecret)).status).toBe(404);
    expect((await request("DELETE", `${base}/sessions/new`, appSecret)).status).toBe(405);
  });

  it("says what is wrong with a path that has no version", async () => {
    const { url, appId, appSecret } = await start();
    const answer = await request("POST", `${new URL(url).origin}/apps/${appId}/sessions/new`, appSecret);
    expect(answer.status).toBe(404);
    expect(answer.body["errorDescription"]).toContain(`/v1/apps/${appId}`);
  });

  it("shows the label that a session was given", async () => {
    const { url, appId, appSecret } = await start();
    const label = `meeting ${"x".repeat(1_000)}`;
    await request("POST", `${url}/apps/${appId}/sessions/new?correlationId=${encodeURIComponent(label)}`, appSecret);
    const { body } = await request("GET", new URL("/status.json", url).href);
    expect(body).toMatchObject({ sessions: [{ correlationId: label.slice(0, 256) }] });
  });

  it("shows its sessions on a page", async () => {
    const { url, appId, appSecret } = await start();
    const created = await request("POST", `${url}/apps/${appId}/sessions/new`, appSecret);
    const page = await fetch(url.replace("/v1", "/"));
    expect(await page.text()).toContain("Local SFU");
    const status = await request("GET", url.replace("/v1", "/status.json"));
    expect(status.body).toMatchObject({ sessions: [{ id: created.body["sessionId"], state: "new", tracks: [] }] });
  });
});

describe("fault switches", () => {
  it("are not there unless they are asked for", async () => {
    const { url } = await start();
    expect((await request("GET", url.replace("/v1", "/admin/faults"))).status).toBe(404);
  });

  it("refuse calls, and end when they are used up", async () => {
    const { url, appId, appSecret } = await start({ faults: true });
    const faults = url.replace("/v1", "/admin/faults");
    const create = (): Promise<Answer> => request("POST", `${url}/apps/${appId}/sessions/new`, appSecret);
    for (const status of [406, 410, 425, 429, 503]) {
      await request("PUT", faults, undefined, { refuse: { status, operation: "newSession", times: 1 } });
      expect((await create()).status).toBe(status);
      expect((await create()).status).toBe(201);
    }
    await request("PUT", faults, undefined, { refuse: { status: 503, operation: "renegotiate" } });
    expect((await create()).status).toBe(201);
    expect((await request("PUT", faults, undefined, { latency: -1 })).status).toBe(400);
  });

  it("lose a request before, and a reply after it had its effect", async () => {
    const { url, appId, appSecret, sessions } = await start({ faults: { lostRequest: 1 } });
    const faults = url.replace("/v1", "/admin/faults");
    const create = (): Promise<Answer> => request("POST", `${url}/apps/${appId}/sessions/new`, appSecret);
    await expect(create()).rejects.toThrow();
    expect(sessions().open).toBe(0);
    await request("PUT", faults, undefined, { lostRequest: 0, lostReply: 1 });
    await expect(create()).rejects.toThrow();
    expect(sessions().open).toBe(1);
    await request("POST", url.replace("/v1", "/admin/restart"));
    expect(sessions().open).toBe(0);
  });

  it("delay calls by latency and a share of jitter", async () => {
    const { url, appId, appSecret } = await start({ faults: { latency: 50, jitter: 100 }, random: () => 0.5 });
    const before = performance.now();
    await request("POST", `${url}/apps/${appId}/sessions/new`, appSecret);
    expect(performance.now() - before).toBeGreaterThanOrEqual(99);
  });
});

describe("the rate limit", () => {
  it("counts the calls of the last second", () => {
    const limit = new RateLimit(3);
    for (const time of [0, 400, 800]) limit.take(time);
    expect(() => limit.take(999)).toThrow("429");
    limit.take(1_000);
    expect(() => limit.take(1_001)).toThrow("429");
    limit.take(1_400);
  });
});
