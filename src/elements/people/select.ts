import type { ParticipantState, RoomPolicy, RoomSnapshot, WaitingPerson } from "../../client/types.js";
import { isModerator } from "../ui/moderation.js";

/** What the list shows of a room. */
export interface PeopleState {
  readonly people: readonly ParticipantState[];
  readonly waiting: readonly WaitingPerson[];
  readonly policy: RoomPolicy;
  readonly isHost: boolean;
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
  policy: snapshot.policy,
  isHost: isModerator(snapshot),
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
  a.policy === b.policy &&
  a.isHost === b.isHost &&
  a.joined === b.joined &&
  sameRows(a.people, b.people);

/** Letters without their marks, so that “zoe” finds “Zoë”. */
const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

export const isFound = (name: string, search: string): boolean => plain(name).includes(plain(search.trim()));

/** Raised hands, in the order in which they were raised, and everybody else. */
export const byHands = (
  people: readonly ParticipantState[],
): { hands: readonly ParticipantState[]; others: readonly ParticipantState[] } => ({
  hands: people.filter(({ hand }) => hand !== undefined).sort((a, b) => (a.hand ?? 0) - (b.hand ?? 0)),
  others: people.filter(({ hand }) => hand === undefined),
});
