import type { MediaSource, Participant } from "../../../wire/room-protocol.js";
import { sourceOf } from "../../../wire/sources.js";
import { socialOf } from "./facts.js";
import { share, shareList } from "../../../base/share.js";
import type { MediaState, ParticipantState } from "../../types.js";
import type { QualityGrade } from "../../diagnostics/types.js";

/** The received track of a publication; `undefined` while there is none. */
export type FindTrack = (sessionId: string, trackName: string) => MediaStreamTrack | undefined;

/** What this browser alone knows of somebody. */
export interface OwnView {
  /** How well their media gets here. */
  readonly quality: QualityGrade | undefined;
  /** How loud they are here, 0 to 1. */
  readonly volume: number;
}

/**
 * What a page shows of everyone in the roster. Whatever is as it was in `previous` keeps its identity. A track shows up only
 * under the session that its publisher has now, so that those of a former session are gone at once.
 */
export function mergeParticipants(
  previous: readonly ParticipantState[],
  roster: readonly Participant[],
  findTrack: FindTrack,
  ownView: (participantId: string) => OwnView = () => ({ quality: undefined, volume: 1 }),
): readonly ParticipantState[] {
  const before = new Map(previous.map((participant) => [participant.id, participant]));
  return shareList(
    previous,
    roster.map((participant) =>
      mergeParticipant(before.get(participant.id), participant, findTrack, ownView(participant.id)),
    ),
  );
}

function mergeParticipant(
  previous: ParticipantState | undefined,
  participant: Participant,
  findTrack: FindTrack,
  { quality, volume }: OwnView,
): ParticipantState {
  const { id, name, session } = participant;
  const media = (source: MediaSource, before: MediaState | undefined): MediaState | undefined => {
    const announced = session?.tracks.find((track) => sourceOf(track) === source);
    if (!session || !announced) return undefined;
    const { trackName, enabled = true } = announced;
    return share(before, { source, trackName, enabled, track: findTrack(session.sessionId, trackName) });
  };
  return share(previous, {
    id,
    name,
    isSelf: false,
    microphone: media("microphone", previous?.microphone),
    camera: media("camera", previous?.camera),
    screen: media("screen", previous?.screen),
    screenAudio: media("screen-audio", previous?.screenAudio),
    quality,
    volume,
    ...socialOf(participant),
  });
}
