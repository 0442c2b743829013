/**
 * Services of a room: what a server does for it beside keeping its state, such as to have speech written down or to bring an AI in.
 * This module is the contract by which an application brings its own; `room-services.ts` runs them.
 *
 * @module
 */
import type { Schedule } from "../../base/clock.js";
import type { FeatureRefusal, RoomFeature } from "../../room/feature.js";
import type { FeatureToken } from "../../wire/feature.js";
import type { Attendant, ServiceWords } from "../../room/state.js";
import type { ChatMessage, Participant, RoomAction } from "../../wire/room-protocol.js";
import type { RoomStorage } from "../behaviors.js";
import type { CallsApi } from "../calls/api.js";
import type { ServiceSocket } from "./socket.js";

/** A room as a service sees it: all of it, whatever its people may see. */
export interface ServiceRoom {
  readonly id: string;
  /** Everybody who is in the room, in order of joining, with what they publish. Nobody at the door is among them. */
  readonly participants: readonly Participant[];
  /** Ids of those among them who have no page, such as encoders and an AI: nobody says of them when they speak. */
  readonly streams: readonly string[];
  /** What was said to everybody in the chat, in order. What is for one person is no service's affair. */
  readonly chat: readonly ChatMessage[];
  /** The whole state of a feature, of which nothing may be changed; `undefined` where the room has no such feature. */
  feature<State>(feature: FeatureStateOf<State>): State | undefined;
}

/** What names a feature, and knows the type of its state: a {@link RoomFeature} is one. */
export type FeatureStateOf<State> = Pick<RoomFeature<State>, "name" | "initial">;

/** Where a socket goes to, and what is said on the way. */
export interface DialOptions {
  /** Keys go here, or into the address: neither is logged. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Subprotocols that are offered, the best first. */
  readonly protocols?: readonly string[];
}

/** An address on which somebody is awaited. */
export interface AwaitedSocket {
  /** Nobody guesses it: whoever has it may connect. */
  readonly url: string;
  /** Nobody may come any more. */
  close(): void;
}

/** What a service that runs can do. All of it ends with {@link ServiceHandle.signal}. */
export interface ServiceHandle extends ServiceRoom {
  /** Aborted when the room wants the service no longer, or the server goes down. */
  readonly signal: AbortSignal;
  /** The Connection API with the app's secret: sessions, tracks and adapters. */
  readonly calls: CallsApi;
  /** What has to outlive a restart, such as what must be closed afterwards. Kept and dropped with the room. */
  readonly storage: RoomStorage;
  /**
   * Adds to a number that all rooms of the server have in common for this service, such as minutes that cost something. It begins anew
   * with each day by UTC, and outlives a restart where rooms do. @returns the number of today. @throws Error when it cannot be reached.
   */
  tally(name: string, amount: number): Promise<number>;
  /** The platform's. */
  readonly fetch: typeof fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Calls back once after so many milliseconds. */
  readonly schedule: Schedule;
  /** Does what a host could, as the room itself. @returns why not, if so. */
  act(action: RoomAction): FeatureRefusal | undefined;
  /** Asks a feature for something, as the room itself. @returns why not, if so. */
  command<Command, View>(feature: FeatureToken<Command, View>, command: Command): FeatureRefusal | undefined;
  /**
   * Says something to everybody in the chat. With the same `id` again it is more of the same message, which grows in its place: give all
   * of the text, and `unfinished` until the last of it. Each is told to everybody: a few times a second is enough.
   */
  say(words: Omit<ServiceWords, "service">): void;
  /**
   * Brings somebody into the room who has no page, such as an AI, or says anew what they publish. Everybody sees them like a person.
   * They stay until {@link ServiceHandle.dismiss}, until a host puts them out, or until everybody else has left; then the room closes
   * their session on the SFU, also after a restart.
   */
  attend(attendant: Attendant): void;
  /** Takes somebody out whom {@link ServiceHandle.attend} has brought in. */
  dismiss(participantId: string): void;
  /** Opens a socket to somebody else. @throws Error when it cannot be opened, or the signal's reason. */
  dial(url: string, options?: DialOptions): Promise<ServiceSocket>;
  /**
   * Awaits somebody else's sockets, such as the SFU's, on an address of this server.
   *
   * @param take has every socket that comes.
   * @throws Error where the server does not know its own address.
   */
  accept(take: (socket: ServiceSocket) => void): AwaitedSocket;
  /** Says something in the server's log. Never a key, and nothing that people said. */
  log(level: "info" | "warn" | "error", event: string, details?: { readonly code?: string }): void;
}

/** A room as it answers a backend. */
export type BackendRoom = ServiceRoom & Pick<ServiceHandle, "command">;

/** A service at work. */
export interface RunningService {
  /** The room is another than before: somebody came, went, spoke, or a feature has another state. */
  changed?(): void;
}

/** What a backend asks of a service over HTTP, with the API key. */
export interface BackendRequest {
  /** How it was asked. */
  readonly method: "GET" | "POST";
  /** What follows the `?` of the address. */
  readonly query: Readonly<Record<string, string>>;
  /** What was sent as JSON. */
  readonly body: unknown;
}

/** What it answers. */
export interface BackendReply {
  /** Default 200. */
  readonly status?: number;
  /** Default `application/json`. */
  readonly contentType?: string;
  /** As it goes out. */
  readonly text: string;
}

/**
 * Something that the server does for a room. It begins when the room wants it and ends when it does so no longer; after a restart of
 * the host it begins anew, with what it has put into its storage. What it throws ends it and is logged, and the room goes on.
 *
 * One object serves all rooms: what belongs to one of them is what `start` makes.
 *
 * @example Says in the chat what somebody's fiftieth point is worth.
 * ```ts
 * const applause: RoomService = {
 *   name: "applause",
 *   wanted: (room) => (room.feature(counter)?.count ?? 0) > 0,
 *   start: (room) => ({
 *     changed() {
 *       if (room.feature(counter)?.count === 50) room.command(counter, "reset");
 *     },
 *   }),
 * };
 *
 * await startRoomServer({ ...config, features: [counter], services: [applause] });
 * ```
 */
export interface RoomService {
  /** As it is called in the log, and by its storage: small letters, digits and `-`. */
  readonly name: string;
  /** Is there something to do for it? Asked after everything that happens in the room, so that it has to be quick. */
  wanted(room: ServiceRoom): boolean;
  /** Begins. It may begin work that takes long, and has to end that with the handle's signal. */
  start(room: ServiceHandle): RunningService | void;
  /** Where a backend with the API key reaches it: `/api/rooms/ID/PATH`, by GET and POST. Without it nobody does. */
  readonly path?: string;
  /** Answers there, whether it runs or not. */
  respond?(request: BackendRequest, room: BackendRoom): BackendReply | Promise<BackendReply>;
}

/** Words behind `/api/rooms/ID/` that are the room server's own. */
const TAKEN = new Set(["join", "ticket", "actions", "feedback", "report", "dead-track"]);
const NAME = /^[a-z][a-z0-9-]{0,63}$/;

/**
 * The services, as a host takes them at its start.
 * @throws TypeError with what is wrong, for whoever wrote them.
 */
export function checkServices(services: readonly RoomService[] = []): readonly RoomService[] {
  const seen = new Set<string>();
  for (const { name, path, respond } of services) {
    if (!NAME.test(name)) throw new TypeError(`"${name}" cannot be a service: use small letters, digits and -.`);
    if (path !== undefined && (!NAME.test(path) || TAKEN.has(path) || !respond)) {
      throw new TypeError(`The path "${path}" of the service "${name}" is taken, is no word, or has no respond().`);
    }
    for (const key of [`service ${name}`, ...(path === undefined ? [] : [`path ${path}`])]) {
      if (seen.has(key)) throw new TypeError(`There are two services with the ${key.replace(" ", ' "')}".`);
      seen.add(key);
    }
  }
  return services;
}
