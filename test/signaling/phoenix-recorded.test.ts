/**
 * What a call says to a Phoenix server and hears of it. The file beside this test was written by a real one, Phoenix 1.7.21 on Bandit with
 * `demo/phoenix` in it; here the tests' own server has to say the same. To write it anew, run this with `-u` and with `PHOENIX_URL` set
 * to an application whose `POST /calls/token` takes `room`, `role` and `ai`, and whose AI refuses the instructions `fail`.
 */
import { expect, it } from "vitest";
import { WebSocket as NodeWebSocket } from "ws";
import { phoenix } from "../../src/signaling/phoenix/index.js";
import type { RoomConnection } from "../../src/signaling/signaling.js";
import { PhoenixServer } from "./phoenix-server.js";
import { names, when } from "./server-fixture.js";

const SID = "5".repeat(32);

it("is the same with the real one", async () => {
  const server = await PhoenixServer.start();
  const url = process.env["PHOENIX_URL"] ?? server.url;
  const frames = new Map<string, unknown[]>();
  const ids = new Map<string, string>();

  const join = async (name: string, claims: object): Promise<RoomConnection> => {
    const said: unknown[] = [];
    frames.set(name, said);
    class Recorded extends NodeWebSocket {
      constructor(address: string, protocols?: string) {
        super(address, protocols);
        this.on("message", (data: Buffer) => said.push(["<", ...(JSON.parse(data.toString()) as unknown[])]));
      }
      override send(data: string): void {
        said.push([">", ...(JSON.parse(data) as unknown[])]);
        super.send(data);
      }
    }
    const tokenProvider = async ({ room }: { room: string }): Promise<string> => {
      const init = { method: "POST", headers: { "content-type": "application/json" } };
      const reply = await fetch(`${url}/calls/token`, { ...init, body: JSON.stringify({ room, ...claims }) });
      return ((await reply.json()) as { token: string }).token;
    };
    const signaling = phoenix({
      url: `${url}/calls`,
      tokenProvider,
      WebSocket: Recorded as unknown as typeof WebSocket,
    });
    const connection = await signaling.join({ room: "standup", name, signal: new AbortController().signal });
    ids.set(connection.participantId, name);
    return connection;
  };
  const codeOf = (asked: Promise<void>): Promise<string> =>
    asked.then(
      () => "done",
      ({ code }: { code: string }) => code,
    );
  const ai = (who: RoomConnection, command: object) => codeOf(who.act!({ type: "feature", feature: "ai", command }));

  const ada = await join("Ada", { role: "host", ai: true });
  const ben = await join("Ben", { ai: false });
  await when(ada, () => names(ada).includes("Ben"));
  ben.announce({ sessionId: SID, tracks: [{ trackName: "mic", kind: "audio", source: "microphone", enabled: true }] });
  await when(ada, () => ada.roster[0]?.session);
  await ada.act!({ type: "hand", raised: true });
  await ada.act!({ type: "chat", id: "m1", text: "hello" });
  await ada.act!({ type: "chat", id: "m2", text: "only you", to: ben.participantId });
  await when(ben, () => ben.facts?.chat.length === 2 && ben.roster[0]?.hand);
  expect(await ai(ben, { type: "enable" })).toBe("forbidden");
  expect(await ai(ada, { type: "enable", instructions: "fail" })).toBe("service-unavailable");
  expect(await ai(ada, { type: "enable", instructions: "Be brief.", voice: "ash" })).toBe("done");
  for (const who of [ada, ben]) await when(who, () => names(who).includes("AI"));
  expect(ben.facts?.features).toEqual({ ai: { enabled: true, connectionPending: false } });
  expect(await ai(ada, { type: "disable" })).toBe("done");
  for (const who of [ada, ben]) await when(who, () => !names(who).includes("AI"));
  expect(await codeOf(ben.act!({ type: "mute", source: "microphone" }))).toBe("forbidden");
  const asked = when(ben, (event) => event?.type === "asked" && event);
  await ada.act!({ type: "mute", source: "microphone", participantId: ben.participantId });
  expect(await asked).toMatchObject({ action: "mute", source: "microphone" });
  await ada.act!({ type: "remove", participantId: ben.participantId });
  await when(ben, () => ben.state.status === "closed");
  expect(ben.state).toMatchObject({ error: { code: "removed" } });
  await when(ada, () => names(ada).length === 0);
  const cleo = await join("Cleo", { ai: false });
  await when(ada, () => names(ada).includes("Cleo"));
  await cleo.leave();
  await when(ada, () => names(ada).length === 0);
  await ada.leave();
  await server.close();

  const named = ([name, said]: [string, unknown[]]): string => {
    const text = [...ids].reduce((whole, [id, who]) => whole.replaceAll(id, who), JSON.stringify(said));
    const lines = (JSON.parse(text) as unknown[][]).filter((frame) => !isLast(frame)).map(plain);
    return `${name}\n${lines.sort().join("\n")}\n`;
  };
  expect(JSON.stringify(frames.get("Ada"))).toMatch(
    `["<",null,null,"calls:standup","presence_diff",{"joins":{},"leaves":{"${ben.participantId}":{"metas":[{`,
  );
  await expect([...frames].map(named).join("\n")).toMatchFileSnapshot("phoenix-recorded.txt");
});

/** What may come after its reader has gone: the end of a channel, and that somebody is in no presence any more. */
const isLast = ([, , , , event, payload]: unknown[]): boolean =>
  event === "phx_close" || (event === "presence_diff" && JSON.stringify(payload).startsWith('{"joins":{},'));

/** A frame without what is another each time. The order is up to a server's processes, and is not compared. */
function plain(frame: unknown): string {
  const known = (key: string, value: unknown): unknown => {
    if (key === "token" || key === "phx_ref" || key === "phx_ref_prev") return key;
    if (key === "iceServers") return [];
    if (key === "joinedAt" || key === "hand" || key === "at") return 0;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return JSON.stringify(frame, known);
}
