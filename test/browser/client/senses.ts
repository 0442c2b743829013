/** What people see and hear of each other. */
import { expect } from "@open-wc/testing";
import type { RoomSnapshot } from "../../../src/client/index.js";
import { eventually } from "../signaling/events.js";
import { listen, picture } from "../signaling/test-media.js";
import { energyOf, framesOf, other, until, type Person } from "./people.js";

/**
 * `person` sees `name` moving, or their screen, in that colour. While a session is replaced the last picture stays up, frozen: what
 * counts is the track that is there when it moves.
 */
export async function sees(
  person: Person,
  name: string,
  is: Parameters<typeof picture>[1],
  source: "camera" | "screen" = "camera",
): Promise<MediaStreamTrack> {
  const shown = (snapshot: RoomSnapshot) => other(name)(snapshot)?.[source]?.track;
  let track = await until(person, shown);
  let { frames: before } = await framesOf(person, track);
  await eventually(async () => {
    const now = await until(person, shown);
    const { frames } = await framesOf(person, now);
    if (now !== track) [track, before] = [now, frames];
    return frames > before + 5;
  });
  await picture(track, is);
  expect((await framesOf(person, track)).width).to.be.above(0);
  return track;
}

/** `person` hears `name` at `frequency` hertz, and the room plays it. */
export async function hears(person: Person, name: string, frequency: number): Promise<MediaStreamTrack> {
  const track = await until(person, (snapshot) => other(name)(snapshot)?.microphone?.track);
  const before = await energyOf(person, track);
  await eventually(async () => (await energyOf(person, track)) > before);
  const ear = listen(track, frequency);
  await eventually(() => ear.level() > -50);
  await ear.close();
  return track;
}
