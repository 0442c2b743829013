import { expect, it } from "vitest";
import { ConfigError, configFromEnv } from "../../src/server/config.js";

const env = { CALLS_APP_ID: "id", CALLS_APP_SECRET: "secret" };

it("needs no more than the app", () => {
  expect(configFromEnv(env)).toEqual({
    calls: { base: "https://rtc.live.cloudflare.com/v1", appId: "id", appSecret: "secret" },
  });
});

it("takes everything that can be said", () => {
  const config = configFromEnv({
    ...env,
    CALLS_API: "http://127.0.0.1:4000/v1",
    CALLS_TURN_KEY_ID: "key",
    CALLS_TURN_KEY_SECRET: "key secret",
    JWT_SECRET: "x".repeat(32),
    CORS_ORIGIN: " https://a.example/, http://localhost:5173 ,",
    JWT_SECRET_PREVIOUS: "y".repeat(32),
    IDENTITY_ISSUER: "https://id.example/",
    IDENTITY_AUDIENCE: "rooms",
    IDENTITY_JWKS: "https://id.example/keys",
    ACCESS_TEAM_DOMAIN: "https://team.cloudflareaccess.com/",
    ACCESS_AUD: "tag",
    ROOM_ACCESS: "token",
    ROOM_PARTICIPANTS: "12",
    ROOM_AUDIENCE: "500",
    TOKEN_LIFETIME: "3600",
    ROOM_STORAGE: "/var/lib/rooms.sqlite",
    API_KEY: "k".repeat(32),
    WEBHOOK_URL: "http://backend:3000/hooks",
    WEBHOOK_SECRET: "whsec_" + "c".repeat(32),
    WEBHOOK_EVENTS: "room.started, room.ended,",
  });
  expect(config).toEqual({
    calls: { base: "http://127.0.0.1:4000/v1", appId: "id", appSecret: "secret" },
    turn: { keyId: "key", keySecret: "key secret" },
    jwtSecret: "x".repeat(32),
    allowedOrigins: ["https://a.example", "http://localhost:5173"],
    previousJwtSecrets: ["y".repeat(32)],
    identityProviders: [
      { issuer: "https://id.example/", audience: "rooms", jwks: "https://id.example/keys" },
      {
        issuer: "https://team.cloudflareaccess.com",
        audience: "tag",
        jwks: "https://team.cloudflareaccess.com/cdn-cgi/access/certs",
        header: "cf-access-jwt-assertion",
      },
    ],
    access: "token",
    maxParticipants: 12,
    maxAudience: 500,
    tokenLifetime: 3_600_000,
    storage: "/var/lib/rooms.sqlite",
    apiKey: "k".repeat(32),
    webhook: {
      url: "http://backend:3000/hooks",
      secret: "whsec_" + "c".repeat(32),
      events: ["room.started", "room.ended"],
    },
  });
});

it("tells events to an address that is meant for them, signed with a key that is one", () => {
  const problemsOf = (variables: Record<string, string>): readonly string[] => {
    try {
      configFromEnv({ ...env, ...variables });
      return [];
    } catch (error) {
      return (error as ConfigError).problems;
    }
  };
  const WEBHOOK_SECRET = "c".repeat(32);
  for (const url of ["https://app.example/hooks", "http://localhost:4000/", "http://10.1.2.3/", "http://[::1]:4000/"]) {
    expect(problemsOf({ WEBHOOK_URL: url, WEBHOOK_SECRET }), url).toEqual([]);
  }
  for (const url of ["http://app.example/", "ftp://app.example/", "https://user:word@app.example/", "/hooks"]) {
    expect(problemsOf({ WEBHOOK_URL: url, WEBHOOK_SECRET }), url).toEqual([
      expect.stringMatching(/^WEBHOOK_URL must be/),
    ]);
  }
  const WEBHOOK_URL = "https://app.example/hooks";
  for (const secret of ["short", "c".repeat(28), "whsec_", "?".repeat(32), "c".repeat(120)]) {
    const problems = problemsOf({ WEBHOOK_URL, WEBHOOK_SECRET: secret });
    expect(problems, secret).toEqual([expect.stringMatching(/^WEBHOOK_SECRET must be/)]);
    expect(problems.join()).not.toContain(`${secret} `);
  }
  expect(problemsOf({ WEBHOOK_URL })).toEqual([expect.stringMatching(/^WEBHOOK_SECRET is missing/)]);
  expect(problemsOf({ WEBHOOK_SECRET })).toEqual([expect.stringMatching(/^WEBHOOK_URL is missing/)]);
  expect(problemsOf({ WEBHOOK_URL, WEBHOOK_SECRET, WEBHOOK_EVENTS: "room.burned" })).toHaveLength(1);
  expect(problemsOf({ API_KEY: "short" })).toEqual([expect.stringMatching(/^API_KEY is too short/)]);
});

it("names everything that is missing or wrong at once, and no secret", () => {
  const bad = {
    CALLS_APP_SECRET: "  ",
    CALLS_API: "http://sfu.example/v1",
    CALLS_TURN_KEY_ID: "key",
    JWT_SECRET: "short-secret",
    CORS_ORIGIN: "example.com",
    JWT_SECRET_PREVIOUS: "short-secret",
    IDENTITY_ISSUER: "https://id.example/",
    IDENTITY_JWKS: "http://id.example/keys",
    ACCESS_TEAM_DOMAIN: "team.cloudflareaccess.com",
    ROOM_ACCESS: "closed",
    ROOM_PARTICIPANTS: "many",
    TOKEN_LIFETIME: "0.5",
  };
  expect(() => configFromEnv(bad)).toThrow(ConfigError);
  try {
    configFromEnv(bad);
  } catch (error) {
    const { problems, message } = error as ConfigError;
    expect(problems).toHaveLength(14);
    for (const name of [
      "CALLS_APP_ID",
      "CALLS_APP_SECRET",
      "CALLS_API",
      "CALLS_TURN_KEY_SECRET",
      "JWT_SECRET",
      "CORS_ORIGIN",
      "JWT_SECRET_PREVIOUS",
      "IDENTITY_AUDIENCE",
      "IDENTITY_JWKS",
      "ACCESS_TEAM_DOMAIN",
      "ACCESS_AUD",
      "ROOM_ACCESS",
      "ROOM_PARTICIPANTS",
      "TOKEN_LIFETIME",
    ]) {
      expect(message).toContain(`${name} `);
    }
    expect(message).not.toContain("short-secret");
  }
});

it("asks for a secret that outlives the process when the rooms do", () => {
  expect(() => configFromEnv({ ...env, ROOM_STORAGE: "rooms.sqlite" })).toThrow("JWT_SECRET is missing");
});
