/** Your own rules at work: asked in time, and never in a position to break the room. */
import * as v from "valibot";
import { MetadataSchema, ParticipantNameSchema, RoleSchema } from "../../wire/schemas/room-protocol.js";
import type { Participant, RoomAction, RoomChange } from "../../wire/room-protocol.js";
import type { RoomBehavior, RoomHandle } from "../behaviors.js";
import type { Log } from "../log.js";
import type { Refusal } from "../../room/parse.js";
import { parseClientMessage } from "../../room/parse.js";
import { snapshot } from "../../room/roster.js";
import type { RoomPerson, RoomState } from "../../room/state.js";

/** Milliseconds that a rule may take. */
const PATIENCE = 5_000;

/** What became of a newcomer. */
export type Entry = { readonly person: RoomPerson } | { readonly refusal: Refusal };
/** A newcomer as the room takes them when they connect. */
export const forConnect = (entry: Entry): Partial<RoomPerson> & { refusal?: Refusal } =>
  "refusal" in entry ? entry : entry.person;

/** What became of a message. */
export type Screened = { readonly text: string } | { readonly refusal: Refusal };

const EntryDecisionSchema = v.union([
  v.object({ refuse: v.string() }),
  v.object({
    role: v.optional(RoleSchema),
    name: v.optional(ParticipantNameSchema),
    mayRename: v.optional(v.boolean()),
    metadata: v.optional(MetadataSchema),
  }),
]);
const MessageDecisionSchema = v.union([
  v.object({ refuse: v.string() }),
  v.object({ replace: v.looseObject({ type: v.string() }) }),
]);

/** A rule failed: what it should have judged is refused. */
const broken: Refusal = { code: "internal", reason: "The room's rules could not be asked. Try again." };
const refused = (code: Refusal["code"], reason: string): { refusal: Refusal } => ({ refusal: { code, reason } });

export class Rulebook {
  readonly #behavior: RoomBehavior;
  readonly #room: RoomHandle;
  readonly #log: Log;

  constructor(behavior: RoomBehavior, room: RoomHandle, log: Log) {
    this.#behavior = behavior;
    this.#room = room;
    this.#log = log;
  }

  get judgesMessages(): boolean {
    return this.#behavior.onMessage !== undefined;
  }

  /** May somebody come in, and as who? */
  async authorize(person: RoomPerson): Promise<Entry> {
    const { participantId: id, participantName: name, mayRename = false, role, subject } = person;
    try {
      const said = await inTime(this.#behavior.authorize?.({ id, name, mayRename, role, subject }, this.#room));
      if (said === undefined) return { person };
      const decision = v.parse(EntryDecisionSchema, said);
      if ("refuse" in decision) return refused("denied", decision.refuse);
      return {
        person: {
          ...person,
          ...(decision.role && { role: decision.role }),
          ...(decision.name !== undefined && { participantName: decision.name }),
          ...(decision.mayRename !== undefined && { mayRename: decision.mayRename }),
          ...(decision.metadata && { metadata: decision.metadata }),
        },
      };
    } catch (error) {
      this.#failed("authorize", error);
      return { refusal: broken };
    }
  }

  /** What becomes of a message; at once unless the rule takes its time. */
  screen(text: string, from: Participant): Screened | Promise<Screened> {
    const parsed = parseClientMessage(text);
    if ("refusal" in parsed || !isAction(parsed.message)) return { text };
    const { ref, ...action } = parsed.message;
    const judge = (said: unknown): Screened => this.#judge(said, text, ref);
    const fail = (error: unknown): Screened => {
      this.#failed("onMessage", error);
      return { refusal: broken };
    };
    try {
      const said = this.#behavior.onMessage?.(action as RoomAction, from, this.#room);
      return said instanceof Promise ? inTime(said).then(judge).catch(fail) : judge(said);
    } catch (error) {
      return fail(error);
    }
  }

  #judge(said: unknown, text: string, ref: string | undefined): Screened {
    if (said === undefined) return { text };
    const decision = v.parse(MessageDecisionSchema, said);
    if ("refuse" in decision) return refused("forbidden", decision.refuse);
    const replacement = JSON.stringify({ ...decision.replace, ...(ref !== undefined && { ref }) });
    const parsed = parseClientMessage(replacement);
    if ("refusal" in parsed || !isAction(parsed.message)) throw new TypeError("The replacement is no message.");
    return { text: replacement };
  }

  /** Tells of what has happened in a step. */
  notify(before: RoomState, after: RoomState): void {
    if (after.revision === before.revision) return;
    const changes = after.log.changes.filter(({ revision }) => revision > before.revision);
    const people = new Map(snapshot(after.participants).map((participant) => [participant.id, participant]));
    for (const change of changes) this.#tell(change, people);
  }

  #tell(change: RoomChange, people: ReadonlyMap<string, Participant>): void {
    const { onJoin, onLeave, onTracks } = this.#behavior;
    const participant = people.get(change.type === "cloudflare-session" ? change.participantId : change.from);
    switch (change.type) {
      case "join":
        if (onJoin && participant) this.#try("onJoin", () => onJoin.call(this.#behavior, participant, this.#room));
        return;
      case "leave": {
        const { from, data } = change;
        // To the rules of an application the audience is not in the room's list of people.
        const reason = data.reason === "audience" ? "left" : data.reason;
        if (onLeave) this.#try("onLeave", () => onLeave.call(this.#behavior, { id: from }, reason, this.#room));
        return;
      }
      case "cloudflare-session":
        if (!onTracks || !participant) return;
        this.#try("onTracks", () => onTracks.call(this.#behavior, participant, change.tracks, this.#room));
        return;
      default:
    }
  }

  #try(rule: string, ask: () => void | Promise<void>): void {
    const ignore = (error: unknown): void => this.#failed(rule, error);
    try {
      Promise.resolve(ask()).catch(ignore);
    } catch (error) {
      ignore(error);
    }
  }

  #failed(operation: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#log({ level: "error", event: "a rule of the room failed", room: this.#room.id, operation, message });
  }
}

const NO_ACTIONS = new Set(["hello", "cloudflare-session", "track-state", "leave", "heartbeat"]);
const isAction = <M extends { type: string }>(message: M): message is Extract<M, { ref?: string | undefined }> =>
  !NO_ACTIONS.has(message.type);

/** The result of a rule. @throws Error when it takes too long. */
async function inTime<T>(result: T | Promise<T>): Promise<T> {
  if (!(result instanceof Promise)) return result;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const impatience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It took longer than ${PATIENCE} ms.`)), PATIENCE);
  });
  try {
    return await Promise.race([result, impatience]);
  } finally {
    clearTimeout(timer);
  }
}
