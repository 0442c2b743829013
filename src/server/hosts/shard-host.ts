/** An object that is a shard of a room: the way to the room's own object, which says how its stage is. */
import type { FromShard, WholeStage } from "../../room/shard-protocol.js";
import type { RoomPerson, SocketId } from "../../room/state.js";
import type { ServerMessage } from "../../wire/room-protocol.js";
import type { LiveRoom } from "../live/live-room.js";
import type { Relayed } from "../live/shard-hub.js";
import type { Entry } from "../live/rulebook.js";
import type { Log } from "../log.js";
import { askRoom, dialRoom } from "./durable-rooms.js";
import { ShardLink } from "./shard-link.js";
import type { DurableObjectNamespace } from "./workerd.js";

export interface ShardHostOptions {
  readonly rooms: DurableObjectNamespace;
  /** Of the room. */
  readonly id: string;
  readonly number: number;
  /** The application has rules of its own, which are asked where the room is. */
  readonly asksRoom: boolean;
  /** The shard at work; `undefined` until it has begun. */
  room(): LiveRoom | undefined;
  /** The first that the room says. */
  begin(stage: WholeStage): void;
  send(socket: SocketId, text: string): void;
  readonly log: Log;
}

export class ShardHost {
  readonly #options: ShardHostOptions;
  readonly #link: ShardLink;
  readonly #begun: Promise<void>;

  constructor(options: ShardHostOptions) {
    this.#options = options;
    const { rooms, id, number, log } = options;
    this.#link = new ShardLink({
      dial: () => dialRoom(rooms, id, number),
      random: Math.random,
      hear: (said) => this.#hear(said),
    });
    this.#begun = this.#link.begin();
    this.#begun.catch((error: unknown) =>
      log({ level: "error", event: "shard without its room", room: id, message: String(error) }),
    );
  }

  /** The shard at work, once the room has said how its stage is. @throws Error when that takes too long. */
  async opened(): Promise<LiveRoom> {
    if (!this.#options.room()) await this.#begun;
    const room = this.#options.room();
    if (!room) throw new Error("The room's object has not said how its stage is.");
    return room;
  }

  /** Says something to the room. Somebody waits for the answer to what they want: they are told that it could not be passed on. */
  say(said: FromShard): void {
    if (this.#link.send(said) || said.type !== "act") return;
    const { ref } = JSON.parse(said.text) as { readonly ref?: string };
    const reason = "The room cannot be reached at this moment. Try again.";
    const refusal: ServerMessage = { type: "error", code: "internal", reason, ...(ref !== undefined && { ref }) };
    this.#options.send(said.socket, JSON.stringify(refusal));
  }

  /** May somebody come in, who is not here yet? */
  async authorize(person: RoomPerson): Promise<Entry> {
    const { room, asksRoom, rooms, id } = this.#options;
    if (!asksRoom || room()?.has(person.participantId)) return { person };
    return askRoom<Entry>(rooms, id, { type: "authorize", person });
  }

  close(): void {
    this.#link.close();
  }

  #hear(said: Relayed): void {
    const { room, begin, send } = this.#options;
    if (said.type === "say") {
      for (const [socket, text] of said.texts) send(socket, text);
      return;
    }
    if (said.type === "stage" && !room()) begin(said);
    room()?.take({ type: "stage", said });
  }
}
