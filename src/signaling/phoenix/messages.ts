/** What a Phoenix server says, and what it says it with: nothing is taken for what it should be. Pure. */
import { CallsError } from "../../base/error.js";
import type { AnnouncedSession, ModeratedSource, Participant, Role, RoomAction } from "../../wire/room-protocol.js";
import { ROOM_LIMITS } from "../../wire/tables.js";
import { aiOf } from "../ai.js";
import type { AiState } from "../ai.js";
import {
  LONGEST_ID,
  SESSION_ID,
  channelOf,
  fieldsOf,
  listOf,
  metadataOf,
  nameOf,
  textOf,
  trackOf,
} from "../read-announced.js";
import type { Fields } from "../read-announced.js";
import { requestError, roomError } from "../room-server/room-errors.js";

/** People that are looked at. */
const MOST_PEOPLE = 500;
/** Connections of one person that are looked at. */
const MOST_METAS = 8;
/** Characters of a token. */
const LONGEST_TOKEN = 8_192;
const ROLES: readonly Role[] = ["host", "speaker", "viewer"];
const SOURCES: readonly ModeratedSource[] = ["microphone", "camera", "screen"];

/** What may be asked of a room here; a server says which of it this person may. */
const ACTIONS = [
  "hand",
  "speaking",
  "profile",
  "chat",
  "chat-edit",
  "chat-delete",
  "reaction",
  "feature",
  "mute",
  "ask-unmute",
  "remove",
] as const satisfies readonly RoomAction["type"][];

/** Somebody's key, and the newest of what the server has of them. */
export interface Present {
  readonly key: string;
  readonly meta: Fields;
}

/** What a join is answered. */
export interface JoinReply {
  readonly participantId: string;
  /** The name as the server took it. */
  readonly name: string;
  /** For the proxy, and to come back as the same person. */
  readonly token: string;
  readonly role: Role | undefined;
  readonly actions: readonly (typeof ACTIONS)[number][];
}

/** @throws CallsError `protocol` */
export function readJoinReply({ participantId, name, token, role, actions }: Fields, wanted: string): JoinReply {
  const [id, key] = [textOf(participantId, LONGEST_ID), textOf(token, LONGEST_TOKEN)];
  if (id === undefined || key === undefined) {
    throw new CallsError(
      "protocol",
      "The answer to the join has no participantId or no token. Use CallsElements.Channel.",
    );
  }
  return {
    participantId: id,
    name: nameOf(name) || wanted,
    token: key,
    role: ROLES.find((each) => each === role),
    actions: Array.isArray(actions) ? ACTIONS.filter((action) => actions.includes(action)) : [],
  };
}

export const tokenOf = ({ token }: Fields): string | undefined => textOf(token, LONGEST_TOKEN);

/** Somebody in the room, as the server shows them to everybody. */
export function participantOf({ key, meta }: Present): Participant {
  const { name, joinedAt, hand, speaking, role, session } = meta;
  const metadata = metadataOf(meta["metadata"]);
  const published = sessionOf(fieldsOf(session));
  const known = ROLES.find((each) => each === role);
  return {
    id: key,
    name: nameOf(name),
    joinedAt: typeof joinedAt === "number" ? joinedAt : 0,
    ...(published && { session: published }),
    ...(known && { role: known }),
    ...(typeof hand === "number" && { hand }),
    ...(speaking === true && { speaking }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}

/** The state of the AI, from its own entry. */
export const aiStateOf = (presences: readonly Present[]): AiState =>
  aiOf(fieldsOf(presences.find(({ key }) => key === AI)?.meta["ai"]));

/** The key of the AI participant. */
export const AI = "ai";

function sessionOf({ sessionId, tracks, channels }: Fields): AnnouncedSession | undefined {
  const id = textOf(sessionId, LONGEST_ID);
  if (id === undefined || !SESSION_ID.test(id)) return undefined;
  const found = listOf(channels, ROOM_LIMITS.channels, channelOf);
  return {
    sessionId: id,
    tracks: [...listOf(tracks, ROOM_LIMITS.tracks, trackOf)],
    ...(found.length > 0 && { channels: [...found] }),
  };
}

/** A host's wish, which goes to whom it is about. */
export interface Asked {
  readonly from: string;
  readonly action: "mute" | "unmute";
  readonly source: ModeratedSource;
}

export function readAsked({ from, action, source }: Fields): Asked | undefined {
  const known = SOURCES.find((each) => each === source);
  if (!known || (action !== "mute" && action !== "unmute")) return undefined;
  return { from: textOf(from, LONGEST_ID) ?? "", action, source: known };
}

/** The client of Phoenix takes apart what these events bring, and throws where it is something else. */
export function readPresences(event: string, payload: Fields): Fields {
  if (event === "presence_state") return presencesOf(payload);
  if (event !== "presence_diff") return payload;
  return { joins: presencesOf(fieldsOf(payload["joins"])), leaves: presencesOf(fieldsOf(payload["leaves"])) };
}

const presencesOf = (presences: Fields): Fields =>
  Object.fromEntries(
    Object.entries(presences)
      .slice(0, MOST_PEOPLE)
      .filter(([key]) => key !== "" && key.length <= LONGEST_ID)
      .map(([key, presence]) => [key, { metas: metasOf(fieldsOf(presence)["metas"]) }]),
  );

const metasOf = (metas: unknown): readonly object[] =>
  Array.isArray(metas) ? metas.filter((meta) => typeof fieldsOf(meta)["phx_ref"] === "string").slice(-MOST_METAS) : [];

/** What Phoenix itself says, where it does not let in. */
const JOIN_ERRORS: Readonly<Record<string, (topic: string) => CallsError>> = {
  "unmatched topic": (topic) =>
    new CallsError("not-configured", `The socket has no channel for “${topic}”. Use CallsElements.Socket.`),
  "too many channels joined": () =>
    new CallsError("rate-limited", "This socket has as many channels as Phoenix allows.", { retryable: true }),
  "join crashed": () => new CallsError("server-error", "The channel crashed. Look at its log.", { retryable: true }),
};

/** Why a join is refused: Phoenix's own words, one of the room server's codes, or the application's. */
export function joinError({ reason, message }: Fields, topic: string): CallsError {
  const code = textOf(reason, 128) ?? "internal";
  const own = Object.hasOwn(JOIN_ERRORS, code) ? JOIN_ERRORS[code] : undefined;
  return own?.(topic) ?? roomError(code, textOf(message, 500) ?? `The server refuses the join: ${code}.`);
}

/** Why something that was asked for is not done. */
export function pushError({ reason, message }: Fields): CallsError {
  const code = textOf(reason, 128) ?? "internal";
  return requestError(code, textOf(message, 500) ?? `The server refuses: ${code}.`);
}

/** Why the server ended the stay. */
export function endError({ code }: Fields): CallsError {
  if (code === "replaced") return new CallsError("replaced", "The same person has come in again elsewhere.");
  if (code === "removed") return new CallsError("removed", "A host has put this person out.");
  return roomError(textOf(code, 64) ?? "", "The server has ended the stay.");
}
