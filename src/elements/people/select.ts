import type {
  Audience,
  AudienceMember,
  ParticipantState,
  RoomPolicy,
  RoomSnapshot,
  WaitingPerson,
} from "../../client/types.js";
import { plainLetters } from "../../base/plain-letters.js";
import { mayAsk } from "../core/may-ask.js";

/** What the list shows of a room. */
export interface PeopleState {
  readonly people: readonly ParticipantState[];
  readonly waiting: readonly WaitingPerson[];
  /** Who is in no list of the room's, where there is anybody. */
  readonly audience: Audience | undefined;
  /** This person may look for people of the audience, and a host may bring them onto the stage. */
  readonly searches: boolean;
  readonly policy: RoomPolicy;
  /** This person may lock the room and the like. */
  readonly keepsOrder: boolean;
  /** This person may mute others. */
  readonly moderates: boolean;
  readonly joined: boolean;
}

/** The person in front of the screen, with the devices as they are and not as they are announced. */
const selfOf = ({ self, microphone, camera }: RoomSnapshot): ParticipantState => ({
  ...self,
  microphone: microphone.status === "on" ? self.microphone : undefined,
  camera: camera.status === "on" ? self.camera : undefined,
});

export const selectPeople = (snapshot: RoomSnapshot): PeopleState => ({
  people: snapshot.status.phase === "joined" ? [selfOf(snapshot), ...snapshot.participants] : [],
  waiting: snapshot.waiting,
  audience: snapshot.audience,
  searches: snapshot.audience !== undefined && snapshot.self.role !== "audience" && mayAsk(snapshot, "search"),
  policy: snapshot.policy,
  keepsOrder: mayAsk(snapshot, "policy"),
  moderates: mayAsk(snapshot, "mute:microphone"),
  joined: snapshot.status.phase === "joined",
});

/** Everything that a row shows of somebody: whoever speaks, or whose picture comes, looks the same here. */
export const rowKey = ({ id, name, role, hand, microphone, camera, screen }: ParticipantState): string =>
  [id, name, role, hand, microphone?.enabled, camera?.enabled, screen?.enabled].join("\n");

const sameRows = (a: readonly ParticipantState[], b: readonly ParticipantState[]): boolean =>
  a.length === b.length &&
  a.every((person, index) => {
    const other = b[index];
    return person === other || (other !== undefined && rowKey(person) === rowKey(other));
  });

export const samePeople = (a: PeopleState, b: PeopleState): boolean =>
  a.waiting === b.waiting &&
  a.audience === b.audience &&
  a.searches === b.searches &&
  a.policy === b.policy &&
  a.keepsOrder === b.keepsOrder &&
  a.moderates === b.moderates &&
  a.joined === b.joined &&
  sameRows(a.people, b.people);

export const isFound = (name: string, search: string): boolean =>
  plainLetters(name).includes(plainLetters(search.trim()));

/** Raised hands, in the order in which they were raised, and everybody else. */
export const byHands = (
  people: readonly ParticipantState[],
): { hands: readonly ParticipantState[]; others: readonly ParticipantState[] } => ({
  hands: people.filter(({ hand }) => hand !== undefined).sort((a, b) => (a.hand ?? 0) - (b.hand ?? 0)),
  others: people.filter(({ hand }) => hand === undefined),
});

/** Those of the audience who are shown: who was found, or whose hand is up and some others. */
export function audienceShown({ hands = [], sample = [], found }: Audience, search: string): readonly AudienceMember[] {
  const text = search.trim();
  if (text !== "" && found?.text === text) return found.people;
  const raised = new Set(hands.map(({ id }) => id));
  return [...hands, ...sample.filter(({ id }) => !raised.has(id))].filter(({ name }) => isFound(name, text));
}
