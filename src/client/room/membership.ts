import { abortError, throwIfAborted } from "../../base/abort.js";
import type { RoomConnection, Signaling } from "../../signaling/signaling.js";
import { CallsError } from "../../base/error.js";
import type { LeaveReason } from "../../wire/room-protocol.js";
import type { Stay } from "./stay.js";
import type { Entrance } from "./entrance.js";
import { share } from "../../base/share.js";
import type { RoomStatus } from "../status.js";

/** Options of {@link Membership}. */
export interface MembershipOptions {
  readonly signaling: Signaling;
  /** Prepares what goes with a join, and comes of it. @throws CallsError `server-unreachable` when that cannot be loaded. */
  createEntrance(): Promise<Entrance>;
  /** The status or the stay changed. */
  onChange(): void;
  /** The person is not in the room any more, nor on the way to another. */
  onLeft(): void;
}

/** A join that is under way or done. */
interface Attempt {
  readonly room: string;
  readonly name: string;
  readonly abort: AbortController;
  joined: Promise<void>;
}

/** Joining and leaving: at most one stay in one room at a time. */
export class Membership {
  readonly #options: MembershipOptions;
  #status: RoomStatus = { phase: "idle" };
  #attempt: Attempt | undefined;
  #stay: Stay | undefined;
  #roomId = "";
  #name = "";

  constructor(options: MembershipOptions) {
    this.#options = options;
  }

  get status(): RoomStatus {
    const stay = this.#stay;
    if (stay) this.#status = share(this.#status, { phase: "joined", signaling: stay.signaling, media: stay.media });
    return this.#status;
  }

  /** The stay in a room that is joined. */
  get stay(): Stay | undefined {
    return this.#stay;
  }

  /** The room of the last join, as the server took it once it has. */
  get roomId(): string {
    return this.#roomId;
  }

  /** The name of the last join, as the server took it once it has. */
  get name(): string {
    return this.#name;
  }

  /**
   * Enters a room, and leaves the one before. Asking again for the same room is the same join.
   * @throws CallsError why the room cannot be entered, or `aborted` when it was left in the meantime.
   */
  join(room: string, name: string): Promise<void> {
    if (this.#attempt?.room === room && this.#attempt.name === name) return this.#attempt.joined;
    return this.#begin(room, name);
  }

  #begin(room: string, name: string): Promise<void> {
    this.#roomId = room;
    this.#name = name;
    const former = this.#end({ phase: "joining" });
    const attempt: Attempt = { room, name, abort: new AbortController(), joined: Promise.resolve() };
    this.#attempt = attempt;
    this.#options.onChange();
    attempt.joined = this.#enter(attempt, former);
    return attempt.joined;
  }

  /** Resolves when the room knows. */
  async leave(): Promise<void> {
    if (this.#attempt) await this.#leave({ phase: "left", reason: "left" })?.leave();
  }

  /** Leaves while the page is being closed. */
  leaveNow(): void {
    if (this.#attempt) this.#leave({ phase: "left", reason: "left" })?.leaveNow();
  }

  async #enter(attempt: Attempt, former: RoomConnection | undefined): Promise<void> {
    const { abort } = attempt;
    const preparing = this.#options.createEntrance();
    // Whoever awaits `preparing` below hears of its failure; this keeps it from being reported as unhandled before that.
    preparing.catch(() => {});
    try {
      await former?.leave();
      throwIfAborted(abort.signal);
      const [connection, entrance] = await this.#connect(attempt, preparing);
      this.#roomId = connection.roomId;
      this.#name = connection.participantName;
      this.#stay = entrance.enter(connection, (error) => this.#putOut(attempt, error));
      this.#options.onChange();
    } catch (cause) {
      if (abort.signal.aborted) throw abortError();
      const error = CallsError.from(cause);
      this.#attempt = undefined;
      this.#setStatus({ phase: "failed", error });
      throw error;
    } finally {
      void preparing.then(
        (entrance) => entrance.close(),
        () => {},
      );
    }
  }

  /** The signaling has work to do before it wants the offer, and does not wait for anything else of ours. */
  async #connect(attempt: Attempt, preparing: Promise<Entrance>): Promise<[RoomConnection, Entrance]> {
    const { room, name, abort } = attempt;
    const connection = await this.#options.signaling.join({
      room,
      name,
      signal: abort.signal,
      onWaiting: () => {
        if (!abort.signal.aborted) this.#setStatus({ phase: "waiting" });
      },
      offer: async () => (await preparing).offer(),
    });
    try {
      const entrance = await preparing;
      throwIfAborted(abort.signal);
      return [connection, entrance];
    } catch (cause) {
      await connection.leave();
      throw cause;
    }
  }

  /** Somebody else's wish, or a failure that nothing can be done about. */
  #putOut(attempt: Attempt, error: CallsError | undefined): void {
    if (this.#attempt !== attempt) return;
    if (error?.code === "token-expired") return this.#joinAnew(attempt);
    const reason = error ? LEAVE_REASONS[error.code] : "left";
    void this.#leave(reason ? { phase: "left", reason } : { phase: "failed", error: CallsError.from(error) })?.leave();
  }

  /** The token was good for one stay. Another join brings another, where the person may have one. */
  #joinAnew({ room, name }: Attempt): void {
    this.#begin(room, name).catch(() => {
      if (this.#status.phase === "failed") this.#options.onLeft();
    });
  }

  /**
   * Ends the attempt. The status is another one before anything is closed: parts of a stay tell of their end, and a person who
   * has left is not in a room that nobody else is in.
   *
   * @returns the connection that still has to be left.
   */
  #end(status: RoomStatus): RoomConnection | undefined {
    const stay = this.#stay;
    this.#status = Object.freeze(status);
    this.#attempt?.abort.abort();
    this.#attempt = undefined;
    this.#stay = undefined;
    stay?.close();
    return stay?.connection;
  }

  /** @returns the connection that still has to be left. */
  #leave(status: RoomStatus): RoomConnection | undefined {
    const former = this.#end(status);
    this.#options.onChange();
    this.#options.onLeft();
    return former;
  }

  #setStatus(status: RoomStatus): void {
    this.#status = Object.freeze(status);
    this.#options.onChange();
  }
}

/** The errors of a closed connection that are somebody's decision. */
const LEAVE_REASONS: Partial<Record<CallsError["code"], LeaveReason>> = {
  removed: "removed",
  replaced: "replaced",
  "room-ended": "ended",
};
