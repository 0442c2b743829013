import type { ParticipantState, Room, RoomSnapshot } from "../../client/types.js";
import { attachTrack } from "../ui/attach-track.js";
import { setPip } from "./pip.js";

const pictureOf = ({ screen, camera }: ParticipantState): MediaStreamTrack | undefined =>
  screen?.track ?? (camera?.enabled ? camera.track : undefined);

/** Whoever speaks, else whoever shows something, else oneself. */
export const mainPicture = ({ participants, self }: RoomSnapshot): MediaStreamTrack | undefined => {
  const people = [...participants.filter(({ speaking }) => speaking), ...participants, self];
  return people.find(({ screen }) => screen?.track)?.screen?.track ?? people.map(pictureOf).find(Boolean);
};

/**
 * Shows who speaks in the browser's floating video. It has no controls of ours: browsers that have no better use it.
 * @throws DOMException when the browser shows none.
 */
export const openVideo = async (room: Room): Promise<void> => {
  const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true });
  const loaded = new Promise((resolve) => video.addEventListener("loadedmetadata", resolve, { once: true }));
  attachTrack(video, mainPicture(room.snapshot));
  await loaded;
  await video.requestPictureInPicture();
  const unsubscribe = room.select(mainPicture, (track) => attachTrack(video, track));
  const closed = setPip({ room, close: () => void document.exitPictureInPicture().catch(() => {}) });
  video.addEventListener("leavepictureinpicture", () => {
    unsubscribe();
    attachTrack(video, undefined);
    closed();
  });
};
