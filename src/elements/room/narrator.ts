import type { Room } from "../../client/types.js";
import { linkKey } from "../banner/state.js";
import { followChat } from "../chat/follow-chat.js";
import { enMeeting } from "../../locales/en-meeting.js";
import { announce } from "../ui/announcer.js";
import { CHIMES, playChime } from "../ui/chime.js";
import { followHappenings, happeningText, type Happening } from "../ui/happenings.js";
import { addEnglish, type LocalizeController } from "../core/localize.js";
import { uiOf } from "../core/room-ui.js";

export { tellDeveloper } from "./developer-words.js";

/** Milliseconds between two chimes: a crowd that comes in rings once. */
const QUIET = 2_000;
/** In larger rooms people come and go all the time. */
const SMALL_ROOM = 12;

/**
 * Tells by words and sounds what happens in a call, and what is written.
 *
 * @returns a function that ends it.
 */
export const narrate = (room: Room, localize: LocalizeController): (() => void) => {
  addEnglish(enMeeting);
  let lastChime = -Infinity;
  const ring = ({ type }: Happening): void => {
    const isWorthIt = type === "door" || room.snapshot.participants.length <= SMALL_ROOM;
    const at = performance.now();
    if (!isWorthIt || !uiOf(room).snapshot.sounds || at - lastChime < QUIET) return;
    if (type === "off" || type === "hand") return;
    lastChime = at;
    // The sound is an extra: where it cannot be played, nothing is missing.
    playChime(CHIMES[type === "left" ? "end" : "begin"], room.snapshot.speakerId).catch(() => {});
  };
  const ends = [
    followHappenings(room, (happening) => {
      announce(happeningText(happening, localize), localize.lang);
      ring(happening);
    }),
    room.select(
      ({ status }) => (status.phase === "joined" ? linkKey(status) : undefined),
      (trouble) => trouble && announce(localize.term(trouble), localize.lang),
    ),
    followChat(room, localize),
  ];
  return () => ends.forEach((end) => end());
};
