import type { AnnouncedTrack, Participant } from "../../wire/room-protocol.js";
import { socialOf } from "./facts.js";
import { share } from "./store.js";
import type { DeviceState, MediaState, ParticipantState, QualityGrade } from "./types.js";

/** What is known of this browser's person. */
export interface SelfParts {
  readonly id: string;
  readonly name: string;
  readonly microphone: DeviceState;
  readonly camera: DeviceState;
  readonly screen: DeviceState;
  readonly announced: readonly AnnouncedTrack[];
  readonly quality?: QualityGrade | undefined;
  /** The own entry in the roster, where the backend keeps one. */
  readonly entry?: Participant | undefined;
}

/** This browser's person, as a participant. Whatever is as it was in `previous` keeps its identity. */
export function mergeSelf(previous: ParticipantState | undefined, parts: SelfParts): ParticipantState {
  const { id, name, announced } = parts;
  const media = (source: "microphone" | "camera" | "screen"): MediaState | undefined => {
    const device = parts[source];
    const trackName = announced.find((track) => track.source === source)?.trackName;
    if (device.status !== "on" && trackName === undefined) return undefined;
    const track = device.status === "on" ? device.track : undefined;
    return share(previous?.[source], { source, trackName: trackName ?? "", enabled: device.status === "on", track });
  };
  return share(previous, {
    id,
    name,
    isSelf: true,
    microphone: media("microphone"),
    camera: media("camera"),
    screen: media("screen"),
    screenAudio: undefined,
    quality: parts.quality,
    ...socialOf(parts.entry),
  });
}
