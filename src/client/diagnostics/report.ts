import type { DeviceState } from "../media/types.js";
import type { ParticipantState, RoomSnapshot } from "../types.js";
import type { ApiCallRecord, DeviceReport, ParticipantReport, Repair, RoomReport, RoomStats } from "./types.js";

/** What a report is made of. */
export interface ReportParts {
  readonly snapshot: RoomSnapshot;
  /** What was measured in the stay, while there is one. */
  readonly watch: { readonly stats: RoomStats | undefined; readonly repairs: readonly Repair[] } | undefined;
  readonly history: readonly ApiCallRecord[];
}

/** Collects what helps to find out why a call is bad. Only what is listed here goes in: nothing is copied whole. */
export function makeReport({ snapshot, watch, history }: ReportParts): RoomReport {
  const { stats, repairs = [] } = watch ?? {};
  const { status, devices, self } = snapshot;
  const everyone = [self, ...snapshot.participants];
  const numberOf = (participantId: string): number => everyone.findIndex(({ id }) => id === participantId);
  const anonymous = <T extends { readonly participantId: string }>({ participantId, ...rest }: T) => ({
    ...rest,
    participant: numberOf(participantId),
  });
  return {
    version: 1,
    at: new Date().toISOString(),
    browser: browserReport(),
    room: {
      phase: status.phase,
      signaling: status.phase === "joined" ? status.signaling : undefined,
      media: status.phase === "joined" ? status.media : undefined,
      error: status.phase === "failed" ? status.error.code : undefined,
      audioBlocked: snapshot.audioBlocked,
      audioOnly: snapshot.audioOnly,
    },
    devices: {
      counts: {
        microphones: devices.microphones.length,
        cameras: devices.cameras.length,
        speakers: devices.speakers.length,
      },
      microphone: deviceReport(snapshot.microphone),
      camera: deviceReport(snapshot.camera),
      screen: deviceReport(snapshot.screen),
    },
    participants: everyone.map(participantReport),
    connection: stats?.connection,
    tracks: stats?.tracks.map(anonymous) ?? [],
    repairs: repairs.map(anonymous),
    history: [...history],
  };
}

function participantReport(participant: ParticipantState, number: number): ParticipantReport {
  const { microphone, camera, screen, screenAudio, role, quality } = participant;
  const media = [microphone, camera, screen, screenAudio].flatMap((each) => each ?? []);
  return {
    number,
    role,
    quality,
    media: media.map(({ source, enabled, track }) => ({ source, enabled, arrives: track !== undefined })),
  };
}

function deviceReport(state: DeviceState): DeviceReport {
  if (state.status === "failed") return { status: state.status, error: state.error.code };
  if (state.status !== "on") return { status: state.status };
  const { width, height, frameRate, sampleRate, channelCount } = state.track.getSettings();
  const settings = { width, height, frameRate, sampleRate, channelCount };
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return { status: state.status, settings: Object.fromEntries(given) };
}

/** What an older browser does not have, by a name that a developer looks up. */
const FEATURES: Readonly<Record<string, () => boolean>> = {
  RTCPeerConnection: () => "RTCPeerConnection" in globalThis,
  mediaDevices: () => navigator.mediaDevices !== undefined,
  getDisplayMedia: () => "getDisplayMedia" in (navigator.mediaDevices ?? {}),
  setSinkId: () => "setSinkId" in HTMLMediaElement.prototype,
  MediaStreamTrackProcessor: () => "MediaStreamTrackProcessor" in globalThis,
  WebGL2: () => "WebGL2RenderingContext" in globalThis,
  secureContext: () => globalThis.isSecureContext,
};

function browserReport(): RoomReport["browser"] {
  return {
    userAgent: navigator.userAgent,
    language: navigator.language,
    online: navigator.onLine,
    visible: document.visibilityState === "visible",
    cores: navigator.hardwareConcurrency,
    network: networkKind(),
    features: Object.fromEntries(Object.entries(FEATURES).map(([name, has]) => [name, has()])),
  };
}

function networkKind(): string | undefined {
  const connection: unknown = "connection" in navigator ? navigator.connection : undefined;
  if (typeof connection !== "object" || connection === null || !("effectiveType" in connection)) return undefined;
  return String(connection.effectiveType);
}
