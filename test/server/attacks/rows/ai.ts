/** An AI in the call: who must not bring it in, and what nobody may see of it. */
import { expect } from "vitest";
import type { AiView } from "../../../../src/features/ai/contract.js";
import { enter, request } from "../../support/client.js";
import { FeatureMember } from "../../support/feature-member.js";
import { mint } from "../../support/mint.js";
import { AdapterEnd, answerAdapters } from "../../support/sfu-adapters.js";
import type { AttackRow } from "../row.js";

const API_KEY = "an-api-key-of-tests-that-is-long-enough";
const KEY = "the-key-of-a-voice-that-nobody-may-see";
const VOICE = {
  ai: true,
  env: {
    API_KEY,
    VOICE_URL: `ws://127.0.0.1:9/voice-of-ours?key=${KEY}`,
    VOICE_KEY: KEY,
    PUBLIC_URL: "https://rooms.example",
  },
};

const tokenOf = (name: string, role: string): Promise<string> =>
  mint({ room: "yard", sub: name.toLowerCase(), name, role });

export const rows: readonly AttackRow[] = [
  {
    attacker: "a viewer, and a speaker",
    way: "socket",
    tries: "to bring in the AI, which costs somebody money, or to say that it is there",
    answer: "forbidden, and the SFU is asked nothing",
    server: VOICE,
    async run({ url, upstream }) {
      const adapters = answerAdapters(upstream);
      await enter(url, "yard", "Ada", await tokenOf("Ada", "host"));
      for (const role of ["viewer", "speaker"]) {
        const eve = new FeatureMember(await enter(url, "yard", role, await tokenOf(role, role)));
        for (const command of [
          { type: "enable" },
          { type: "coming", run: 1, participantId: "ada" },
          { type: "came", run: 1 },
        ]) {
          expect(await eve.askOf("ai", command), command.type).toMatchObject({ code: "forbidden" });
        }
        const asked = { token: eve.person.token, method: "POST", body: { type: "enable" } };
        expect((await request(`${url}/api/rooms/yard/ai`, asked)).status).toBe(401);
      }
      expect(adapters).toEqual([]);
    },
  },
  {
    attacker: "whoever reads logs and replies",
    way: "any path",
    tries: "to find the key of a voice, its address, or that of the socket on which it speaks",
    answer: "none is there",
    server: VOICE,
    async run(server) {
      const { url, upstream, log } = server;
      const adapters = answerAdapters(upstream);
      const ada = new FeatureMember(await enter(url, "yard", "Ada"));
      await ada.askOf("ai", { type: "enable" });
      await upstream.next("POST /v1/apps/app-1/adapters/websocket/new");
      await AdapterEnd.dial(server, adapters[0]);
      await ada.untilOf<AiView>("ai", ({ failure }) => failure === "unreachable");
      const told = await request(`${url}/api/rooms/yard/ai`, { token: API_KEY });
      await expect.poll(() => log.map(({ event }) => event)).toContain("the AI is not there");
      for (const text of [JSON.stringify(log), ada.socket.texts.join(), JSON.stringify(told.body)]) {
        expect(text).not.toMatch(/nobody-may-see|voice-of-ours|\/services\//);
      }
    },
  },
];
