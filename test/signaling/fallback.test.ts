/** People whose network lets no WebSocket through, against the real server. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket as NodeWebSocket } from "ws";
import { schedule as systemSchedule } from "../../src/base/clock.js";
import { roomServer } from "../../src/signaling/room-server/index.js";
import { ServerFixture, names, when } from "./server-fixture.js";

/** What something on the way does with sockets: refuses them, or opens them and lets nothing through; or nothing at all. */
type Weather = "refuses" | "is silent" | "is fair";

/** Milliseconds between two looks whether a WebSocket gets through by now. */
const LOOK_AGAIN = 120_000;

class Network {
  weather: Weather = "is fair";
  opened = 0;
  polls = 0;
  readonly WebSocket: typeof WebSocket;
  /** Nobody waits for minutes in a test. */
  looksSoon = false;
  /** Waits for the next look that are not over. */
  looks = 0;
  readonly schedule: typeof systemSchedule = (callback, milliseconds) => {
    const isLook = milliseconds === LOOK_AGAIN;
    let isOver = !isLook;
    const end = (): void => {
      if (!isOver) this.looks--;
      isOver = true;
    };
    if (isLook) this.looks++;
    const cancel = systemSchedule(() => (end(), callback()), isLook && this.looksSoon ? 200 : milliseconds);
    return () => (end(), cancel());
  };
  readonly fetch: typeof fetch = (input, init) => {
    if (String(input).includes("/api/poll") && init?.method === "POST") this.polls++;
    return fetch(input, init);
  };

  constructor() {
    // oxlint-disable-next-line typescript/no-this-alias -- the class below has a `this` of its own.
    const network = this;
    class Weathered extends NodeWebSocket {
      constructor(url: string, protocols?: string | string[]) {
        network.opened++;
        super(network.weather === "refuses" ? url.replace("/ws", "/nothing") : url, protocols);
      }

      override emit(event: string | symbol, ...rest: unknown[]): boolean {
        const isLost = network.weather === "is silent" && (event === "message" || event === "close");
        return isLost || super.emit(event, ...rest);
      }
    }
    this.WebSocket = Weathered as unknown as typeof WebSocket;
  }
}

describe("where no WebSocket gets through", () => {
  let fixture: ServerFixture;
  let network: Network;

  beforeEach(async () => {
    // The server's clock is right, whatever a test does to the client's.
    fixture = await ServerFixture.start({ clock: Date.now.bind(Date) });
    network = new Network();
  });

  afterEach(() => fixture.end());

  const enter = async (name: string) => {
    const { WebSocket, fetch: fetchIt, schedule } = network;
    return fixture.join(name, { WebSocket, fetch: fetchIt, schedule });
  };

  it.each(["refuses", "is silent"] as const)("the call goes on over plain HTTP (the network %s)", async (weather) => {
    network.weather = weather;
    const grace = await fixture.join("Grace");
    const ada = await enter("Ada");
    const states: string[] = [];
    ada.subscribe((event) => event.type === "state" && states.push(event.state.status));
    await when(ada, () => ada.facts);
    await when(grace, () => names(grace).includes("Ada"));
    const said = when(grace, () => grace.facts?.chat.find(({ text }) => text === "Can you hear me?"));
    await ada.act?.({ type: "chat", id: "1", text: "Can you hear me?" });
    await said;
    const heard = when(ada, (event) => event?.type === "reaction" && event.reaction);
    await when(grace, () => grace.facts);
    await grace.act?.({ type: "reaction", reaction: "👍" });
    expect(await heard).toBe("👍");
    // The next one on this page goes that way at once.
    const { opened } = network;
    const ben = await enter("Ben");
    await when(ben, () => ben.facts);
    expect(network.opened).toBe(opened);
    await ben.leave();
    await ada.leave();
    await when(grace, () => names(grace).length === 0);
    expect(states).toEqual(["closed"]);
  });

  it("comes back over plain HTTP when the server was started anew", async () => {
    network.weather = "refuses";
    const ada = await enter("Ada");
    await when(ada, () => ada.facts);
    const lost = when(ada, () => ada.state.status === "reconnecting");
    await fixture.restart();
    await lost;
    await when(ada, () => ada.state.status === "connected");
    expect(fixture.server.stats().sockets).toBe(1);
  });

  it("goes back to a WebSocket when one gets through", async () => {
    network.weather = "refuses";
    network.looksSoon = true;
    const grace = await fixture.join("Grace");
    const ada = await enter("Ada");
    const states: string[] = [];
    await when(ada, () => ada.facts);
    ada.subscribe((event) => event.type === "state" && states.push(event.state.status));
    network.weather = "is fair";
    const { polls } = network;
    await when(grace, () => grace.facts);
    while (network.opened < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    await grace.act?.({ type: "chat", id: "1", text: "Still there?" });
    await when(ada, () => ada.facts?.chat.some(({ text }) => text === "Still there?"));
    expect(network.polls).toBe(polls);
    expect(states).toEqual([]);
  });

  it("looks no more for a WebSocket when the call is over, also when it ends while it looks", async () => {
    network.weather = "refuses";
    network.looksSoon = true;
    const ada = await enter("Ada");
    await when(ada, () => ada.facts);
    // From here on a look takes as long as it may.
    network.weather = "is silent";
    const { opened } = network;
    while (network.opened === opened) await new Promise((resolve) => setImmediate(resolve));
    await ada.leave();
    // The look has ended with the stay, and all that follows from it has been done.
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(network.looks).toBe(0);
  });

  it.each([
    ["is fair", false],
    ["refuses", true],
    ["is silent", true],
  ] as const)("a look before the call says so (the network %s)", async (weather, isLimited) => {
    network.weather = weather;
    const { WebSocket, fetch: fetchIt, schedule } = network;
    const signaling = roomServer({ url: fixture.server.url, WebSocket, fetch: fetchIt, schedule });
    const { signal } = new AbortController();
    expect(await signaling.check?.({ signal })).toMatchObject({ isLimited });
    const { opened } = network;
    const ada = await enter("Ada");
    await when(ada, () => ada.facts);
    expect(network.opened - opened).toBe(isLimited ? 0 : 1);
  });

  it("a look at a static host says what is wrong, and so does a join", async () => {
    for (const page of [
      () => new Response("<h1>404</h1>", { status: 404 }),
      () => new Response("<h1>App</h1>", { headers: { "content-type": "text/html" } }),
    ]) {
      const { WebSocket } = network;
      const signaling = roomServer({ url: fixture.server.url, WebSocket, fetch: async () => page() });
      const { signal } = new AbortController();
      const missing = { code: "not-configured", retryable: false, reason: expect.stringContaining("set its address") };
      await expect(signaling.check?.({ signal })).rejects.toMatchObject(missing);
      await expect(signaling.join({ room: "standup", name: "Ada", signal })).rejects.toMatchObject(missing);
    }
  });

  it("goes by no clock: a token is renewed on a machine that is 13 hours ahead or behind", async () => {
    const { now } = Date;
    for (const hours of [13, -13]) {
      const waits: number[] = [];
      Date.now = () => now() + hours * 3_600_000;
      try {
        const schedule: typeof systemSchedule = (callback, wait) => {
          waits.push(wait);
          return systemSchedule(callback, wait);
        };
        const signaling = roomServer({
          url: fixture.server.url,
          WebSocket: network.WebSocket,
          schedule,
          // As a page of another origin reads it.
          fetch: async (input, init) => {
            const { status, body } = await fetch(input, init);
            return new Response(body, { status });
          },
        });
        const ada = await signaling.join({ room: "standup", name: "Ada", signal: new AbortController().signal });
        // Three quarters of twelve hours.
        expect(Math.round(Math.max(...waits) / 3_600_000)).toBe(9);
        await ada.leave();
      } finally {
        Date.now = now;
      }
    }
  });
});
