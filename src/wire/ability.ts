/** What somebody may ask of a room whose backend says so itself. */
import type { Ability, Role, RoomAction } from "./room-actions.js";

/** Does somebody of this role publish anything? Where there are no roles, everybody may. */
export const publishes = (role: Role | undefined): boolean => role !== "viewer" && role !== "audience";

/** What an action takes to be allowed. */
export const abilityOf = (action: RoomAction): Ability =>
  action.type === "mute" || action.type === "ask-unmute" ? `${action.type}:${action.source}` : action.type;

/** Whether what is allowed has `wanted` in it: a type of action is that of every source too. */
export const allows = (allowed: readonly Ability[], wanted: Ability): boolean =>
  allowed.some((each) => wanted === each || wanted.startsWith(`${each}:`));
