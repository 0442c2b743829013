import type { ParticipantState, Room, RoomSnapshot, VideoView } from "../../client/types.js";
import { attachTrack } from "../ui/attach-track.js";
import { setPip } from "./pip.js";

/** What the floating video shows. */
interface Shown {
  readonly id: string;
  readonly source: "camera" | "screen";
  /** `undefined` until it comes. */
  readonly track: MediaStreamTrack | undefined;
}

/** CSS pixels: browsers show a floating video about so large. */
const SIZE = { width: 480, height: 270 };

const pictureOf = ({ id, screen, camera }: ParticipantState): Shown | undefined => {
  if (screen) return { id, source: "screen", track: screen.track };
  return camera?.enabled ? { id, source: "camera", track: camera.track } : undefined;
};

/** A screen, else whoever speaks, else whoever shows something, else oneself. */
const shownOf = ({ participants, self }: RoomSnapshot): Shown | undefined => {
  const people = [...participants.filter(({ speaking }) => speaking), ...participants, self];
  const pictures = people.map(pictureOf).filter((picture) => picture !== undefined);
  return pictures.find(({ source }) => source === "screen") ?? pictures[0];
};

/** Is there anything to show? */
export const hasPicture = (snapshot: RoomSnapshot): boolean => shownOf(snapshot) !== undefined;

/** Shows what a call is about, and has it sent, also while the page is not looked at. @returns what ends that. */
const follow = (room: Room, video: HTMLVideoElement): (() => void) => {
  let view: VideoView | undefined;
  let viewed = "";
  const show = (shown: Shown | undefined): void => {
    const next = shown ? `${shown.source} ${shown.id}` : "";
    if (next !== viewed) {
      const former = view;
      view = shown && room.view(shown.id, shown.source, SIZE);
      former?.close();
      viewed = next;
    }
    // The last picture stays until the next one comes.
    if (shown?.track || !shown) attachTrack(video, shown?.track);
  };
  const isSame = (a?: Shown, b?: Shown): boolean => a?.id === b?.id && a?.source === b?.source && a?.track === b?.track;
  const unsubscribe = room.select(shownOf, show, isSame);
  show(shownOf(room.snapshot));
  return () => {
    unsubscribe();
    view?.close();
    attachTrack(video, undefined);
  };
};

/**
 * Shows who speaks in the browser's floating video. It has no controls of ours: browsers that have no better use it.
 * @throws DOMException when the browser shows none.
 */
export const openVideo = async (room: Room): Promise<void> => {
  const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true });
  const loaded = new Promise((resolve) => video.addEventListener("loadedmetadata", resolve, { once: true }));
  const end = follow(room, video);
  try {
    await loaded;
    await video.requestPictureInPicture();
  } catch (error) {
    end();
    throw error;
  }
  const closed = setPip({ room, close: () => void document.exitPictureInPicture().catch(() => {}) });
  video.addEventListener("leavepictureinpicture", () => {
    end();
    closed();
  });
};
