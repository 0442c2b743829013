/** A page that nobody looks at: its timers may run once a minute, and what comes through its socket is told all the same. */
import { once } from "node:events";
import { afterEach, expect, it } from "vitest";
import { WebSocket as NodeWebSocket } from "ws";
import { roomServer } from "../../src/signaling/room-server/index.js";
import type { RoomConnection } from "../../src/signaling/signaling.js";
import { HEARTBEAT } from "../../src/wire/tables.js";
import { enter } from "./support/client.js";
import { startTestServer } from "./support/server.js";

/** Shorter than usual. Whoever is asked has half a heartbeat to answer, also on a machine that is busy with something else. */
const TIMING = { heartbeat: 3_000, stale: 4_000 };
const connections: RoomConnection[] = [];

afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.leave()));
});

/** Somebody with the real client, none of whose timers ever runs. */
function hide(url: string, name: string, { isMute = false } = {}) {
  const sockets: NodeWebSocket[] = [];
  /** Told when the server has heard a heartbeat. */
  const heard = new EventTarget();
  class Recorded extends NodeWebSocket {
    constructor(address: string, protocols?: string | string[]) {
      super(address, protocols);
      sockets.push(this);
      this.on("message", (data: Buffer) => data.toString() === HEARTBEAT && heard.dispatchEvent(new Event("heard")));
    }
    override send(data: string): void {
      if (!isMute || data !== HEARTBEAT) super.send(data);
    }
  }
  const WebSocket = Recorded as unknown as typeof globalThis.WebSocket;
  const signaling = roomServer({ url, WebSocket, schedule: () => () => {} });
  let waits = (): void => {};
  const waiting = new Promise<void>((resolve) => (waits = resolve));
  const { signal } = new AbortController();
  const entered = signaling.join({ room: "yard", name, signal, onWaiting: waits });
  void entered.then((connection) => connections.push(connection));
  const isHeard = (): Promise<unknown> => once(heard, "heard");
  return { entered, waiting, sockets, isHeard };
}

it("somebody whose page is in the background stays where they are: in the room, and at the door", async () => {
  const { url } = await startTestServer({ timing: TIMING });
  const { socket: ada } = await enter(url, "yard", "Ada");
  const beating = setInterval(() => ada.send(HEARTBEAT), TIMING.heartbeat / 6);
  try {
    const ben = hide(url, "Ben");
    const gone = hide(url, "Dan", { isMute: true });
    await Promise.all([ben.entered, gone.entered]);
    ada.send({ type: "policy", waitingRoom: true });
    await ada.settled();
    const cho = hide(url, "Cho");
    await cho.waiting;
    // From the first heartbeat on, more of them are owed at the door.
    cho.sockets[0]?.send(HEARTBEAT);
    await cho.isHeard();
    for (let times = 0; times < 2; times++) await Promise.all([ben.isHeard(), cho.isHeard()]);

    // Whoever cannot answer is nobody.
    expect(await ada.nextOf("leave")).toMatchObject({ from: (await gone.entered).participantId });
    expect((await ada.settled()).map(({ type }) => type)).not.toContain("leave");
    expect((await ben.entered).state.status).toBe("connected");
    ada.send({ type: "admit" });
    expect((await cho.entered).state.status).toBe("connected");
    expect([ben, cho].map(({ sockets }) => sockets.length)).toEqual([1, 1]);
  } finally {
    clearInterval(beating);
  }
});
