/** An audience over the room server's adapter, with the room server itself behind it. */
import { afterEach, beforeEach, expect, it } from "vitest";
import type { RoomConnection, SignalingEvent } from "../../src/signaling/signaling.js";
import { ServerFixture, names, when } from "./server-fixture.js";

let fixture: ServerFixture;
beforeEach(async () => (fixture = await ServerFixture.start({ share: { ofRoom: 1 }, limiter: () => 0 })));
afterEach(() => fixture.end());

const sit = (name: string): Promise<RoomConnection> => fixture.join(name, { audience: true });
const told = (connection: RoomConnection, isMeant: (event: SignalingEvent) => boolean): Promise<SignalingEvent> =>
  new Promise((resolve) => {
    const stop = connection.subscribe((event) => {
      if (!isMeant(event)) return;
      stop();
      resolve(event);
    });
  });

it("sees the stage, is counted and found, comes onto the stage, and goes back", async () => {
  const ada = await fixture.join("Ada");
  await when(ada, () => ada.role === "host");
  const grace = await sit("Grace");
  await when(grace, () => grace.facts !== undefined);
  expect([grace.role, names(grace), names(ada)]).toEqual(["audience", ["Ada"], []]);
  await when(ada, () => ada.facts?.audience?.sample?.[0]?.name === "Grace");
  await ada.act?.({ type: "search", text: "gra" });
  const { participantId } = grace;
  expect(ada.facts?.audience?.found).toEqual({ text: "gra", people: [{ id: participantId, name: "Grace" }] });

  await grace.act?.({ type: "hand", raised: true });
  expect(grace.facts?.self.hand).toBeGreaterThan(0);
  await when(ada, () => ada.facts?.audience?.hands?.length === 1);

  await ada.act?.({ type: "role", participantId, role: "speaker" });
  expect(names(ada)).toEqual(["Grace"]);
  await when(grace, () => grace.role === "speaker");
  await ada.act?.({ type: "role", participantId, role: "audience" });
  expect(names(ada)).toEqual([]);
  await when(grace, () => grace.role === "audience");
  expect([grace.state.status, names(grace)]).toEqual(["connected", ["Ada"]]);
});

it("is told of a moment at once where it is many, and misses nothing", async () => {
  const ada = await fixture.join("Ada");
  const crowd = await Promise.all(Array.from({ length: 40 }, (_, index) => sit(`Listener ${index}`)));
  const ben = await fixture.join("Ben");
  const last = crowd[39]!;
  for (const each of [ada, ben, last]) await when(each, () => each.facts);
  await when(last, () => names(last).length === 2);
  const reaction = told(last, (event) => event.type === "reaction" && event.from === ada.participantId);
  for (const raised of [true, false, true]) await ben.act?.({ type: "hand", raised });
  await ada.act?.({ type: "reaction", reaction: "👏" });
  await ben.act?.({ type: "chat", id: "m1", text: "hello" });
  expect(await reaction).toMatchObject({ reaction: "👏" });
  // Each has a socket of their own, and hands are gathered, so that others may have come before the last one.
  const hand = ben.facts?.self.hand;
  expect(hand).toBeDefined();
  for (const each of [crowd[0]!, last]) {
    await when(each, () => each.facts?.chat.length === 1 && each.roster.some((person) => person.hand === hand));
  }
  expect(last.roster).toEqual(crowd[0]?.roster);
});
