/**
 * The browser half of a call, without any user interface: React, Vue, plain scripts and the elements use the same `Room`.
 * `room/` puts it together out of `session/` (the SFU), `media/` (devices), `channels/` (data), `health/` (repairs) and
 * `diagnostics/` (measures); none of these knows `room/`.
 *
 * @module
 */
export { createRoom } from "./room/create-room.js";
export type { RoomOptions } from "./room/create-room.js";
export type { CaptureDevices, Environment, Schedule } from "./environment.js";
export type {
  ApiCallRecord,
  ConnectionStats,
  DeviceReport,
  ParticipantReport,
  Repair,
  RoomReport,
  RoomStats,
  StatsDirection,
  TrackStats,
} from "./diagnostics/types.js";
export type { AudioSending, MediaOptions, VideoSending } from "./session/sending.js";
export type { Processor, ProcessorOptions } from "./processors/processor.js";
export type {
  ChannelMessage,
  ChannelPolicy,
  ChannelProgress,
  ChatMessage,
  DeviceInfo,
  DeviceLists,
  DeviceState,
  FeatureOfRoom,
  LeaveReason,
  LinkState,
  MediaSource,
  MediaState,
  Metadata,
  ModeratedSource,
  ParticipantState,
  QualityGrade,
  Role,
  Room,
  RoomAction,
  RoomChannel,
  RoomEvent,
  RoomPolicy,
  RoomRequest,
  RoomSnapshot,
  RoomStatus,
  ScreenOptions,
  SendOptions,
  VideoView,
  ViewSize,
  Audience,
  AudienceMember,
  FoundPeople,
  WaitingPerson,
} from "./types.js";
export { CallsError } from "../base/error.js";
export type { CallsErrorCode, CallsErrorOptions } from "../base/error.js";
export type { FeatureToken } from "../wire/feature.js";
