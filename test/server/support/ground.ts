import { WebSocket } from "ws";
import type { Ground, RuleSocket } from "../../rules/ground.js";
import { ROOM } from "../../rules/ground.js";
import { request } from "./client.js";
import { mint } from "./mint.js";
import { startTestServer } from "./server.js";

/** A server on the current host as what the rules of a room are tried on. */
export async function startGround(): Promise<Ground> {
  let now = Date.now();
  const { url, advance, upstream } = await startTestServer({ clock: now });
  return {
    url,
    fetch,
    WebSocket: WebSocket as unknown as new (url: string, protocols: string[]) => RuleSocket,
    now: () => now,
    async advance(milliseconds) {
      now += milliseconds;
      await advance(milliseconds);
    },
    mint: (claims) => mint(claims, now),
    reached: () => upstream.requests.length,
    async order(order) {
      const made = await request(`${url}/api/rooms`, { method: "POST", body: { id: ROOM, ...order } });
      if (made.status !== 201) throw new Error(`The room was not made: ${JSON.stringify(made.body)}`);
    },
  };
}
