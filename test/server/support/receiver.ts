/** A backend that takes webhooks, and does to them what a test wants. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { verifyWebhook } from "../../../src/server/webhooks/signature.js";
import type { RoomEvent } from "../../../src/wire/room-events.js";

export const WEBHOOK_SECRET = `whsec_${Buffer.from("a secret of thirty-two bytes, yes").toString("base64")}`;

/** How the receiver answers a delivery; `undefined` hangs up. */
type Answer = (event: RoomEvent, delivery: number) => number | undefined | Promise<number | undefined>;

export interface Receiver {
  readonly url: string;
  /** What was answered with a 2xx, in order. */
  readonly kept: RoomEvent[];
  /** All that came, in order. */
  readonly came: RoomEvent[];
  /** Deliveries of one room at the same time, at most. */
  readonly atOnce: () => number;
  /** From now on. */
  answer: Answer;
  /** Hangs up on everybody, and on whoever comes. */
  stop(): void;
  /** Answers again. */
  start(): void;
}

/** @param now milliseconds since 1970, by the server's clock. */
export async function startReceiver(now: () => number = Date.now): Promise<Receiver> {
  const kept: RoomEvent[] = [];
  const came: RoomEvent[] = [];
  const underWay = new Map<string, number>();
  let atOnce = 0;
  const server = createServer((incoming, response) => {
    void (async () => {
      const body = await text(incoming);
      const headers = Object.entries(incoming.headers).map(
        ([name, value]) => [name, String(value)] as [string, string],
      );
      const request = new Request("http://receiver.test/", { method: "POST", headers, body });
      const event = await verifyWebhook(request, WEBHOOK_SECRET, { now });
      const room = event.data.room.id;
      came.push(event);
      const busy = (underWay.get(room) ?? 0) + 1;
      underWay.set(room, busy);
      atOnce = Math.max(atOnce, busy);
      const status = await receiver.answer(event, came.length);
      underWay.set(room, busy - 1);
      if (status === undefined) return void incoming.socket.destroy();
      if (status < 300) kept.push(event);
      response.writeHead(status, status === 302 ? { location: receiver.url } : {}).end();
    })().catch(() => response.writeHead(500).end());
  });
  let isAway = false;
  // It keeps its port meanwhile, which another test could take.
  server.on("connection", (socket) => isAway && socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  const receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    kept,
    came,
    atOnce: () => atOnce,
    answer: (() => 204) as Answer,
    start: () => void (isAway = false),
    stop: () => {
      isAway = true;
      server.closeAllConnections();
    },
  };
  return receiver;
}

export const webhookEnv = ({ url }: Receiver): Record<string, string> => ({ WEBHOOK_URL: url, WEBHOOK_SECRET });

/** What the events say, in short. */
export const linesOf = (events: readonly RoomEvent[]): string[] =>
  events.map((event) => {
    const { room, sequence } = event.data;
    const what =
      event.type === "participant.joined" || event.type === "participant.left"
        ? event.data.participant.name
        : event.type === "chat.message"
          ? event.data.message.text
          : event.type === "room.ended"
            ? event.data.reason
            : "";
    return `${room.id} ${sequence} ${event.type} ${what}`.trim();
  });

/** Waits a little longer than a client would notice. */
export const aMoment = (): Promise<void> => pause(50);
