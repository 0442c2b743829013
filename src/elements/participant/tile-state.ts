import type { ParticipantState, QualityGrade, RoomSnapshot } from "../../client/types.js";
import { mayAsk } from "../core/may-ask.js";

/** What a tile shows of somebody. Nothing else of the room renders it. */
export interface TileState {
  /** They are in the room. */
  readonly isHere: boolean;
  readonly id: string;
  readonly name: string;
  readonly isSelf: boolean;
  /** Somebody's camera is on, whether or not its picture is here already. */
  readonly cameraOn: boolean;
  readonly track: MediaStreamTrack | undefined;
  readonly microphoneOn: boolean;
  readonly reconnecting: boolean;
  readonly isHost: boolean;
  readonly handRaised: boolean;
  readonly quality: QualityGrade | undefined;
  readonly isSpotlit: boolean;
  /** How loud they are here, 0 to 1: what the menu's slider shows. */
  readonly volume: number;
  /** The person of this browser may mute others. */
  readonly moderates: boolean;
}

type Media = Pick<TileState, "cameraOn" | "track" | "microphoneOn" | "reconnecting">;

const ownMedia = ({ camera, microphone }: RoomSnapshot): Media => ({
  cameraOn: camera.status === "on" || camera.status === "starting",
  track: camera.status === "on" ? camera.track : undefined,
  microphoneOn: microphone.status === "on",
  reconnecting: false,
});

const mediaOf = (person: ParticipantState | undefined, { status }: RoomSnapshot): Media => ({
  cameraOn: person?.camera?.enabled ?? false,
  track: person?.camera?.enabled ? person.camera.track : undefined,
  microphoneOn: person?.microphone?.enabled ?? false,
  reconnecting: status.phase === "joined" && status.media === "reconnecting",
});

/** Whether an id, or its absence, means the person of this browser. */
export const isSelf = (snapshot: RoomSnapshot, id: string): boolean => id === "" || id === snapshot.self.id;

export const findPerson = (snapshot: RoomSnapshot, id: string): ParticipantState | undefined =>
  isSelf(snapshot, id) ? snapshot.self : snapshot.participants.find((participant) => participant.id === id);

export const tileOf = (snapshot: RoomSnapshot, participantId: string): TileState => {
  const person = findPerson(snapshot, participantId);
  const id = person?.id ?? participantId;
  return {
    isHere: person !== undefined,
    id,
    name: person?.name ?? "",
    isSelf: person?.isSelf ?? false,
    ...(person?.isSelf ? ownMedia(snapshot) : mediaOf(person, snapshot)),
    isHost: person?.role === "host",
    handRaised: person?.hand !== undefined,
    quality: person?.quality,
    isSpotlit: snapshot.policy.spotlight.includes(id),
    volume: person?.volume ?? 1,
    moderates: mayAsk(snapshot, "mute:microphone"),
  };
};
