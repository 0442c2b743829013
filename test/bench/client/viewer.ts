/** The page that watches: runs one client or another, and takes the time. */
import { colourTrack, firstFrame, Tile } from "./colours.js";
import type { Contender, ContenderName, Stay } from "./contender.js";
import { element } from "./element.js";
import { headless } from "./headless.js";
import { partytracks } from "./partytracks.js";
import type { Remote } from "./stage.js";
import { voice } from "./voice.js";

const contenders: Record<ContenderName, Contender> = { headless, element, partytracks };

/** Hues that nobody on the stage has. */
const OWN_HUE = 15;
const OTHER_HUE = 12;
/** Milliseconds that a person looks at the step before the call. */
const STEP_BEFORE = 1_000;

const stays: Stay[] = [];
const tiles: Tile[] = [];
/** Where each person is shown now. */
const places = new Map<string, Tile>();

function tile(index: number): Tile {
  return (tiles[index] ??= new Tile());
}

function onTrack(name: string, track: MediaStreamTrack | undefined): void {
  const place = places.get(name);
  if (place && track) place.track = track;
}

const cameras: MediaStreamTrack[] = [];
function camera(hue: number): MediaStreamTrack {
  const track = colourTrack(hue);
  cameras.push(track);
  return track;
}

function prepare(
  who: ContenderName,
  room: string,
  name: string,
  own: MediaStreamTrack,
  remotes: readonly Remote[],
): Stay {
  const stay = contenders[who]({ room, name, camera: own, microphone: voice(), remotes, onTrack });
  stays.push(stay);
  return stay;
}

/** The first frame of a hue, in the place on the page with that number or wherever the client shows it itself. */
function frame(stay: Stay, place: number, hue: number): Promise<number> {
  const { video } = tile(place);
  return firstFrame(stay.videos ? () => stay.videos?.() ?? [] : () => [video], hue);
}

/** Puts people on the page, and resolves with the times of everybody's first frame. */
function shown(stay: Stay, remotes: readonly Remote[]): Promise<number[]> {
  places.clear();
  for (const [i, { name }] of remotes.entries()) places.set(name, tile(i));
  return Promise.all(remotes.map(({ hue }, i) => frame(stay, i, hue)));
}

/** The stay that is under way. */
function current(): Stay {
  const stay = stays.at(-1);
  if (!stay) throw new Error("Nobody has joined.");
  return stay;
}

async function leave(): Promise<void> {
  await Promise.all(stays.splice(0).map((stay) => stay.leave()));
  places.clear();
  for (const each of tiles.splice(0)) each.remove();
  for (const track of cameras.splice(0)) track.stop();
}

/** Two stays, of which the second sees the first. */
async function pair(who: ContenderName, room: string): Promise<Stay> {
  places.set("publisher", tile(0)).set("other", tile(0));
  const publisher = prepare(who, room, "publisher", camera(OWN_HUE), []);
  publisher.join();
  const watcher = prepare(who, room, "watcher", camera(0), []);
  watcher.join();
  watcher.watch(publisher);
  await frame(watcher, 0, OWN_HUE);
  return publisher;
}

const api = {
  /** The step before the call. Resolves when a person may have read it, or after `time` milliseconds. */
  async prepare(who: ContenderName, room: string, remotes: readonly Remote[], time = STEP_BEFORE): Promise<void> {
    prepare(who, room, "viewer", camera(OWN_HUE), remotes);
    await new Promise((resolve) => setTimeout(resolve, time));
  },

  /** Milliseconds from the join to the first frame of anybody, and to that of the last. */
  async join(remotes: readonly Remote[]): Promise<{ first: number; last: number }> {
    const frames = shown(current(), remotes);
    const start = performance.now();
    current().join();
    const times = await frames;
    return { first: Math.min(...times) - start, last: Math.max(...times) - start };
  },

  /** Milliseconds until everybody of another page is seen. */
  async turn(remotes: readonly Remote[]): Promise<number> {
    const frames = shown(current(), remotes);
    const start = performance.now();
    current().show(remotes);
    return Math.max(...(await frames)) - start;
  },

  /** Resolves with the time of day of the first picture of somebody who comes in, and is shown beside those who are there. */
  async seesNewcomer({ name, hue }: Pick<Remote, "name" | "hue">): Promise<number> {
    places.set(name, tile(places.size));
    current().expect(name);
    return performance.timeOrigin + (await frame(current(), places.size - 1, hue));
  },

  async tell(remote: Remote): Promise<void> {
    current().tell(remote);
  },

  /** Milliseconds from the choice of another camera to its picture at somebody else's. */
  async switchCamera(who: ContenderName, room: string): Promise<number> {
    const publisher = await pair(who, room);
    const next = camera(OTHER_HUE);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const seen = frame(current(), 0, OTHER_HUE);
    const start = performance.now();
    publisher.switchCamera(next);
    return (await seen) - start;
  },

  async pair(who: ContenderName, room: string): Promise<void> {
    await pair(who, room);
  },

  /** Resolves with the time of day of the first picture after there was none for `gap` milliseconds. */
  async recovered(gap: number, hue = OWN_HUE): Promise<number> {
    for (let last = performance.now(); ;) {
      const next = await frame(current(), 0, hue);
      if (next - last > gap) return performance.timeOrigin + next;
      last = next;
    }
  },

  leave,
};

export type ViewerPage = typeof api;
Object.assign(globalThis, { bench: api });
