/** The server's messages and its answer to a join, read as the room protocol has them. */
import type {
  AnnouncedSession,
  ChatMessage,
  JoinRoomReply,
  Metadata,
  Participant,
  RoomPolicy,
  ServerMessage,
  WaitingPerson,
} from "../../wire/room-protocol.js";
import { count, flag, id, list, nullable, number, object, oneOf, optional, record, text } from "./read.js";
import type { Reader } from "./read.js";

const kind = oneOf("audio", "video");

const announcedSession = {
  sessionId: id,
  tracks: list(
    object<AnnouncedSession["tracks"][number]>({
      trackName: id,
      kind,
      source: optional(oneOf("microphone", "camera", "screen", "screen-audio")),
      enabled: optional(flag),
      rids: optional(list(text)),
    }),
  ),
  channels: optional(
    list(
      object<NonNullable<AnnouncedSession["channels"]>[number]>({
        name: id,
        ordered: optional(flag),
        maxRetransmits: optional(count),
        maxPacketLifeTime: optional(count),
      }),
    ),
  ),
};

const role = optional(oneOf("host", "speaker", "viewer"));
const metadata: Reader<Metadata | undefined> = optional(record);
const source = oneOf("microphone", "camera", "screen");

const participant = object<Participant>({
  id,
  name: text,
  joinedAt: number,
  session: optional(object<AnnouncedSession>(announcedSession)),
  role,
  hand: optional(number),
  speaking: optional(flag),
  metadata,
});

const policy = object<RoomPolicy>({
  locked: flag,
  waitingRoom: flag,
  spotlight: list(id),
  endsAt: optional(number),
});

const chatMessage = object<ChatMessage>({
  id,
  version: count,
  from: id,
  name: text,
  to: optional(id),
  text,
  at: number,
  editedAt: optional(number),
  deleted: optional(flag),
  replyTo: optional(id),
});

/** A message without its type, which says how to read it. */
type Message<T extends ServerMessage["type"]> = Omit<Extract<ServerMessage, { type: T }>, "type">;

const MESSAGES: { readonly [T in ServerMessage["type"]]: Reader<Message<T>> } = {
  welcome: object<Message<"welcome">>({
    protocol: number,
    roomId: text,
    participantId: id,
    epoch: id,
    revision: count,
    timing: object<Message<"welcome">["timing"]>({ heartbeat: number, stale: number }),
    participants: optional(list(participant)),
    policy: optional(policy),
  }),
  wait: object<Message<"wait">>({ roomId: text, participantId: id }),
  participant: object<Message<"participant">>({
    revision: count,
    from: id,
    set: object<Message<"participant">["set"]>({
      name: optional(text),
      role,
      hand: optional(nullable(number)),
      speaking: optional(flag),
      metadata,
    }),
  }),
  policy: object<Message<"policy">>({ revision: count, from: text, policy }),
  chat: object<Message<"chat">>({ messages: list(chatMessage) }),
  reaction: object<Message<"reaction">>({ from: id, reaction: text }),
  asked: object<Message<"asked">>({ from: id, action: oneOf("mute", "unmute"), source }),
  waiting: object<Message<"waiting">>({
    people: list(object<WaitingPerson>({ id, name: text, since: number })),
  }),
  done: object<Message<"done">>({ ref: text }),
  join: object<Message<"join">>({
    revision: count,
    from: id,
    data: object<Message<"join">["data"]>({
      participant_id: id,
      participant_name: text,
      joined_at: number,
      role,
      metadata,
    }),
  }),
  leave: object<Message<"leave">>({
    revision: count,
    from: id,
    data: object<Message<"leave">["data"]>({
      participant_id: id,
      reason: oneOf("left", "stale", "replaced", "removed", "ended"),
    }),
  }),
  "cloudflare-session": object<Message<"cloudflare-session">>({
    revision: count,
    roomId: text,
    participantId: id,
    participantName: text,
    ...announcedSession,
  }),
  "track-state": object<Message<"track-state">>({
    revision: count,
    from: id,
    kind,
    enabled: flag,
    trackName: optional(text),
  }),
  error: object<Message<"error">>({ code: text, reason: text, ref: optional(text) }),
  heartbeat: object<Message<"heartbeat">>({}),
};

/**
 * @returns `undefined` for a message of an unknown type, which is for newer clients.
 * @throws SyntaxError or TypeError for anything that is not a message.
 */
export function readMessage(data: unknown): ServerMessage | undefined {
  const value: unknown = JSON.parse(text(data));
  const { type } = object<{ type: string }>({ type: text })(value);
  if (!Object.hasOwn(MESSAGES, type)) return undefined;
  return { ...MESSAGES[type as ServerMessage["type"]](value), type } as ServerMessage;
}

/** @throws TypeError */
export const readJoinReply: Reader<JoinRoomReply> = object<JoinRoomReply>({
  participantId: id,
  participantName: text,
  room: object<JoinRoomReply["room"]>({ id, name: optional(text), createdAt: number, participantCount: count }),
  token: id,
  expiresAt: number,
  role,
  sessionId: optional(id),
  ticket: optional(id),
  participants: optional(list(participant)),
  iceServers: list(
    object<JoinRoomReply["iceServers"][number]>({
      urls: (value) => (Array.isArray(value) ? list(text)(value) : text(value)),
      username: optional(text),
      credential: optional(text),
    }),
  ),
});
