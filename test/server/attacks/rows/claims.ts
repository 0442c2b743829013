/** Tokens: their claims, their clocks, and how long they last. */
import { expect } from "vitest";
import { UnsecuredJWT } from "jose";
import { ROOM_SUBPROTOCOL, TICKET_SUBPROTOCOL } from "../../../../src/wire/room-protocol.js";
import { join, openSocketWith, request } from "../../support/client.js";
import { claimsIn, mint } from "../../support/mint.js";
import type { TestServer } from "../../support/server.js";
import type { AttackRow } from "../row.js";

interface Answer {
  status: number;
  body: { error?: { code: string; reason: string }; participantId?: string; participantName?: string };
}

async function joinWith({ url }: Pick<TestServer, "url">, token: string, name = "Whoever"): Promise<Answer> {
  return request(`${url}/api/rooms/yard/join`, { method: "POST", body: { name }, token });
}

const CLOCK = 1_800_000_000_000;
const SECOND = CLOCK / 1000;

/** A claim that is of no use: the token is taken, and `is` is what comes of it. */
const used = (tries: string, claims: Record<string, unknown>, is: Answer["body"]): AttackRow => ({
  attacker: "a backend that is careless",
  way: "join",
  tries,
  answer: "what can be used is",
  async run(server) {
    const token = await mint({ room: "yard", sub: "ada", name: "Ada", ...claims });
    expect(await joinWith(server, token)).toMatchObject({ status: 200, body: is });
  },
});

/** A claim that is dangerous: it is named, and its value is not repeated. */
const refused = (tries: string, claim: string, claims: Record<string, unknown>): AttackRow => ({
  attacker: "somebody with a token that is good but for a claim",
  way: "join",
  tries,
  answer: `401 that names '${claim}' and repeats nothing of it`,
  async run(server) {
    const token = await mint({ room: "yard", sub: "ada", name: "Ada", ...claims });
    const { status, body } = await joinWith(server, token);
    expect({ status, code: body.error?.code }).toEqual({ status: 401, code: "unauthorized" });
    expect(body.error?.reason).toContain(`'${claim}'`);
    expect(JSON.stringify(body)).not.toContain("secret-value");
  },
});

/** A token on a clock that stands, with times in seconds from now. */
const timed = (tries: string, times: Record<string, number>, code?: string): AttackRow => ({
  attacker: "a backend whose clock is another",
  way: "join",
  tries,
  answer: code ?? "taken",
  server: { clock: CLOCK },
  async run(server) {
    const claims = Object.fromEntries(Object.entries(times).map(([claim, offset]) => [claim, SECOND + offset]));
    const { status, body } = await joinWith(
      server,
      await mint({ room: "yard", sub: "ada", name: "Ada", ...claims }, CLOCK),
    );
    expect({ status, code: body.error?.code }).toEqual({ status: code === undefined ? 200 : 401, code });
  },
});

const ticketsOf = (ticket: string) => [ROOM_SUBPROTOCOL, `${TICKET_SUBPROTOCOL}${ticket}`];

export const rows: readonly AttackRow[] = [
  timed("`nbf` is 29 s ahead", { nbf: 29 }),
  timed("`nbf` is 31 s ahead", { nbf: 31 }, "unauthorized"),
  timed("`exp` is 29 s past", { exp: -29 }),
  timed("`exp` is 31 s past", { exp: -31 }, "token_expired"),
  timed("`iat` is 29 s ahead", { iat: 29 }),
  timed("`until` is 31 s past, `exp` is not", { until: -31 }, "token_expired"),
  used("the name is empty", { name: "" }, { participantId: "ada", participantName: "Whoever" }),
  used("the name is null", { name: null }, { participantName: "Whoever" }),
  used("the name is not seen", { name: "\u200B\u2800" }, { participantName: "Whoever" }),
  used("the name is too long", { name: "👩‍🚀".repeat(30) }, { participantName: "👩‍🚀".repeat(16) }),
  used("`sub` has a space", { sub: "Ada L" }, { participantId: "7d981b26171c885ab4d70bb1bb4530a0" }),
  used("`sub` is beyond ASCII", { sub: "användare" }, { participantId: "1275eb3f4fa4c32768b2f715d7434e17" }),
  used("`sub` is a number", { sub: 42 }, { participantId: "42" }),
  refused("leaves out the room", "room", { room: undefined }),
  refused("names a room that is none", "room", { room: "../secret-value" }),
  refused("has a list as `sub`", "sub", { sub: ["secret-value"] }),
  refused("has a role that cannot be read", "role", { role: "secret-value view" }),
  refused("has an end that is a text", "until", { until: "secret-value" }),
  refused("has an expiry that is a text", "exp", { exp: "secret-value" }),
  {
    attacker: "a stranger",
    way: "join",
    tries: "shows a token without a signature",
    answer: "401",
    async run(server) {
      const token = new UnsecuredJWT({ room: "yard", sub: "ada", name: "Ada" }).setExpirationTime("1h").encode();
      expect(await joinWith(server, token)).toMatchObject({ status: 401, body: { error: { code: "unauthorized" } } });
    },
  },
  {
    attacker: "somebody with a token of five seconds",
    way: "join",
    tries: "renews it for ever",
    answer: "the stay ends after the bound that is set, however often it was renewed",
    server: { clock: CLOCK, env: { TOKEN_LIFETIME: "600" } },
    async run({ url, advance }) {
      let { token, expiresAt } = await join(url, "yard", "Ada", await mint({ room: "yard", exp: SECOND + 5 }, CLOCK));
      expect(expiresAt).toBe(CLOCK + 600_000);
      for (let round = 0; round < 5; round += 1) {
        await advance(110_000);
        ({ token, expiresAt } = await join(url, "yard", "Ada", token));
        expect(expiresAt).toBe(CLOCK + 600_000);
      }
      await advance(81_000);
      expect(await joinWith({ url }, token)).toMatchObject({ status: 401, body: { error: { code: "token_expired" } } });
    },
  },
  {
    attacker: "somebody whose backend says when their stay ends",
    way: "ticket",
    tries: "stays longer by tokens and tickets of the server",
    answer: "neither is good for longer",
    server: { clock: CLOCK },
    async run({ url }) {
      const until = SECOND + 20;
      const joined = await join(url, "yard", "Ada", await mint({ room: "yard", sub: "ada", until }, CLOCK));
      expect(joined.expiresAt).toBe(until * 1000);
      expect(claimsIn(joined.token)).toMatchObject({ until, exp: until });
      const ticket = await request<{ ticket: string; expiresAt: number }>(`${url}/api/rooms/yard/ticket`, {
        method: "POST",
        token: joined.token,
      });
      expect(ticket.body.expiresAt).toBe(until * 1000);
      const renewed = await join(url, "yard", "Ada", joined.token);
      expect(renewed.expiresAt).toBe(until * 1000);
    },
  },
  {
    attacker: "somebody who has seen a ticket",
    way: "socket",
    tries: "shows it again between its end and the end of what clocks may differ by",
    answer: "it opens one socket",
    server: { clock: CLOCK },
    async run({ url, advance }) {
      const { token } = await join(url, "yard", "Ada");
      const { body } = await request<{ ticket: string }>(`${url}/api/rooms/yard/ticket`, { method: "POST", token });
      const first = await openSocketWith(`${url}/ws`, ticketsOf(body.ticket));
      first.send({ type: "hello", protocol: 1 });
      await first.nextOf("welcome");
      await advance(40_000);
      // Another ticket makes the room forget those that are over.
      const other = await request<{ ticket: string }>(`${url}/api/rooms/yard/ticket`, { method: "POST", token });
      await openSocketWith(`${url}/ws`, ticketsOf(other.body.ticket));
      const replay = await openSocketWith(`${url}/ws`, ticketsOf(body.ticket));
      expect((await replay.closed).code).toBe(4003);
    },
  },
];
