/** Every adapter of the kit, held to the suite that anybody can run against theirs. */
import wrtc from "@roamhq/wrtc";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { WebSocket as NodeWebSocket } from "ws";
import { InPageHost } from "../../src/in-page/host.js";
import { startRoomServer } from "../../src/server/hosts/node.js";
import { orange } from "../../src/signaling/orange/index.js";
import { phoenix } from "../../src/signaling/phoenix/index.js";
import { roomServer } from "../../src/signaling/room-server/index.js";
import { ADAPTER_ROWS, testAdapter, testRow } from "../../src/signaling/testing/index.js";
import type { AdapterFixture, AdapterResult, Network } from "../../src/signaling/testing/index.js";
import { Browser } from "./cookie-jar.js";
import { OrangeServer } from "./orange-server.js";
import { PhoenixServer } from "./phoenix-server.js";
import { startUpstream } from "./server-fixture.js";

const nodeNetwork = (): Network => ({ fetch, WebSocket: NodeWebSocket as unknown as typeof WebSocket });

const adapters: Record<string, () => Promise<AdapterFixture> | AdapterFixture> = {
  async "room-server"() {
    const upstream = await startUpstream();
    const server = await startRoomServer({
      calls: { base: upstream.base, appId: "app", appSecret: "secret" },
      jwtSecret: "a secret of this test and of nothing else",
    });
    return {
      network: nodeNetwork,
      signaling: (network) => roomServer({ url: server.url, ...network }),
      // Whoever comes first is host, and may end the room.
      expire: ({ act }) => act?.({ type: "end" }).catch(() => {}),
      refused: (network) => ({
        signaling: roomServer({ url: server.url, token: "nobody's", ...network }),
        code: "unauthorized",
      }),
      async close() {
        await server.close();
        upstream.server.close();
      },
    };
  },
  "in-page"() {
    const host = new InPageHost();
    return {
      network: () => ({ fetch: host.fetch, WebSocket: host.WebSocket }),
      signaling: (network) => roomServer({ url: host.url, ...network }),
      close: () => host.close(),
    };
  },
  async orange() {
    const server = await OrangeServer.start();
    return {
      network: () => {
        const { fetch: get, WebSocket } = new Browser();
        return { fetch: get, WebSocket };
      },
      signaling: (network) => orange({ url: server.url, ...network }),
      // A browser that keeps no cookie.
      refused: (network) => ({ signaling: orange({ url: server.url, ...network, fetch }), code: "unauthorized" }),
      session: ({ participantId }) => participantId.replaceAll("-", ""),
      close: () => server.close(),
    };
  },
  async phoenix() {
    const server = await PhoenixServer.start();
    return {
      network: nodeNetwork,
      signaling: (network) =>
        phoenix({ url: `${server.url}/calls`, tokenEndpoint: `${server.url}/calls/token`, ...network }),
      expire: ({ participantId }) => server.end(participantId, "token_expired"),
      refused: (network) => ({
        signaling: phoenix({ url: `${server.url}/calls`, token: "nobody's", ...network }),
        code: "unauthorized",
      }),
      session: ({ participantId }) => participantId,
      close: () => server.close(),
    };
  },
};

/** Milliseconds for a row: less than the runner's own, so that it says where it stood. */
const PATIENCE = 25_000;

/** What nothing can be shown of. */
const LACKING: Record<string, readonly string[]> = {
  "room-server": [],
  "in-page": ["refusal: somebody who may not come in", "expiry: a stay that has ended is closed, with the reason"],
  // Nobody is put out of an Orange room, and a stay lasts for as long as it is.
  orange: ["expiry: a stay that has ended is closed, with the reason"],
  phoenix: [],
};

// The room in the page has an SFU of its own, which is made of these.
beforeAll(() => void vi.stubGlobal("RTCPeerConnection", wrtc.RTCPeerConnection));

describe.each(Object.keys(adapters))("the adapter %s", (name) => {
  const report: AdapterResult[] = [];
  afterAll(() => {
    const skipped = report.filter(({ outcome }) => outcome === "skipped");
    expect(skipped.map((row) => row.name)).toEqual(LACKING[name]);
  });

  it.each(ADAPTER_ROWS)("$name", async (row) => {
    const result = await testRow(row, adapters[name]!, { limit: PATIENCE });
    report.push(result);
    expect(result.reason && result.outcome === "failed" ? result.reason : undefined).toBeUndefined();
  });
});

describe("the suite itself", () => {
  it("says what an adapter fails at, by row, and rejects never", async () => {
    const broken: AdapterFixture = {
      network: nodeNetwork,
      signaling: () => ({ join: () => Promise.reject(new Error("No way.")) }),
      close: () => {},
    };
    const report = await testAdapter(() => broken);
    expect(report).toHaveLength(ADAPTER_ROWS.length);
    expect(report.filter(({ outcome }) => outcome === "passed")).toEqual([]);
    expect(report[0]).toMatchObject({ outcome: "failed", reason: "No way." });
    const stuck: AdapterFixture = {
      network: nodeNetwork,
      signaling: () => ({ join: () => new Promise(() => {}) }),
      close: () => {},
    };
    expect(await testRow(ADAPTER_ROWS[0]!, () => stuck, { limit: 20 })).toMatchObject({
      outcome: "failed",
      reason: "Nothing more happened within 0.02 s, at: the join of Ada.",
    });
  });
});
