import type { Room, VideoView } from "../../client/types.js";
import { attachTrack } from "../ui/attach-track.js";
import { shownOf, type Shown } from "./pip-picture.js";
import { setPip } from "./pip.js";

/** CSS pixels: browsers show a floating video about so large. */
const SIZE = { width: 480, height: 270 };

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
