import type { Ability, RoomSnapshot } from "../../client/types.js";
import { allows } from "../../wire/ability.js";

const FOR_HOSTS = /^(mute|ask-unmute|role|remove|admit|deny|policy|end)\b/;

/**
 * Whether this person may ask that of the room now: what controls and menus show. The room decides by its own rules, whatever
 * a page shows.
 *
 * @example
 * ```ts
 * mayAsk(room.snapshot, "mute:microphone") ? muteButton(person) : nothing;
 * ```
 */
export const mayAsk = ({ canAct, actions, self, status }: RoomSnapshot, what: Ability): boolean =>
  canAct &&
  status.phase === "joined" &&
  (actions ? allows(actions, what) : self.role === "host" || !FOR_HOSTS.test(what));
