import type { ParticipantState, RoomSnapshot } from "../../client/types.js";

/** What the floating video shows. */
export interface Shown {
  readonly id: string;
  readonly source: "camera" | "screen";
  /** `undefined` until it comes. */
  readonly track: MediaStreamTrack | undefined;
}

const pictureOf = ({ id, screen, camera }: ParticipantState): Shown | undefined => {
  if (screen) return { id, source: "screen", track: screen.track };
  return camera?.enabled ? { id, source: "camera", track: camera.track } : undefined;
};

/** A screen, else whoever speaks, else whoever shows something, else oneself. */
export const shownOf = ({ participants, self }: RoomSnapshot): Shown | undefined => {
  const people = [...participants.filter(({ speaking }) => speaking), ...participants, self];
  const pictures = people.map(pictureOf).filter((picture) => picture !== undefined);
  return pictures.find(({ source }) => source === "screen") ?? pictures[0];
};
