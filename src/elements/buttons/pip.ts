import type { Room } from "../../client/types.js";

/** The part of the Document Picture-in-Picture API that is used here. */
interface DocumentPictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window & typeof globalThis>;
}

/** The browser's windows that stay on top; `undefined` where it has none. A page in a frame may not open them. */
export const documentPip = (): DocumentPictureInPicture | undefined =>
  window === window.top
    ? (Reflect.get(globalThis, "documentPictureInPicture") as DocumentPictureInPicture | undefined)
    : undefined;

/** What is open apart from the page. */
export interface Pip {
  readonly room: Room;
  close(): void;
}

/** A browser shows one picture in picture, whichever button asked for it. */
let open: Pip | undefined;
const listeners = new Set<() => void>();

export const currentPip = (): Pip | undefined => open;

/** Takes the place of what was open. It closes when its call is over. @returns what to call when it was closed by hand. */
export const setPip = (pip: Pip): (() => void) => {
  open?.close();
  open = pip;
  const unsubscribe = pip.room.subscribe(({ status }) => {
    if (status.phase !== "joined") pip.close();
  });
  for (const listener of listeners) listener();
  return () => {
    unsubscribe();
    if (open === pip) open = undefined;
    for (const listener of listeners) listener();
  };
};

/** When the last who listens is gone, so is the room's interface, and what is open closes. */
export const onPip = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    // A button that moves, into a menu say, is gone for a moment.
    setTimeout(() => {
      if (listeners.size === 0) open?.close();
    });
  };
};
