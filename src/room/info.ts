/** What a host tells over HTTP: of the room, and of somebody at its door. */
import type { RoomDetails } from "../wire/room-api.js";
import type { Role, RoomInfo } from "../wire/room-protocol.js";
import { nameAmong, namedOf } from "./look-alikes.js";
import { personIn } from "./people.js";
import { roleOf } from "./roles.js";
import { snapshot } from "./roster.js";
import type { RoomPerson, RoomState } from "./state.js";

export function infoOf({ id, name, createdAt, participants, audience, crowd, rules }: RoomState): RoomInfo {
  const audienceCount = audience.size - crowd.quiet + crowd.elsewhere;
  const { locked, waitingRoom, endsAt } = rules.policy;
  return {
    id,
    ...(name !== undefined && { name }),
    createdAt,
    participantCount: participants.size + crowd.quiet,
    ...(audienceCount > 0 && { audienceCount }),
    ...(rules.capacity !== undefined && { capacity: rules.capacity }),
    ...(locked && { locked }),
    ...(waitingRoom && { waitingRoom }),
    ...(endsAt !== undefined && { endsAt }),
  };
}

/** All that there is to know of the room, for the backend whose room it is. */
export function detailsOf(state: RoomState): RoomDetails {
  const { rules, participants, waiting } = state;
  return {
    ...infoOf(state),
    policy: rules.policy,
    participants: snapshot(participants),
    waiting: [...waiting.values()].map(({ participantId: id, participantName: name, since }) => ({ id, name, since })),
    ...(rules.endedAt !== undefined && { endedAt: rules.endedAt }),
  };
}

/** As who somebody is in the room, or would come in. */
export function selfOf(
  state: RoomState,
  person: RoomPerson,
): { readonly role: Role; readonly participantName: string } {
  const { participants } = state;
  const { name } = personIn(state, person.participantId) ?? {};
  return {
    role: roleOf(state, person).role,
    participantName: name ?? nameAmong(participants.values(), namedOf(person)),
  };
}
