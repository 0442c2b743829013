import { expect } from "@open-wc/testing";
import { CallsError } from "../../../src/client/index.js";
import type { InPageCall } from "../../../src/in-page/index.js";
import { seeded } from "../../client/seeded.js";
import { eventually } from "../signaling/events.js";
import { colourTrack, isBlue, isGreen, isRed, toneTrack } from "../signaling/test-media.js";
import { energyOf, framesOf, other, People, type Person } from "./people.js";

const CAST = [
  { name: "Ada", colour: "red", is: isRed, tone: 700 },
  { name: "Grace", colour: "green", is: isGreen, tone: 1_500 },
  { name: "Linus", colour: "blue", is: isBlue, tone: 2_300 },
] as const;

/** What somebody wants at the moment. */
interface Wish {
  joined: boolean;
  microphone: boolean;
  camera: boolean;
}

/** `person` sees and hears of `name` exactly what `name` wishes, now and a moment later. */
async function perceives(person: Person, name: string, wish: Wish): Promise<void> {
  const before = new Map<string, number>();
  await eventually(async () => {
    const there = other(name)(person.room.snapshot);
    if (!wish.joined) return !there;
    if (!there || (there.camera?.enabled ?? false) !== wish.camera) return false;
    if ((there.microphone?.enabled ?? false) !== wish.microphone) return false;
    for (const [wanted, track, count] of [
      [wish.camera, there.camera?.track, async (t: MediaStreamTrack) => (await framesOf(person, t)).frames],
      [wish.microphone, there.microphone?.track, (t: MediaStreamTrack) => energyOf(person, t)],
    ] as const) {
      if (!wanted) continue;
      if (!track) return false;
      const now = await count(track);
      const then = before.get(track.id);
      if (then === undefined) before.set(track.id, now);
      if (then === undefined || now <= then) return false;
    }
    return true;
  });
}

describe("three people, each doing as they like, on a service that fails", () => {
  let people: People;
  let fault: (call: InPageCall) => CallsError | undefined = () => undefined;

  beforeEach(() => {
    people = new People({ fault: (call) => fault(call) });
  });

  afterEach(() => people.end());

  for (const seed of [1, 2, 3]) {
    it(`end up seeing and hearing what everyone wishes (seed ${seed})`, async () => {
      const random = seeded(seed);
      fault = () => {
        const chance = random();
        if (chance < 0.03) return new CallsError("session-expired", "410");
        if (chance < 0.05) return new CallsError("session-conflict", "406");
        if (chance < 0.15) return new CallsError("service-unavailable", "503", { retryable: true });
        return undefined;
      };
      const cast = CAST.map(({ name, colour, tone }) => ({
        person: people.add(name, { camera: colourTrack(colour), microphone: toneTrack(tone) }),
        wish: { joined: false, microphone: false, camera: false } as Wish,
      }));
      const wishes: (() => Promise<void>)[] = [];
      for (const { person, wish } of cast) {
        const { room, name } = person;
        wishes.push(
          () => {
            wish.joined = true;
            return room.request({ type: "join", room: "standup", name });
          },
          () => {
            Object.assign(wish, { joined: false, microphone: false, camera: false });
            return room.request({ type: "leave" });
          },
          ...([1, 2, 3] as const).flatMap(() => [
            () => room.request({ type: "set-microphone", enabled: (wish.microphone = !wish.microphone) }),
            () => room.request({ type: "set-camera", enabled: (wish.camera = !wish.camera) }),
          ]),
        );
      }
      for (let step = 0; step < 40; step++) {
        const wish = wishes[Math.floor(random() * wishes.length)]!;
        const done = wish().catch((error: CallsError) => expect(error.code).to.equal("aborted"));
        if (random() < 0.5) await done;
        await new Promise((resolve) => setTimeout(resolve, random() * 150));
      }
      fault = () => undefined;
      for (const { person, wish } of cast) {
        // A leave turns the devices off, unless there was nothing to leave.
        const { microphone, camera } = person.room.snapshot;
        wish.microphone = microphone.status === "on" || microphone.status === "starting";
        wish.camera = camera.status === "on" || camera.status === "starting";
        wish.joined = true;
        await person.room.request({ type: "join", room: "standup", name: person.name });
      }
      await Promise.all(
        cast.flatMap(({ person }) =>
          cast.filter((each) => each.person !== person).map((each) => perceives(person, each.person.name, each.wish)),
        ),
      );
      await people.end();
      for (const { person } of cast) {
        expect(person.connections.every(({ connectionState }) => connectionState === "closed")).to.equal(true);
        expect(person.tracks.every(({ readyState }) => readyState === "ended")).to.equal(true);
        await eventually(() => person.timers.size === 0);
      }
    });
  }
});
