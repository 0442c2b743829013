/** Strangers and what they send: what rows about doors have in common. */
import { request as nodeRequest } from "node:http";
import { expect } from "vitest";

import { request } from "../support/client.js";
import { currentHost } from "../support/host.js";
import type { TestServer } from "../support/server.js";

/** Whoever comes through a proxy that is trusted: each address is a caller of its own. Workers know it from Cloudflare. */
export const PROXY = { env: { TRUSTED_PROXY: currentHost().name === "node" ? "x-real-ip" : "cf-connecting-ip" } };
export const from = (address: string): Record<string, string> => ({
  "x-real-ip": address,
  "cf-connecting-ip": address,
});

export const post = <T = Record<string, unknown>>(
  url: string,
  body: unknown,
  rest: { token?: string; headers?: Record<string, string> } = {},
) => request<T>(url, { method: "POST", body, ...rest });

/** Does something so many times at once. */
export const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

export const countOf = (statuses: readonly number[], status: number): number =>
  statuses.filter((one) => one === status).length;

export async function expectNoRoom({ url, stats }: TestServer, room: string): Promise<void> {
  expect((await request(`${url}/api/rooms/${room}`)).status).toBe(404);
  if (currentHost().name === "node") expect((await stats()).rooms).toBe(0);
  // And the name is free for who makes the room to order.
  expect((await post(`${url}/api/rooms`, { id: room, locked: true })).status).toBe(201);
}

/** Sends a request as it is, and reads the answer's status and headers. */
export function raw(
  url: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body = "",
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = nodeRequest({ hostname, port, method, path, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
