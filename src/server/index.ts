/**
 * The room server: rooms, presence, tokens and an ownership-checked way to the SFU. Nothing here needs Node. `app/` has the
 * routes, `access/` says who asks, `live/` runs rooms, `calls/` speaks to the SFU, `whip/` lets in media without pages, and
 * `hosts/` puts it all onto Node or Workers.
 *
 * @module
 */
export { CALLER_RATES, Callers, createCallerLimiter } from "./access/callers.js";
export type { CallerLimiter, CallersOptions, KnownCaller, LimitedAction } from "./access/callers.js";
export { networkOf } from "./access/networks.js";
export type { TrustedProxy } from "./access/networks.js";
export { createOriginPolicy } from "./access/origins.js";
export type { OriginPolicy } from "./access/origins.js";
export { cloudflareAccess, createIdentify } from "./access/identity.js";
export type { Identify, Identity, IdentityProvider } from "./access/identity.js";
export { createTokens } from "./access/tokens.js";
export type { JoinClaims, TokenClaims, Tokens } from "./access/tokens.js";
export type { EntryDecision, MessageDecision, Newcomer, RoomBehavior, RoomHandle, RoomStorage } from "./behaviors.js";
export * from "../room/feature.js";
export { createApp } from "./app/app.js";
export type { AppOptions } from "./app/app.js";
export type { Access } from "./app/room-routes.js";
export { createCallsClient } from "./calls/client.js";
export type { CallsClient, CallsConfig } from "./calls/client.js";
export { CallsApiError } from "./calls/error.js";
export { createIceServers } from "./calls/ice-servers.js";
export type { IceServers, TurnConfig } from "./calls/ice-servers.js";
export { ConfigError, configFromEnv } from "./config.js";
export type { ServerConfig } from "./config.js";
export { verifyWebhook } from "./webhooks/signature.js";
export type { WebhookConfig } from "./webhooks/config.js";
export type { EventParticipant, RoomEvent, RoomEventDetails, RoomEventType } from "../wire/room-events.js";
export type { GuestLink, GuestLinkRequest } from "../wire/guest-links.js";
export type { RoomCommand, RoomDetails, RoomList } from "../wire/room-api.js";
export { RoomServerError } from "./errors.js";
export type { Log, LogEntry } from "./log.js";
export type { Report, ReportKind, ReportSink } from "./operations/reports.js";
export { LiveRoom } from "./live/live-room.js";
export type { LiveRoomOptions, RoomPorts } from "./live/live-room.js";
export { stepRoom } from "../room/room.js";
export { ROOM_SETTINGS, createRoomState } from "../room/state.js";
export type { CallerShare, RoomEffect, RoomInput, RoomSettings, RoomState, RoomStep } from "../room/state.js";
export type * from "./services/service.js";
export type { ServiceSocket, ServiceSocketListener } from "./services/socket.js";
export type { Rooms } from "./rooms.js";
export { admitSocket } from "./app/socket.js";
export type { SocketAdmission } from "./app/socket.js";
