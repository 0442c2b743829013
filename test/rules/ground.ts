/** What the rules of a room are tried on: one of the hosts that run the room's machine, and people who speak its protocol. */
import type { JoinRoomReply, RoomAction, Role, ServerMessage } from "../../src/wire/room-protocol.js";
import type { RoomOrder } from "../../src/room/state.js";
import { ROOM_SUBPROTOCOL } from "../../src/wire/tables.js";
import { Member } from "../room/member.js";

/** What a row uses of a socket, whosever class it is. */
export interface RuleSocket {
  binaryType?: string;
  send(data: string | Uint8Array): void;
  close(): void;
  addEventListener(type: "open", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { code: number }) => void): void;
}

/** A host with a clock that stands until the row moves it. */
export interface Ground {
  readonly url: string;
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  readonly WebSocket: new (url: string, protocols: string[]) => RuleSocket;
  /** Milliseconds since 1970. */
  now(): number;
  advance(milliseconds: number): Promise<void>;
  /** Signs a token as a backend does that knows the secret. */
  mint(claims: { room: string; sub: string; name: string; role?: Role }): Promise<string>;
  /** How many requests about sessions have reached the SFU. */
  reached(): number;
  /** Makes the room to order. */
  order(order: RoomOrder): Promise<void>;
}

/** One rule. */
export interface RuleRow {
  readonly subject: string;
  readonly rule: string;
  run(ground: Ground): Promise<void>;
}

export const ROOM = "lab";

/** Milliseconds for what a busy machine may take long for. */
export const PATIENCE = { timeout: 10_000 } as const;

/** Somebody with a socket, who believes what they were told. */
export interface Person {
  readonly id: string;
  readonly token: string;
  readonly view: Member;
  /** Everything that was heard, in order. */
  readonly heard: ServerMessage[];
  /** The code with which the room closed the socket. */
  readonly closed: Promise<number>;
  /** Sends a message, or a text as it is. */
  tell(message: object | string | Uint8Array): void;
  /** Resolves when the room has taken what was told before, and what it has said is here; or when the socket is closed. */
  settled(): Promise<void>;
  /** Asks for something. @returns `done`, or the code of the refusal. */
  ask(action: RoomAction): Promise<string>;
  /** Lets go of the socket, and says nothing. The room hears of it in a moment. */
  lose(): void;
  /** Of the others and oneself, by name. */
  sees(name: string): ReturnType<Member["shown"]>[number] | undefined;
}

export interface Arriving {
  readonly token?: string | undefined;
  /** Comes back to where the last socket was. */
  readonly resume?: { readonly epoch: string; readonly revision: number; readonly chat?: number };
}

/** Joins over HTTP. @returns the reply, or the code of the refusal. */
export async function join(
  { url, fetch }: Ground,
  name: string,
  token?: string,
): Promise<JoinRoomReply | { readonly refused: string }> {
  const reply = await fetch(`${url}/api/rooms/${ROOM}/join`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ name }),
  });
  const body = (await reply.json()) as JoinRoomReply & { error?: { code: string } };
  return reply.ok ? body : { refused: body.error?.code ?? `${reply.status}` };
}

/** Opens a socket with a join's token, and says hello. Resolves when the room has answered. */
export async function connect(ground: Ground, token: string, id: string, resume?: Arriving["resume"]): Promise<Person> {
  const person = await open(ground, token, id);
  person.tell({ type: "hello", protocol: 1, ...(resume && { resume }) });
  await person.settled();
  return person;
}

/** Opens a socket and says nothing. */
export async function open({ url, WebSocket }: Ground, token: string, id: string): Promise<Person> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws?token=${encodeURIComponent(token)}`, [
    ROOM_SUBPROTOCOL,
  ]);
  const heard: ServerMessage[] = [];
  const view = new Member(id, true);
  const marks: (() => void)[] = [];
  let questions = 0;
  const closed = new Promise<number>((resolve) => {
    socket.addEventListener("close", ({ code }) => {
      for (const mark of marks.splice(0)) mark();
      isClosed = true;
      resolve(code);
    });
  });
  let isClosed = false;
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as ServerMessage;
    if (message.type === "heartbeat") return marks.shift()?.();
    heard.push(message);
    view.read(message);
  });
  await new Promise<void>((resolve) => socket.addEventListener("open", resolve));
  const tell = (message: object | string | Uint8Array): void =>
    socket.send(typeof message === "string" || message instanceof Uint8Array ? message : JSON.stringify(message));
  const settled = (): Promise<void> =>
    isClosed
      ? Promise.resolve()
      : new Promise((resolve) => {
          marks.push(resolve);
          // With a space: the usual one may be answered without asking the room.
          tell('{"type": "heartbeat"}');
        });
  return {
    id,
    token,
    view,
    heard,
    closed,
    tell,
    settled,
    async ask(action) {
      const ref = `question ${++questions}`;
      tell({ ...action, ref });
      await settled();
      for (const message of heard) {
        if (message.type === "done" && message.ref === ref) return "done";
        if (message.type === "error" && message.ref === ref) return message.code;
      }
      return "unanswered";
    },
    lose: () => socket.close(),
    sees: (name) => [...view.roster.values()].find((participant) => participant.name === name),
  };
}

/** Joins, connects and says hello: in the room, at its door, or sent away. */
export async function arrive(ground: Ground, name: string, { token, resume }: Arriving = {}): Promise<Person> {
  const reply = await join(ground, name, token);
  if ("refused" in reply) throw new Error(`${name} was refused: ${reply.refused}`);
  return connect(ground, reply.token, reply.participantId, resume);
}

/** Is there, and knows who else is. */
export async function enter(ground: Ground, name: string, token?: string): Promise<Person> {
  const person = await arrive(ground, name, { token });
  if (!person.heard.some(({ type }) => type === "welcome")) throw new Error(`${name} is not in.`);
  return person;
}

/** People in the room, in order, of whom the first is host. */
export async function people<N extends string>(ground: Ground, ...names: N[]): Promise<Record<Lowercase<N>, Person>> {
  const all: Record<string, Person> = {};
  for (const name of names) all[name.toLowerCase()] = await enter(ground, name);
  for (const person of Object.values(all)) await person.settled();
  return all as Record<Lowercase<N>, Person>;
}

/** Somebody's token. */
export const tokenOf = (ground: Ground, name: string, role?: Role): Promise<string> =>
  ground.mint({ room: ROOM, sub: name.toLowerCase(), name, ...(role && { role }) });

/** Enters with a token that says a role. */
export const enterAs = async (ground: Ground, name: string, role: Role): Promise<Person> =>
  enter(ground, name, await tokenOf(ground, name, role));

/** Calls the way to the SFU. */
export async function call(
  { url, fetch }: Ground,
  { token }: Pick<Person, "token">,
  method: string,
  path: string,
  body?: object,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const reply = await fetch(`${url}/cloudflare/session${path}`, {
    method,
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
}

/** Makes a session. */
export async function session(ground: Ground, person: Person): Promise<string> {
  return String((await call(ground, person, "POST", "", {})).body["sessionId"]);
}

/** Makes a session and announces a microphone and a camera of it. */
export async function publish(ground: Ground, person: Person): Promise<string> {
  const sessionId = await session(ground, person);
  const tracks = [
    { trackName: "mic", kind: "audio" },
    { trackName: "cam", kind: "video" },
  ];
  person.tell({ type: "cloudflare-session", sessionId, tracks });
  await person.settled();
  return sessionId;
}

/** The codes of everything that was refused without a question. */
export const refusals = ({ heard }: Person): string[] =>
  heard.flatMap((message) => (message.type === "error" && message.ref === undefined ? [message.code] : []));

/** Messages of one type that somebody has heard. */
export const heardOf = <T extends ServerMessage["type"]>(
  { heard }: Person,
  type: T,
): Extract<ServerMessage, { type: T }>[] =>
  heard.filter((message): message is Extract<ServerMessage, { type: T }> => message.type === type);

/** What somebody reads in the chat. */
export const reads = ({ view }: Person): string[] => [...view.chat.values()].map(({ text }) => text);
