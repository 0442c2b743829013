/** What the bench asks of each client. */
import type { Remote } from "./stage.js";

/** Who is measured: the client alone, `<calls-room>`, and Cloudflare's client. */
export const CONTENDERS = ["headless", "element", "partytracks"] as const;
export type ContenderName = (typeof CONTENDERS)[number];

/** One stay in a room, from the step before it. */
export interface Stay {
  /** Goes in: the clock starts here. */
  join(): void;
  /** Shows exactly these people from now on, and those no more. */
  show(remotes: readonly Remote[]): void;
  /** Sends this camera in the place of the one before. */
  switchCamera(camera: MediaStreamTrack): void;
  /** Shows the camera of another stay of the same client, whatever becomes of it. */
  watch(other: Stay): void;
  /** Somebody of this name will come in, and is to be shown. */
  expect(name: string): void;
  /** Somebody has come in; told to those who cannot know. */
  tell(remote: Remote): void;
  /** Where the others are shown, of a client that shows them itself. */
  videos?(): Iterable<HTMLVideoElement>;
  /** Resolves when everything is let go of. */
  leave(): Promise<void>;
}

export interface StayOptions {
  readonly room: string;
  /** The own name. */
  readonly name: string;
  /** Captured already, as after a preview: no client waits for a permission. */
  readonly camera: MediaStreamTrack;
  readonly microphone: MediaStreamTrack;
  /** Who is to be seen. */
  readonly remotes: readonly Remote[];
  /** Somebody's camera can be put on the page; `undefined` takes it off. */
  onTrack(name: string, track: MediaStreamTrack | undefined): void;
}

export type Contender = (options: StayOptions) => Stay;
