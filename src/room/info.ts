/** What a host tells over HTTP: of the room, and of somebody at its door. */
import type { Role, RoomInfo } from "../wire/room-protocol.js";
import { nameAmong, namedOf } from "./look-alikes.js";
import { roleOf } from "./roles.js";
import type { RoomPerson, RoomState } from "./state.js";

export function infoOf({ id, name, createdAt, participants, rules }: RoomState): RoomInfo {
  const { locked, waitingRoom, endsAt } = rules.policy;
  return {
    id,
    ...(name !== undefined && { name }),
    createdAt,
    participantCount: participants.size,
    ...(rules.capacity !== undefined && { capacity: rules.capacity }),
    ...(locked && { locked }),
    ...(waitingRoom && { waitingRoom }),
    ...(endsAt !== undefined && { endsAt }),
  };
}

/** As who somebody is in the room, or would come in. */
export function selfOf(
  state: RoomState,
  person: RoomPerson,
): { readonly role: Role; readonly participantName: string } {
  const { participants } = state;
  const { name } = participants.get(person.participantId) ?? {};
  return {
    role: roleOf(state, person).role,
    participantName: name ?? nameAmong(participants.values(), namedOf(person)),
  };
}
