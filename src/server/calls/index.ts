/**
 * The client of Cloudflare Realtime's APIs, for any backend: it needs `fetch` and nothing else of this project. Beside it is the
 * room server's own proxy, which forwards what people may do and nothing else.
 *
 * @module
 */
export { AccountItemsApi, AppsApi, TurnKeysApi } from "./account.js";
export type { AccountConfig, AccountItem, NewApp, NewTurnKey } from "./account.js";
export { AdaptersApi } from "./adapters.js";
export { CallsApi } from "./api.js";
export type { CallsApiOptions } from "./api.js";
export type { CallOptions } from "./client.js";
export { CallsApiError } from "./error.js";
export type { CallsApiErrorCode } from "./error.js";
export type { CallsHttpOptions } from "./http.js";
export { DataChannelsApi, SessionsApi, TracksApi } from "./sessions-api.js";
export type { NewSession, PublishedChannel, SubscribedChannel } from "./sessions-api.js";
export { TurnApi } from "./turn.js";
export type { IceServers, TurnConfig } from "./turn.js";
export { ADAPTER_MESSAGE_LIMIT, ADAPTER_PCM, decodePacket, encodePacket } from "../../wire/adapter-packet.js";
export type { AdapterPacket } from "../../wire/adapter-packet.js";
export type {
  CloseAdapterReply,
  EgressAdapter,
  IngestAdapter,
  NewAdapterReply,
  WebSocketAdapter,
} from "../../wire/adapters-api.js";
export type {
  CloseTracksReply,
  CloseTracksRequest,
  DataChannelsReply,
  EstablishDataChannelsReply,
  NewSessionReply,
  NewTracksRequest,
  SessionDescription,
  SessionStateReply,
  TrackObject,
  TracksReply,
} from "../../wire/calls-api.js";
