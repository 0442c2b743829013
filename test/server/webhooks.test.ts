/** A backend is told of what happens in rooms, whatever it does: nothing lost, nothing twice, in order. */
import { describe, expect, it } from "vitest";
import { verifyWebhook } from "../../src/server/webhooks/signature.js";
import { enter, request } from "./support/client.js";
import { isNode } from "./support/host.js";
import { WEBHOOK_SECRET, linesOf, startReceiver, webhookEnv } from "./support/receiver.js";
import { startTestServer } from "./support/server.js";

/** Each event once, as somebody keeps them who looks at their ids. */
const distinct = <T extends { id: string }>(events: readonly T[]): T[] => [
  ...new Map(events.map((event) => [event.id, event])).values(),
];

describe("webhooks", () => {
  it("tell of people, of what is said to all and of reports, in order", async () => {
    const receiver = await startReceiver();
    const { url } = await startTestServer({ env: webhookEnv(receiver) });
    const ada = await enter(url, "yard", "Ada");
    const ben = await enter(url, "yard", "Ben");
    ben.socket.send({ type: "chat", id: "m1", text: "Hello" });
    ben.socket.send({ type: "chat", id: "m2", text: "psst", to: ada.id });
    await ben.socket.settled();
    const body = { rating: 2, comment: "It froze.", issues: ["froze"] };
    await request(`${url}/api/rooms/yard/feedback`, { method: "POST", token: ben.token, body });
    ada.socket.send({ type: "remove", participantId: ben.id });
    await ada.socket.settled();
    ada.socket.send({ type: "leave" });
    await expect
      .poll(() => linesOf(receiver.kept), { timeout: 10_000 })
      .toEqual([
        "yard 1 room.started",
        "yard 2 participant.joined Ada",
        "yard 3 participant.joined Ben",
        "yard 4 chat.message Hello",
        "yard 5 report",
        "yard 6 participant.left Ben",
        "yard 7 participant.left Ada",
        "yard 8 room.ended empty",
      ]);
    expect(JSON.stringify(receiver.came)).not.toContain("psst");
    expect(receiver.kept[1]?.data).toMatchObject({ participant: { id: ada.id, role: "host" } });
    expect(receiver.kept[4]?.data).toMatchObject({ kind: "feedback", participantId: ben.id, report: body });
    expect(receiver.kept[5]?.data).toMatchObject({ participant: { id: ben.id }, reason: "removed" });
    expect(receiver.atOnce()).toBe(1);
  });

  it("come again, one after the other, until the receiver has them", async () => {
    const receiver = await startReceiver();
    // Fails, hangs up, sends elsewhere, and takes what it says that it did not: all of the ways to lose or to double something.
    const trouble = [500, undefined, 302, 200, 200, 503];
    receiver.answer = (_, delivery) => (delivery <= trouble.length ? trouble[delivery - 1] : 204);
    const { url, log } = await startTestServer({ env: webhookEnv(receiver) });
    const ada = await enter(url, "yard", "Ada");
    ada.socket.send({ type: "chat", id: "m1", text: "Hello" });
    await ada.socket.settled();
    const lines = ["yard 1 room.started", "yard 2 participant.joined Ada", "yard 3 chat.message Hello"];
    await expect.poll(() => linesOf(receiver.kept), { timeout: 25_000 }).toEqual(lines);
    // The first was tried four times, with the same id.
    expect(receiver.came.map(({ id }) => id)).toEqual([0, 0, 0, 0, 1, 2, 2].map((index) => receiver.kept[index]?.id));
    expect(receiver.atOnce()).toBe(1);
    // One line for each time that it began to fail.
    await expect.poll(() => log.filter(({ event }) => event === "webhook not delivered yet")).toHaveLength(2);
  }, 30_000);

  it("of one room wait for no other's, and nobody in the room for them", async () => {
    const receiver = await startReceiver();
    let free = (): void => {};
    const held = new Promise<number>((resolve) => (free = () => resolve(204)));
    receiver.answer = ({ data }) => (data.room.id === "slow" ? held : 204);
    const { url } = await startTestServer({ env: webhookEnv(receiver) });
    const ada = await enter(url, "slow", "Ada");
    const ben = await enter(url, "slow", "Ben");
    ada.socket.send({ type: "chat", id: "m1", text: "Hello" });
    expect(await ben.socket.nextOf("chat")).toMatchObject({ messages: [{ text: "Hello" }] });
    await enter(url, "yard", "Eve");
    await expect.poll(() => linesOf(receiver.kept)).toEqual(["yard 1 room.started", "yard 2 participant.joined Eve"]);
    free();
    await expect.poll(() => receiver.kept).toHaveLength(6);
    expect(linesOf(receiver.kept).slice(2)).toEqual([
      "slow 1 room.started",
      "slow 2 participant.joined Ada",
      "slow 3 participant.joined Ben",
      "slow 4 chat.message Hello",
    ]);
  });

  it("are all there when the receiver was away, also of a room that is over", async () => {
    const receiver = await startReceiver();
    receiver.stop();
    const { url } = await startTestServer({
      env: { ...webhookEnv(receiver), WEBHOOK_EVENTS: "participant.joined, room.ended" },
    });
    const ada = await enter(url, "yard", "Ada");
    await enter(url, "yard", "Ben");
    ada.socket.send({ type: "end" });
    await ada.socket.closed;
    receiver.start();
    await expect
      .poll(() => linesOf(distinct(receiver.kept)), { timeout: 15_000 })
      .toEqual(["yard 1 participant.joined Ada", "yard 2 participant.joined Ben", "yard 3 room.ended ended"]);
    expect(receiver.kept).toHaveLength(3);
  });

  it("end with 410, and the room goes on", async () => {
    const receiver = await startReceiver();
    receiver.answer = () => 410;
    const { url, log } = await startTestServer({ env: webhookEnv(receiver) });
    const ada = await enter(url, "yard", "Ada");
    await expect.poll(() => log.filter(({ event }) => event === "webhook is gone")).toHaveLength(1);
    ada.socket.send({ type: "chat", id: "m1", text: "Hello", ref: "1" });
    expect(await ada.socket.nextOf("done")).toMatchObject({ ref: "1" });
    await enter(url, "yard", "Ben");
    expect(receiver.came).toHaveLength(1);
    expect(JSON.stringify(log)).not.toContain("127.0.0.1");
  });

  it.runIf(isNode())("keep a room until they are told, for a day at most", async () => {
    let clock = 1_800_000_000_000;
    const receiver = await startReceiver(() => clock);
    receiver.answer = () => 500;
    const server = await startTestServer({
      env: webhookEnv(receiver),
      clock,
      timing: { heartbeat: 20, stale: 15_000 },
    });
    const ada = await enter(server.url, "yard", "Ada");
    ada.socket.send({ type: "leave" });
    await ada.socket.closed;
    const later = async (hours: number): Promise<void> => {
      clock += hours * 3_600_000;
      await server.advance(hours * 3_600_000);
    };
    // The clock stands still between: what is tried again is tried again because of it.
    await expect.poll(() => server.log.filter(({ event }) => event === "webhook not delivered yet")).toHaveLength(1);
    await later(23);
    await expect.poll(() => receiver.came.length, { timeout: 5_000 }).toBeGreaterThan(1);
    expect(await server.stats()).toMatchObject({ rooms: 1 });
    const roomsLater = async (): Promise<number> => {
      await later(1);
      return (await server.stats()).rooms;
    };
    await expect.poll(roomsLater, { timeout: 10_000, interval: 600 }).toBe(0);
    expect(server.log.filter(({ event }) => event === "webhook given up")).toHaveLength(4);
  });
});

describe.runIf(isNode())("a delivery", () => {
  const at = 1_674_087_231_000;
  const body = JSON.stringify({
    type: "room.started",
    timestamp: new Date(at).toISOString(),
    data: { room: { id: "yard" }, sequence: 1 },
  });
  /** As the standard says, with nothing of ours. */
  const signed = async (secret: string, text = body, time = at): Promise<Record<string, string>> => {
    const { createHmac } = await import("node:crypto");
    const timestamp = `${time / 1000}`;
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    const signature = createHmac("sha256", key).update(`evt_1.${timestamp}.${text}`).digest("base64");
    return { "webhook-id": "evt_1", "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
  };
  const check = (headers: Record<string, string>, text = body, now = at) =>
    verifyWebhook(new Request("http://me.test/", { method: "POST", headers, body: text }), WEBHOOK_SECRET, {
      now: () => now,
    });

  it("is read when it is signed as the standard says", async () => {
    const headers = await signed(WEBHOOK_SECRET);
    expect(await check(headers)).toMatchObject({ id: "evt_1", type: "room.started", data: { room: { id: "yard" } } });
    const many = `v1,AAAA v2,x ${headers["webhook-signature"]}`;
    expect(await check({ ...headers, "webhook-signature": many })).toMatchObject({ id: "evt_1" });
  });

  it("is refused when it is not", async () => {
    const headers = await signed(WEBHOOK_SECRET);
    const other = await signed(`whsec_${Buffer.from("b secret of thirty-two bytes, yes").toString("base64")}`);
    for (const attempt of [
      () => check({}),
      () => check(other),
      () => check(headers, body.replace("yard", "hall")),
      () => check({ ...headers, "webhook-id": "evt_2" }),
      () => check({ ...headers, "webhook-timestamp": "1674087232" }),
      () => check({ ...headers, "webhook-timestamp": "NaN" }),
      () => check({ ...headers, "webhook-signature": "v1," }),
      () => check({ ...headers, "webhook-signature": "v1,***" }),
      () => check(headers, body, at + 301_000),
      () => check(headers, body, at - 301_000),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: "unauthorized", status: 401 });
    }
    for (const text of ["{", "[]", '{"type":"room.burned","data":{}}']) {
      await expect(check(await signed(WEBHOOK_SECRET, text), text)).rejects.toMatchObject({ code: "invalid_message" });
    }
    await expect(verifyWebhook(new Request("http://me.test/"), "short")).rejects.toThrow("24 to 64 bytes");
  });
});
