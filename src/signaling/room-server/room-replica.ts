/** What this client knows of the room, kept in step with the server by epoch and revision. Pure: no sockets, no time. */
import type { RoomChange, ServerMessage } from "../../wire/room-protocol.js";
import { EMPTY_ROSTER, reduceRoster, rosterOf } from "../roster.js";
import type { Roster } from "../roster.js";

type Welcome = Extract<ServerMessage, { type: "welcome" }>;

/** What became of a message. After a `gap` only a snapshot helps. */
export type Outcome = "taken" | "old" | "gap";

export class RoomReplica {
  readonly #self: string;
  #roster = EMPTY_ROSTER;
  #epoch: string | undefined;
  #revision = 0;

  /** @param self the participant who is not in their own roster. */
  constructor(self: string) {
    this.#self = self;
  }

  get roster(): Roster {
    return this.#roster;
  }

  /** What to say in `hello`; nothing while nothing is known. */
  get resume(): { epoch: string; revision: number } | undefined {
    return this.#epoch === undefined ? undefined : { epoch: this.#epoch, revision: this.#revision };
  }

  greet({ epoch, revision, participants }: Welcome): Outcome {
    if (participants) {
      this.#roster = rosterOf(
        participants.filter(({ id }) => id !== this.#self),
        this.#roster,
      );
    } else if (epoch !== this.#epoch || revision !== this.#revision) return "gap";
    this.#epoch = epoch;
    this.#revision = revision;
    return "taken";
  }

  take(change: RoomChange): Outcome {
    if (change.revision <= this.#revision) return "old";
    if (change.revision > this.#revision + 1) return "gap";
    this.#revision = change.revision;
    const subject = change.type === "cloudflare-session" ? change.participantId : change.from;
    if (subject !== this.#self) this.#roster = reduceRoster(this.#roster, change);
    return "taken";
  }
}
