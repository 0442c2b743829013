/** The rules of a room, in a page. */
import wrtc from "@roamhq/wrtc";
import { afterAll, afterEach, beforeAll, describe, it, vi } from "vitest";
import { InPageHost } from "../../src/in-page/host.js";
import type { Ground, RuleSocket } from "../rules/ground.js";
import { ROOM } from "../rules/ground.js";
import { RULES } from "../rules/table.js";

const hosts: InPageHost[] = [];

beforeAll(() => void vi.stubGlobal("RTCPeerConnection", wrtc.RTCPeerConnection));
afterEach(() => hosts.splice(0).forEach((host) => host.close()));
afterAll(() => void vi.unstubAllGlobals());

function startGround(): Ground {
  let at = Date.now();
  const host = new InPageHost({ now: () => at });
  hosts.push(host);
  const performed = vi.spyOn(host.sfu, "perform");
  return {
    url: host.url,
    fetch: host.fetch,
    WebSocket: host.WebSocket as unknown as new (url: string, protocols: string[]) => RuleSocket,
    now: () => at,
    async advance(milliseconds) {
      at += milliseconds;
      for (const room of host.rooms) room.sweep();
    },
    mint: async ({ sub, name, ...claims }) =>
      host.issueToken({ ...claims, participantId: sub, participantName: name, mayRename: false }),
    reached: () => performed.mock.calls.length,
    async order(order) {
      host.room(ROOM).take({ type: "order", name: undefined, order });
    },
  };
}

describe("the rules of a room in a page", { timeout: 20_000 }, () => {
  it.for(RULES)("$subject: $rule", ({ run }) => run(startGround()));
});
