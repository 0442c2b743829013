/** The page that watches: runs one client or the other, and takes the time. */
import { colourTrack, Tile } from "./colours.js";
import type { Contender, Stay } from "./contender.js";
import { ours } from "./ours.js";
import type { Remote } from "./stage.js";
import { theirs } from "./theirs.js";
import { voice } from "./voice.js";

const contenders = { ours, theirs } satisfies Record<string, Contender>;
export type ContenderName = keyof typeof contenders;

/** Hues that nobody on the stage has. */
const OWN_HUE = 15;
const OTHER_HUE = 12;

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

function join(who: ContenderName, room: string, name: string, own: MediaStreamTrack, remotes: readonly Remote[]): Stay {
  const stay = contenders[who]({ room, name, camera: own, microphone: voice(), remotes, onTrack });
  stays.push(stay);
  return stay;
}

/** Puts people on the page, and resolves with the times of everybody's first frame, first to last. */
function shown(remotes: readonly Remote[]): Promise<number[]> {
  places.clear();
  for (const [i, { name }] of remotes.entries()) places.set(name, tile(i));
  return Promise.all(remotes.map(({ hue }, i) => tile(i).shows(hue)));
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
  const publisher = join(who, room, "publisher", camera(OWN_HUE), []);
  const watcher = join(who, room, "watcher", camera(0), []);
  watcher.watch(publisher);
  await tile(0).shows(OWN_HUE);
  return publisher;
}

const api = {
  /** Milliseconds from the call of join to the first frame of anybody, and to that of the last. */
  async join(who: ContenderName, room: string, remotes: readonly Remote[]): Promise<{ first: number; last: number }> {
    const own = camera(OWN_HUE);
    voice();
    const frames = shown(remotes);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const start = performance.now();
    join(who, room, "viewer", own, remotes);
    const times = await frames;
    return { first: Math.min(...times) - start, last: Math.max(...times) - start };
  },

  /** Milliseconds until everybody of another page is seen. */
  async turn(remotes: readonly Remote[]): Promise<number> {
    const frames = shown(remotes);
    const start = performance.now();
    stays[0]?.show(remotes);
    return Math.max(...(await frames)) - start;
  },

  /** Resolves with the time of day of the first picture of somebody who comes in, and is shown beside those who are there. */
  async seesNewcomer({ name, hue }: Pick<Remote, "name" | "hue">): Promise<number> {
    places.set(name, tile(places.size));
    stays[0]?.expect(name);
    return performance.timeOrigin + (await tile(places.size - 1).shows(hue));
  },

  async tell(remote: Remote): Promise<void> {
    stays[0]?.tell(remote);
  },

  /** Milliseconds from the choice of another camera to its picture at somebody else's. */
  async switchCamera(who: ContenderName, room: string): Promise<number> {
    const publisher = await pair(who, room);
    const next = camera(OTHER_HUE);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const seen = tile(0).shows(OTHER_HUE);
    const start = performance.now();
    publisher.switchCamera(next);
    return (await seen) - start;
  },

  async pair(who: ContenderName, room: string): Promise<void> {
    await pair(who, room);
  },

  /** Resolves with the time of day of the first picture after there was none for `gap` milliseconds. */
  async recovered(gap: number): Promise<number> {
    for (let last = performance.now(); ;) {
      const next = await tile(0).shows(OWN_HUE);
      if (next - last > gap) return performance.timeOrigin + next;
      last = next;
    }
  },

  leave,
};

export type ViewerPage = typeof api;
Object.assign(globalThis, { bench: api });
