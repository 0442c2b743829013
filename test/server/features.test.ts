/** A feature of an application's own, through real sockets: the agenda of the demo. */
import { describe, expect, it } from "vitest";
import { AgendaMember } from "./support/agenda.js";
import { enter, openSocket, request } from "./support/client.js";
import { startTestServer } from "./support/server.js";

const NOON = 1_800_000_000_000;

async function meeting(options: Parameters<typeof startTestServer>[0] = {}) {
  const server = await startTestServer({ agenda: true, ...options });
  const ada = new AgendaMember(await enter(server.url, "yard", "Ada"));
  const ben = new AgendaMember(await enter(server.url, "yard", "Ben"));
  return { server, ada, ben };
}

describe("an agenda", () => {
  it("is everybody's: anybody proposes, and hosts run it", async () => {
    const { ada, ben } = await meeting({ clock: NOON });
    expect(await ben.ask({ type: "propose", title: " Budget ", minutes: 5 })).toMatchObject({ type: "done" });
    expect(await ben.ask({ type: "propose", title: "Party", minutes: 1 })).toMatchObject({ type: "done" });
    expect(await ben.ask({ type: "start", id: 1 })).toMatchObject({
      code: "forbidden",
      reason: "Only a host runs the agenda.",
    });
    expect(await ben.ask({ type: "propose", title: "", minutes: 5 })).toMatchObject({ code: "invalid_message" });
    expect(await ben.ask({ type: "sing" })).toMatchObject({ code: "invalid_message" });
    expect(await ada.ask({ type: "move", id: 2, by: -1 })).toMatchObject({ type: "done" });
    expect(await ada.ask({ type: "start", id: 2 })).toMatchObject({ type: "done" });
    const items = [
      { id: 2, title: "Party", minutes: 1, by: "Ben", done: false },
      { id: 1, title: "Budget", minutes: 5, by: "Ben", done: false },
    ];
    const now = { items, current: { id: 2, since: NOON, until: NOON + 60_000 }, count: 2 };
    // The host sees it before the answer.
    expect(ada.state).toEqual(now);
    expect(await ben.until(({ current }) => current !== null)).toEqual(now);
    // What was added came alone, not with the rest.
    expect(JSON.stringify(ben.changes.at(-1))).not.toContain("Budget");
    expect(await ada.ask({ type: "remove", id: 1 })).toMatchObject({ type: "done" });
    expect(await ada.ask({ type: "finish" })).toMatchObject({ type: "done" });
    expect(ada.state).toEqual({ items: [{ ...items[0], done: true }], current: null, count: 2 });
  });

  it("is told of before anybody joins", async () => {
    const { url } = await startTestServer({ agenda: true });
    expect((await request(`${url}/health`)).body).toEqual({ status: "ok", features: ["agenda"] });
  });

  it("is there for whoever comes later, and for whoever comes back, as far as it is newer", async () => {
    const { server, ada, ben } = await meeting();
    await ada.ask({ type: "propose", title: "Budget", minutes: 5 });
    await ben.settle();
    ben.socket.webSocket.terminate();
    await ben.socket.closed;
    await ben.comeBack(server.url, 2);
    expect(ben.changes).toEqual([]);
    ben.socket.webSocket.terminate();
    await ben.socket.closed;
    await ada.ask({ type: "propose", title: "Party", minutes: 1 });
    await ben.comeBack(server.url, 2);
    expect(ben.changes).toEqual([[ada.state]]);
    const cho = new AgendaMember(await enter(server.url, "yard", "Cho"));
    await cho.settle();
    expect(cho.state).toEqual(ada.state);
  });

  it("ticks by itself, for a time that is near", async () => {
    const { ada, ben } = await meeting();
    await ada.ask({ type: "propose", title: "Minute", minutes: 0.1 });
    await ada.ask({ type: "propose", title: "Moment", minutes: 0.1 });
    await ada.ask({ type: "start", id: 1 });
    const { until } = ada.state?.current ?? { until: 0 };
    // Nobody says anything until then.
    await ben.until(({ items }) => items[0]?.done === true);
    expect(Date.now()).toBeGreaterThanOrEqual(until - 50);
    expect(ben.state?.current).toBeNull();
  }, 20_000);

  it("ticks by the server's clock, for a time that is far", async () => {
    const { server, ada, ben } = await meeting({ clock: NOON });
    await ada.ask({ type: "propose", title: "Budget", minutes: 0.2 });
    await ada.ask({ type: "start", id: 1 });
    await ben.settle();
    await server.advance(11_999);
    await Promise.all([ada.settle(), ben.settle()]);
    expect(ben.state?.current).toMatchObject({ until: NOON + 12_000 });
    await server.advance(1);
    await ada.settle();
    expect(await ben.until(({ current }) => current === null)).toMatchObject({ items: [{ done: true }] });
  });

  it("is unknown to a client without the subprotocol, and to a server that was started without it", async () => {
    const { server, ada } = await meeting();
    const old = await openSocket(server.url, (await enter(server.url, "yard", "Old")).token, { protocols: [] });
    await ada.ask({ type: "propose", title: "Budget", minutes: 5 });
    expect((await old.settled()).map(({ type }) => type)).not.toContain("feature");
    const bare = await startTestServer();
    const ben = new AgendaMember(await enter(bare.url, "yard", "Ben"));
    expect(await ben.ask({ type: "finish" })).toMatchObject({ code: "invalid_message", reason: expect.stringContaining("no feature") }); // prettier-ignore
  });
});
