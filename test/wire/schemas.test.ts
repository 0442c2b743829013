/** Every schema says what its type says: the types are written out, so that a browser needs no validator to know them. */
import type * as v from "valibot";
import { expect, expectTypeOf, test } from "vitest";
import type * as adapters from "../../src/wire/adapters-api.js";
import type * as api from "../../src/wire/calls-api.js";
import type * as room from "../../src/wire/room-protocol.js";
import type * as adapterSchemas from "../../src/wire/schemas/adapters-api.js";
import * as apiSchemas from "../../src/wire/schemas/calls-api.js";
import type * as roomSchemas from "../../src/wire/schemas/room-protocol.js";
import { CALLS_ROUTES } from "../../src/wire/tables.js";

type Output<S> = S extends v.GenericSchema ? v.InferOutput<S> : never;
type Api = typeof apiSchemas;
type Adapters = typeof adapterSchemas;
type Room = typeof roomSchemas;

test("the types of the Connection API are those of its schemas", () => {
  expectTypeOf<Output<Api["SessionDescriptionSchema"]>>().toEqualTypeOf<api.SessionDescription>();
  expectTypeOf<Output<Api["SimulcastSchema"]>>().toEqualTypeOf<api.Simulcast>();
  expectTypeOf<Output<Api["TrackObjectSchema"]>>().toEqualTypeOf<api.TrackObject>();
  expectTypeOf<Output<Api["NewSessionRequestSchema"]>>().toEqualTypeOf<api.NewSessionRequest>();
  expectTypeOf<Output<Api["NewTracksRequestSchema"]>>().toEqualTypeOf<api.NewTracksRequest>();
  expectTypeOf<Output<Api["UpdateTracksRequestSchema"]>>().toEqualTypeOf<api.UpdateTracksRequest>();
  expectTypeOf<Output<Api["RenegotiateRequestSchema"]>>().toEqualTypeOf<api.RenegotiateRequest>();
  expectTypeOf<Output<Api["CloseTracksRequestSchema"]>>().toEqualTypeOf<api.CloseTracksRequest>();
  expectTypeOf<Output<Api["DataChannelObjectSchema"]>>().toEqualTypeOf<api.DataChannelObject>();
  expectTypeOf<Output<Api["EstablishDataChannelsRequestSchema"]>>().toEqualTypeOf<api.EstablishDataChannelsRequest>();
  expectTypeOf<Output<Api["NewDataChannelsRequestSchema"]>>().toEqualTypeOf<api.NewDataChannelsRequest>();
  expectTypeOf<Output<Api["UpdateDataChannelsRequestSchema"]>>().toEqualTypeOf<api.UpdateDataChannelsRequest>();
  expectTypeOf<Output<Api["CloseDataChannelsRequestSchema"]>>().toEqualTypeOf<api.CloseDataChannelsRequest>();
});

test("the types of WebSocket adapters are those of their schemas", () => {
  expectTypeOf<Output<Adapters["IngestAdapterSchema"]>>().toEqualTypeOf<adapters.IngestAdapter>();
  expectTypeOf<Output<Adapters["EgressAdapterSchema"]>>().toEqualTypeOf<adapters.EgressAdapter>();
  expectTypeOf<Output<Adapters["NewAdaptersRequestSchema"]>>().toEqualTypeOf<adapters.NewAdaptersRequest>();
  expectTypeOf<Output<Adapters["CloseAdaptersRequestSchema"]>>().toEqualTypeOf<adapters.CloseAdaptersRequest>();
});

test("every route of the Connection API has a schema, or is a question", () => {
  expect(Object.keys(apiSchemas.CALLS_OPERATIONS)).toEqual(Object.keys(CALLS_ROUTES));
  for (const { method, schema } of Object.values(apiSchemas.CALLS_OPERATIONS)) {
    expect(schema === undefined).toBe(method === "GET");
  }
});

test("the types of the room protocol are those of its schemas", () => {
  expectTypeOf<Output<Room["RoleSchema"]>>().toEqualTypeOf<room.Role>();
  expectTypeOf<Output<Room["MetadataSchema"]>>().toEqualTypeOf<room.Metadata>();
  expectTypeOf<Output<Room["ChatMessageSchema"]>>().toEqualTypeOf<room.ChatMessage>();
  expectTypeOf<Output<Room["RoomPolicySchema"]>>().toEqualTypeOf<room.RoomPolicy>();
  expectTypeOf<Output<Room["WaitingPersonSchema"]>>().toEqualTypeOf<room.WaitingPerson>();
  expectTypeOf<Output<Room["ModeratedSourceSchema"]>>().toEqualTypeOf<room.ModeratedSource>();
  expectTypeOf<Output<Room["MediaKindSchema"]>>().toEqualTypeOf<room.MediaKind>();
  expectTypeOf<Output<Room["MediaSourceSchema"]>>().toEqualTypeOf<room.MediaSource>();
  expectTypeOf<Output<Room["AnnouncedTrackSchema"]>>().toEqualTypeOf<room.AnnouncedTrack>();
  expectTypeOf<Output<Room["AnnouncedChannelSchema"]>>().toEqualTypeOf<room.AnnouncedChannel>();
  expectTypeOf<Output<Room["AnnouncedSessionSchema"]>>().toEqualTypeOf<room.AnnouncedSession>();
  expectTypeOf<Output<Room["ParticipantSchema"]>>().toEqualTypeOf<room.Participant>();
  expectTypeOf<Output<Room["LeaveReasonSchema"]>>().toEqualTypeOf<room.LeaveReason>();
  expectTypeOf<Output<Room["CreateRoomRequestSchema"]>>().toEqualTypeOf<room.CreateRoomRequest>();
  expectTypeOf<Output<Room["RoomInfoSchema"]>>().toEqualTypeOf<room.RoomInfo>();
  expectTypeOf<Output<Room["CreateRoomReplySchema"]>>().toEqualTypeOf<room.CreateRoomReply>();
  expectTypeOf<Output<Room["JoinRoomRequestSchema"]>>().toEqualTypeOf<room.JoinRoomRequest>();
  expectTypeOf<Output<Room["JoinRoomReplySchema"]>>().toEqualTypeOf<room.JoinRoomReply>();
  expectTypeOf<Output<Room["SocketTicketReplySchema"]>>().toEqualTypeOf<room.SocketTicketReply>();
});

/** Of a union, message by message: what one side lacks is named. */
type Messages<Union extends { type: string }> = { [M in Union as M["type"]]: { [K in keyof M]: M[K] } };

test("the messages of the room protocol are those of its schemas", () => {
  type Said = Messages<Output<Room["ClientMessageSchema"]>>;
  type Told = Messages<Output<Room["ServerMessageSchema"]>>;
  expectTypeOf<Said>().toEqualTypeOf<Messages<room.ClientMessage>>();
  expectTypeOf<Told>().toEqualTypeOf<Messages<room.ServerMessage>>();
});
