/** The browser half of a call, without any user interface. */
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
  DeviceInfo,
  DeviceLists,
  DeviceState,
  LinkState,
  MediaState,
  ParticipantState,
  QualityGrade,
  Room,
  RoomChannel,
  RoomEvent,
  RoomRequest,
  RoomSnapshot,
  RoomStatus,
  ScreenOptions,
  SendOptions,
  VideoView,
  ViewSize,
} from "./room/types.js";
export { CallsError } from "../wire/calls-error.js";
export type { CallsErrorCode, CallsErrorOptions } from "../wire/calls-error.js";
export type {
  ChatMessage,
  LeaveReason,
  MediaSource,
  Metadata,
  ModeratedSource,
  Role,
  RoomAction,
  RoomPolicy,
  WaitingPerson,
} from "../wire/room-protocol.js";
