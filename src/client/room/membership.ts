import { abortError, throwIfAborted } from "../async.js";
import type { RoomConnection, Signaling } from "../../signaling/signaling.js";
import { CallsError } from "../../wire/calls-error.js";
import type { LeaveReason } from "../../wire/room-protocol.js";
import type { Call } from "./call.js";
import type { Entrance } from "./entrance.js";
import { share } from "./store.js";
import type { RoomStatus } from "./types.js";

/** Options of {@link Membership}. */
export interface MembershipOptions {
  readonly signaling: Signaling;
  /** Prepares what goes with a join, and comes of it. @throws CallsError `server-unreachable` when that cannot be loaded. */
  createEntrance(): Promise<Entrance>;
  /** The status or the call changed. */
  onChange(): void;
  /** The person is not in the room any more, nor on the way to another. */
  onLeft(): void;
}

/** A join that is under way or done. */
interface Stay {
  readonly room: string;
  readonly name: string;
  readonly abort: AbortController;
  joined: Promise<void>;
}

/** Joining and leaving: at most one stay in one room at a time. */
export class Membership {
  readonly #options: MembershipOptions;
  #status: RoomStatus = { phase: "idle" };
  #stay: Stay | undefined;
  #call: Call | undefined;
  #roomId = "";
  #name = "";

  constructor(options: MembershipOptions) {
    this.#options = options;
  }

  get status(): RoomStatus {
    const call = this.#call;
    if (call) this.#status = share(this.#status, { phase: "joined", signaling: call.signaling, media: call.media });
    return this.#status;
  }

  /** The call of a room that is joined. */
  get call(): Call | undefined {
    return this.#call;
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
    if (this.#stay?.room === room && this.#stay.name === name) return this.#stay.joined;
    const former = this.#end();
    const stay: Stay = { room, name, abort: new AbortController(), joined: Promise.resolve() };
    this.#stay = stay;
    this.#roomId = room;
    this.#name = name;
    this.#setStatus({ phase: "joining" });
    stay.joined = this.#enter(stay, former);
    return stay.joined;
  }

  /** Resolves when the room knows. */
  async leave(): Promise<void> {
    if (!this.#stay) return;
    const former = this.#end();
    this.#setLeft({ phase: "left", reason: "left" });
    await former?.leave();
  }

  /** Leaves while the page is being closed. */
  leaveNow(): void {
    if (!this.#stay) return;
    this.#end()?.leaveNow();
    this.#setLeft({ phase: "left", reason: "left" });
  }

  async #enter(stay: Stay, former: RoomConnection | undefined): Promise<void> {
    const { abort } = stay;
    const preparing = this.#options.createEntrance();
    // Who waits for it hears of it.
    preparing.catch(() => {});
    try {
      await former?.leave();
      throwIfAborted(abort.signal);
      const [connection, entrance] = await this.#connect(stay, preparing);
      this.#roomId = connection.roomId;
      this.#name = connection.participantName;
      this.#call = entrance.enter(connection, (error) => this.#putOut(stay, error));
      this.#options.onChange();
    } catch (cause) {
      if (abort.signal.aborted) throw abortError();
      const error = CallsError.from(cause);
      this.#stay = undefined;
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
  async #connect(stay: Stay, preparing: Promise<Entrance>): Promise<[RoomConnection, Entrance]> {
    const { room, name, abort } = stay;
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
  #putOut(stay: Stay, error: CallsError | undefined): void {
    if (this.#stay !== stay) return;
    void this.#end()?.leave();
    const reason = error ? LEAVE_REASONS[error.code] : "left";
    this.#setLeft(reason ? { phase: "left", reason } : { phase: "failed", error: CallsError.from(error) });
  }

  /** Ends the stay without a word to anyone. @returns the connection that still has to be left. */
  #end(): RoomConnection | undefined {
    const call = this.#call;
    this.#stay?.abort.abort();
    this.#stay = undefined;
    this.#call = undefined;
    call?.close();
    return call?.connection;
  }

  #setLeft(status: RoomStatus): void {
    this.#setStatus(status);
    this.#options.onLeft();
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
