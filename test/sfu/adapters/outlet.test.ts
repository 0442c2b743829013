import { once } from "node:events";
import { expect, it } from "vitest";
import { Outlet } from "../../../src/sfu/adapters/worker/outlet.js";
import { encodePacket } from "../../../src/wire/adapter-packet.js";
import { Endpoints } from "../support/adapters.js";

const endpoints = new Endpoints();
const patience = { handshakeTimeout: 2_000, reconnectWindow: 5_000 };
const LAST = 8_000;
const message = (sequenceNumber: number): Uint8Array =>
  encodePacket({ sequenceNumber, payload: new Uint8Array(3_840) });

it.each([50, 1])(
  "keeps the newest %i messages for an endpoint that is slow, and drops what is older",
  { timeout: 20_000 },
  async (backlog) => {
    const endpoint = await endpoints.start();
    const options = { endpoint: { url: endpoint.url, ...patience }, backlog, onLost: () => {} };
    const outlet = await Outlet.open(options, AbortSignal.timeout(5_000));
    endpoint.socket.pause();
    // More than the network itself holds.
    for (let number = 1; number <= LAST; number++) outlet.send(message(number));
    endpoint.socket.resume();
    while (endpoint.packets.at(-1)?.sequenceNumber !== LAST) await once(endpoint, "packet");
    const numbers = endpoint.packets.map(({ sequenceNumber }) => sequenceNumber);
    const newest = Array.from({ length: backlog }, (_, index) => LAST + 1 - backlog + index);
    expect(numbers.slice(-backlog)).toEqual(newest);
    // Before them came what the network took at the beginning, in order.
    const first = numbers.slice(0, -backlog);
    expect(first).toEqual(first.map((_, index) => index + 1));
    expect(first.length).toBeLessThan(LAST - backlog);
    outlet.close();
    expect(await once(endpoint, "closed")).toEqual([1000]);
  },
);

it("keeps them while the endpoint is away, too", async () => {
  const endpoint = await endpoints.start();
  const options = { endpoint: { url: endpoint.url, ...patience }, backlog: 3, onLost: () => {} };
  const outlet = await Outlet.open(options, AbortSignal.timeout(5_000));
  endpoint.refuseWith = 503;
  endpoint.socket.terminate();
  while (endpoint.dials < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  for (let number = 1; number <= 10; number++) outlet.send(message(number));
  endpoint.refuseWith = undefined;
  while (endpoint.packets.length < 3) await once(endpoint, "packet");
  expect(endpoint.packets.map(({ sequenceNumber }) => sequenceNumber)).toEqual([8, 9, 10]);
  expect(endpoint.sockets).toHaveLength(2);
  outlet.close();
  outlet.send(message(11));
  await once(endpoint, "closed");
  expect(endpoint.packets).toHaveLength(3);
});

it("dials an endpoint that went away at least once, however late the timer for that is", async () => {
  const endpoint = await endpoints.start();
  let give = (): void => {};
  const lost = new Promise<void>((resolve) => (give = resolve));
  // The window is over before the first attempt is due.
  const options = {
    endpoint: { url: endpoint.url, ...patience, reconnectWindow: 1 },
    backlog: 1,
    onLost: () => give(),
  };
  const outlet = await Outlet.open(options, AbortSignal.timeout(5_000));
  const back = once(endpoint, "socket");
  endpoint.socket.terminate();
  await Promise.race([back, lost]);
  expect(endpoint.dials).toBe(2);
  outlet.close();
});
