import type { AnnouncedTrack, MediaSource, Participant } from "../../../wire/room-protocol.js";
import { socialOf } from "./facts.js";
import { share } from "../../../base/share.js";
import type { DeviceState } from "../../media/types.js";
import type { MediaState, ParticipantState } from "../../types.js";
import type { QualityGrade } from "../../diagnostics/types.js";

/** What is known of this browser's person. */
export interface SelfParts {
  readonly id: string;
  readonly name: string;
  readonly microphone: DeviceState;
  readonly camera: DeviceState;
  readonly screen: DeviceState;
  /** The sound of the screen, while it is captured. */
  readonly screenAudio: MediaStreamTrack | undefined;
  readonly announced: readonly AnnouncedTrack[];
  readonly quality?: QualityGrade | undefined;
  /** The own entry in the roster, where the backend keeps one. */
  readonly entry?: Participant | undefined;
}

/** This browser's person, as a participant. Whatever is as it was in `previous` keeps its identity. */
export function mergeSelf(previous: ParticipantState | undefined, parts: SelfParts): ParticipantState {
  const { id, entry } = parts;
  const media = (
    source: MediaSource,
    track: MediaStreamTrack | undefined,
    before: MediaState | undefined,
  ): MediaState | undefined => {
    const trackName = parts.announced.find((announced) => announced.source === source)?.trackName;
    if (!track && trackName === undefined) return undefined;
    return share(before, { source, trackName: trackName ?? "", enabled: track !== undefined, track });
  };
  return share(previous, {
    id,
    name: entry?.name ?? parts.name,
    isSelf: true,
    microphone: media("microphone", trackOf(parts.microphone), previous?.microphone),
    camera: media("camera", trackOf(parts.camera), previous?.camera),
    screen: media("screen", trackOf(parts.screen), previous?.screen),
    screenAudio: media("screen-audio", parts.screenAudio, previous?.screenAudio),
    quality: parts.quality,
    volume: 1,
    ...socialOf(entry),
  });
}

function trackOf(device: DeviceState): MediaStreamTrack | undefined {
  return device.status === "on" ? device.track : undefined;
}
