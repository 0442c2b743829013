import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SignJWT, exportJWK, generateKeyPair } from "jose";
import type { CryptoKey, JWK } from "jose";
import { afterEach } from "vitest";

export const ISSUER = "https://id.example";
export const AUDIENCE = "rooms";

/** Somebody else who vouches for people: publishes its keys, and signs with the newest. */
export interface IdentityProviderFixture {
  /** Address of the keys. */
  readonly jwks: string;
  /** Base address, as a team domain of Cloudflare Access. */
  readonly origin: string;
  /** Fetches of the keys so far. */
  fetches(): number;
  sign(
    claims: Record<string, unknown>,
    options?: { expires?: number; issuer?: string; key?: CryptoKey },
  ): Promise<string>;
  /** Makes a new key; the old one is published no more. */
  rotate(): Promise<void>;
  /** From now on the keys cannot be had. */
  fail(): void;
}

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanup.splice(0)) await clean();
});

export async function startIdentityProvider(alg: "RS256" | "ES256" = "ES256"): Promise<IdentityProviderFixture> {
  let current: { key: CryptoKey; jwk: JWK };
  let count = 0;
  let isDown = false;
  let generation = 0;
  const rotate = async (): Promise<void> => {
    const { privateKey, publicKey } = await generateKeyPair(alg);
    current = { key: privateKey, jwk: { ...(await exportJWK(publicKey)), kid: `key-${++generation}`, alg } };
  };
  await rotate();
  const server = createServer((_, response) => {
    count += 1;
    response.writeHead(isDown ? 503 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify({ keys: [current.jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanup.push(() => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  })); // prettier-ignore
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    jwks: `${origin}/keys`,
    fetches: () => count,
    sign: (claims, { expires = Date.now() / 1000 + 60, issuer = ISSUER, key = current.key } = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg, kid: current.jwk.kid ?? "" })
        .setIssuer(issuer)
        .setExpirationTime(Math.floor(expires))
        .sign(key),
    rotate,
    fail: () => void (isDown = true),
  };
}
