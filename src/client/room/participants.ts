import type { AnnouncedTrack, MediaSource, Participant } from "../../wire/room-protocol.js";
import { socialOf } from "./facts.js";
import { share, shareList } from "./store.js";
import type { MediaState, ParticipantState, QualityGrade } from "./types.js";

/** The received track of a publication; `undefined` while there is none. */
export type FindTrack = (sessionId: string, trackName: string) => MediaStreamTrack | undefined;

/** How well somebody's media gets here. */
export type FindGrade = (participantId: string) => QualityGrade | undefined;

/** Where a track comes from. One that does not say is a microphone or a camera. */
export function sourceOf({ kind, source }: AnnouncedTrack): MediaSource {
  return source ?? (kind === "audio" ? "microphone" : "camera");
}

/**
 * What a page shows of everyone in the roster. Whatever is as it was in `previous` keeps its identity. A track shows up only
 * under the session that its publisher has now, so that those of a former session are gone at once.
 */
export function mergeParticipants(
  previous: readonly ParticipantState[],
  roster: readonly Participant[],
  findTrack: FindTrack,
  findGrade: FindGrade = () => undefined,
): readonly ParticipantState[] {
  const before = new Map(previous.map((participant) => [participant.id, participant]));
  return shareList(
    previous,
    roster.map((participant) => mergeParticipant(before.get(participant.id), participant, findTrack, findGrade)),
  );
}

function mergeParticipant(
  previous: ParticipantState | undefined,
  participant: Participant,
  findTrack: FindTrack,
  findGrade: FindGrade,
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
    quality: findGrade(id),
    ...socialOf(participant),
  });
}
