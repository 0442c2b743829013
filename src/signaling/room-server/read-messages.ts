/**
 * The server's messages and its answer to a join, checked for what the adapter relies on.
 *
 * The room server is the page's own: what it says need not be weighed field by field, but a server of another kind, or of
 * another release, must be noticed at once. The contract's schemas would weigh more than the rest of the adapter.
 */
import type { JoinRoomReply, ServerMessage } from "../../wire/room-protocol.js";

/** Texts are filled, numbers whole, and what is said of the one item of a list holds for all of them. */
type Example<T> = T extends readonly (infer I)[]
  ? readonly Example<I>[]
  : T extends object
    ? { readonly [K in keyof T]?: Example<T[K]> }
    : T;

type Examples = { readonly [M in ServerMessage as M["type"]]: Example<Omit<M, "type">> };

const PEOPLE: Example<NonNullable<JoinRoomReply["participants"]>> = [{ id: "", joinedAt: 0 }];
const CHANGE = { revision: 0, from: "" };

const MESSAGES: Examples = {
  welcome: { epoch: "", revision: 0, timing: { heartbeat: 0, stale: 0 } },
  wait: {},
  join: { ...CHANGE, data: { participant_id: "", participant_name: "", joined_at: 0 } },
  leave: { ...CHANGE, data: { participant_id: "" } },
  "cloudflare-session": { revision: 0, participantId: "", sessionId: "", tracks: [{ trackName: "" }] },
  "track-state": CHANGE,
  participant: { ...CHANGE, set: {} },
  policy: { revision: 0, policy: { spotlight: [] } },
  chat: { messages: [{ id: "", version: 0, from: "", at: 0 }] },
  feature: { feature: "", version: 0, change: {} },
  reaction: { from: "", reaction: "" },
  audience: {},
  batch: { messages: [{ type: "audience" }] },
  seat: { participant: { id: "", joinedAt: 0 } },
  found: { text: "", people: [{ id: "" }] },
  asked: { from: "", source: "microphone" },
  waiting: { people: [{ id: "" }] },
  done: { ref: "" },
  error: { code: "" },
  heartbeat: {},
  ping: {},
};

const JOIN: Example<JoinRoomReply> = {
  participantId: "",
  participantName: "",
  room: { id: "" },
  token: "",
  expiresIn: 0,
  iceServers: [{}],
};

/** Does `value` have everything that `example` has, and of its kind? */
function isLike(value: unknown, example: unknown): boolean {
  if (typeof example === "number") return Number.isSafeInteger(value);
  if (typeof example === "string") return typeof value === "string" && value !== "";
  if (Array.isArray(example)) {
    return Array.isArray(value) && (example.length === 0 || value.every((item) => isLike(item, example[0])));
  }
  const fields = Object(value) as Record<string, unknown>;
  return fields === value && Object.entries(Object(example)).every(([key, each]) => isLike(fields[key], each));
}

function check(value: Record<string, unknown>, example: unknown): void {
  if (isLike(value, example) && isLike(value["participants"] ?? [], PEOPLE)) return;
  throw new TypeError(`Not like ${JSON.stringify(example)}.`);
}

/**
 * @returns `undefined` for a message of an unknown type, which is for newer clients.
 * @throws SyntaxError or TypeError for anything that is not a message.
 */
export function readMessage(data: unknown): ServerMessage | undefined {
  const message = JSON.parse(data as string) as ServerMessage;
  check(Object(message), { type: "" });
  return readOne(message);
}

function readOne<M extends ServerMessage>(message: M): M | undefined {
  if (!Object.hasOwn(MESSAGES, message.type)) return undefined;
  check({ ...message }, MESSAGES[message.type]);
  if (message.type !== "batch") return message;
  return { ...message, messages: message.messages.filter((each) => readOne(each) !== undefined) };
}

/** @throws TypeError */
export function readJoinReply(body: unknown): JoinRoomReply {
  check(Object(body), JOIN);
  return body as JoinRoomReply;
}
