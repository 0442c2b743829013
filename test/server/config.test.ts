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
    TOKEN_LIFETIME: "3600",
    ROOM_STORAGE: "/var/lib/rooms.sqlite",
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
    tokenLifetime: 3_600_000,
    storage: "/var/lib/rooms.sqlite",
  });
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
