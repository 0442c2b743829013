/** What people see and hear of each other. */
import { expect } from "@open-wc/testing";
import { eventually } from "../signaling/events.js";
import { listen, picture } from "../signaling/test-media.js";
import { energyOf, framesOf, other, until, type Person } from "./people.js";

/** `person` sees `name` moving, or their screen, in that colour. */
export async function sees(
  person: Person,
  name: string,
  is: Parameters<typeof picture>[1],
  source: "camera" | "screen" = "camera",
): Promise<MediaStreamTrack> {
  const track = await until(person, (snapshot) => other(name)(snapshot)?.[source]?.track);
  await picture(track, is);
  const before = await framesOf(person, track);
  await eventually(async () => (await framesOf(person, track)).frames > before.frames + 5);
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
