/** A participant's place in a room of the server: one socket after another, and what must outlive each of them. */
import type { TracksReply } from "../../wire/calls-api.js";
import { CallsError } from "../../base/error.js";
import { ROOM_CLOSE } from "../../wire/tables.js";
import type { AnnouncedSession, LeaveReason, Role, RoomAction, ServerMessage } from "../../wire/room-protocol.js";
import { abortError } from "../../base/abort.js";
import { unreachable } from "../../base/bounded.js";
import { Listeners } from "../../base/listeners.js";
import { withTrackState } from "../roster.js";
import type { Roster } from "../roster.js";
import type { CallsTransport, RoomConnection, RoomFacts, SignalingEvent, SignalingState } from "../signaling.js";
import { ticketFor } from "./admission.js";
import { webSocketsPass } from "./check.js";
import { reconnectDelay } from "../../base/backoff.js";
import { callsOverHttp } from "./calls-over-http.js";
import { Requests } from "./requests.js";
import { isStrange, requestError, roomError, socketEnd } from "./room-errors.js";
import { RoomReplica } from "../room-replica.js";
import { RoomSocket } from "./room-socket.js";
import type { TokenKeeper } from "./token-keeper.js";
import { isBlocked, noteBlocked, polledWay, webSocketWay } from "./ways.js";
import type { SocketWay, Wires } from "./ways.js";

export interface RoomServerEnvironment extends Wires {
  /** 0 to 1. */
  readonly random: () => number;
}

/** Milliseconds between two looks whether WebSockets get through by now. */
const LOOK_AGAIN = 120_000;

/** The socket, or the wait for the next one. */
type Link =
  | { readonly status: "open"; readonly socket: RoomSocket }
  | { readonly status: "opening"; readonly socket: RoomSocket }
  | { readonly status: "waiting"; readonly cancel: () => void }
  | { readonly status: "none" };

export class RoomServerConnection implements RoomConnection {
  readonly participantId: string;
  readonly participantName: string;
  readonly roomId: string;
  readonly calls: CallsTransport;
  readonly #environment: RoomServerEnvironment;
  readonly #token: TokenKeeper;
  readonly #listeners = new Listeners<SignalingEvent>();
  readonly #left = new AbortController();
  readonly #replica: RoomReplica;
  readonly #requests = new Requests();
  readonly sessionId: string | undefined;
  /** For the next socket. */
  #ticket: string | undefined;
  #link: Link = { status: "none" };
  #state: SignalingState = { status: "connected" };
  #attempt = 0;
  /** The first way had no answer. */
  #isSecondWay = false;
  #cancelLook = (): void => {};
  /** Why the server does not let the open socket in. */
  #refusal: CallsError | undefined;
  #announced: AnnouncedSession | undefined;
  #entered: { resolve: () => void; reject: (error: CallsError) => void } | undefined;
  #onWaiting: (() => void) | undefined;
  #isWaiting = false;
  #goodbye: Promise<void> | undefined;

  constructor(environment: RoomServerEnvironment, token: TokenKeeper) {
    const { participantId, participantName, room, sessionId, ticket, participants } = token.admission;
    this.#environment = environment;
    this.#token = token;
    this.participantId = participantId;
    this.participantName = participantName;
    this.roomId = room.id;
    this.sessionId = sessionId;
    this.#ticket = ticket;
    this.#replica = new RoomReplica(participantId, participants);
    token.onRenewed = () => this.#listeners.emit({ type: "ice-servers", iceServers: this.iceServers });
    token.onExpired = () => this.#close(new CallsError("token-expired", "The stay has ended. Join again."));
    this.calls = callsOverHttp(environment.http, () => token.admission.token, this.#left.signal);
  }

  get state(): SignalingState {
    return this.#state;
  }

  get roster(): Roster {
    return this.#replica.roster;
  }

  get iceServers(): readonly RTCIceServer[] {
    return this.#token.admission.iceServers;
  }

  get opening(): TracksReply | undefined {
    return this.#token.admission.opening;
  }

  get facts(): RoomFacts | undefined {
    return this.#replica.facts;
  }

  get role(): Role | undefined {
    const { facts } = this;
    return facts ? (facts.self.role ?? "speaker") : this.#token.admission.role;
  }

  get act(): ((action: RoomAction) => Promise<void>) | undefined {
    return this.facts && this.#act;
  }

  /**
   * Opens the first socket. Resolves when the roster is known, which the answer to the join may have told.
   *
   * @param onWaiting called when a host has to let us in first.
   * @throws CallsError when the server does not let us in, and `aborted`.
   */
  enter(signal: AbortSignal, onWaiting?: () => void): Promise<void> {
    this.#onWaiting = onWaiting;
    return new Promise<void>((resolve, reject) => {
      const abort = () => this.#close(abortError(signal.reason));
      const settle = () => signal.removeEventListener("abort", abort);
      this.#entered = {
        resolve: () => (settle(), resolve()),
        reject: (error) => (settle(), reject(error)),
      };
      signal.addEventListener("abort", abort);
      if (signal.aborted) return abort();
      if (this.#token.admission.participants) this.#settleEntry();
      this.#open();
    });
  }

  subscribe(listener: (event: SignalingEvent) => void): () => void {
    return this.#listeners.add(listener);
  }

  announce(session: AnnouncedSession): void {
    this.#announced = session;
    this.#sayAnnouncement();
  }

  setTrackState({ trackName, kind, enabled }: Parameters<RoomConnection["setTrackState"]>[0]): void {
    if (!this.#announced) return;
    const state = { trackName, kind, enabled };
    this.#announced = { ...this.#announced, tracks: withTrackState(this.#announced.tracks, state) };
    if (this.#link.status === "open") this.#link.socket.send({ type: "track-state", ...state });
  }

  leave(): Promise<void> {
    const link = this.#link;
    this.#goodbye ??= "socket" in link ? link.socket.leave() : Promise.resolve();
    this.#close();
    return this.#goodbye;
  }

  leaveNow(): void {
    if ("socket" in this.#link) this.#link.socket.leaveNow();
    this.#close();
  }

  // ---- Sockets -------------------------------------------------------------------------------------------------------

  #open(): void {
    this.#stopWaiting();
    this.#link = { status: "none" };
    this.#refusal = undefined;
    const isPolled = isBlocked(this.#environment) !== this.#isSecondWay;
    this.#prepare(isPolled).then(
      (way) => this.#connect(way, isPolled),
      // A page that something on the way answers with is no word of the room's.
      (error: CallsError) => this.#lost(error, !error.retryable && !isStrange(error)),
    );
  }

  async #prepare(isPolled: boolean): Promise<SocketWay & { readonly ticket: string }> {
    const environment = this.#environment;
    const first = this.#ticket;
    this.#ticket = undefined;
    const ticket = first ?? (await ticketFor(environment.http, this.#token.admission, this.#left.signal));
    return { ticket, ...(isPolled ? await polledWay(environment) : webSocketWay(environment)) };
  }

  #connect(way: SocketWay & { readonly ticket: string }, isPolled: boolean): void {
    if (this.#state.status === "closed") return;
    let isAnswered = false;
    const end = (error: CallsError, isFinal: boolean): void => {
      if (isAnswered || isFinal || this.#isSecondWay) return this.#lost(error, isFinal);
      this.#isSecondWay = true;
      this.#open();
    };
    try {
      const socket: RoomSocket = new RoomSocket({
        ...way,
        schedule: this.#environment.schedule,
        resume: this.#replica.resume,
        onMessage: (message) => {
          if (!isAnswered) this.#answered(socket, isPolled);
          isAnswered = true;
          this.#receive(message, socket);
        },
        onInvalid: (error) => this.#listeners.emit({ type: "error", error }),
        onEnd: (code, reason) => {
          const { error, isFinal } = socketEnd(code, reason);
          end((isFinal && this.#refusal) || error, isFinal);
        },
      });
      this.#link = { status: "opening", socket };
    } catch (error) {
      end(unreachable("The browser does not open the WebSocket.", error), this.#isSecondWay);
    }
  }

  /** This way goes through. One that costs more is left as soon as the better one does. */
  #answered(socket: RoomSocket, isPolled: boolean): void {
    const environment = this.#environment;
    this.#isSecondWay = false;
    noteBlocked(environment, isPolled);
    const look = async (): Promise<void> => {
      const passes = await webSocketsPass(environment, this.#left.signal);
      // The stay may have ended meanwhile, or begun anew over another socket, which looks for itself.
      if (!("socket" in this.#link) || this.#link.socket !== socket) return;
      if (!passes || !this.#requests.isEmpty || this.#link.status !== "open") return lookLater();
      noteBlocked(environment, false);
      socket.close();
      this.#open();
    };
    const lookLater = (): void => {
      this.#cancelLook = environment.schedule(() => void look(), LOOK_AGAIN);
    };
    if (isPolled) lookLater();
  }

  #lost(error: CallsError, isFinal: boolean): void {
    if (this.#state.status === "closed") return;
    this.#link = { status: "none" };
    this.#isSecondWay = false;
    this.#cancelLook();
    if (isFinal || (this.#entered && !this.#isWaiting)) this.#close(this.#refusal ?? error);
    else this.#wait(error);
  }

  #wait(error: CallsError): void {
    const { schedule, random } = this.#environment;
    const attempt = ++this.#attempt;
    const cancel = schedule(this.#openNow, reconnectDelay(attempt - 1, random));
    this.#link = { status: "waiting", cancel };
    globalThis.addEventListener?.("online", this.#openNow);
    this.#requests.interrupt(error);
    this.#setState({ status: "reconnecting", attempt, error });
  }

  readonly #openNow = (): void => this.#open();

  #stopWaiting(): void {
    if (this.#link.status === "waiting") this.#link.cancel();
    globalThis.removeEventListener?.("online", this.#openNow);
  }

  // ---- Messages ------------------------------------------------------------------------------------------------------

  #receive(message: Exclude<ServerMessage, { type: "ping" }>, socket: RoomSocket): void {
    const { roster, facts } = this.#replica;
    switch (message.type) {
      case "heartbeat":
        // The count of attempts goes back with a heartbeat and not with the welcome: a server that welcomes and drops would be
        // asked without a pause.
        this.#attempt = 0;
        return;
      case "error":
        return this.#refused(message);
      case "done":
        return this.#requests.answer(message.ref);
      case "wait":
        this.#isWaiting = true;
        return this.#onWaiting?.();
      case "reaction":
      case "asked":
        return this.#listeners.emit(message);
      case "chat":
      case "waiting":
      case "audience":
      case "seat":
      case "found":
        this.#replica.hear(message);
        break;
      case "batch":
        if (this.#link.status !== "open") return;
        if (this.#replica.takeBatch(message) === "gap") this.#askForSnapshot(socket);
        for (const each of message.messages) if (each.type === "reaction") this.#listeners.emit(each);
        break;
      case "welcome":
        if (this.#replica.greet(message) === "gap") return void socket.hello();
        this.#link = { status: "open", socket };
        break;
      default:
        if (this.#link.status !== "open") return;
        if (this.#replica.take(message) === "gap") this.#askForSnapshot(socket);
    }
    if (this.facts && this.facts !== facts) this.#listeners.emit({ type: "facts", facts: this.facts });
    if (this.roster !== roster) this.#listeners.emit({ type: "roster", participants: this.roster });
    if (message.type === "welcome") this.#welcomed(socket);
    for (const each of message.type === "batch" ? message.messages : [message]) {
      if (each.type === "leave" && each.from === this.participantId) this.#putOut(each.data.reason);
    }
  }

  #putOut(reason: LeaveReason | "audience"): void {
    if (reason === "removed" || reason === "ended") this.#close(socketEnd(ROOM_CLOSE[reason], "").error);
  }

  /** Before the welcome it is the reason for the end that follows. */
  #refused({ ref, code, reason }: Extract<ServerMessage, { type: "error" }>): void {
    if (ref) this.#requests.answer(ref, requestError(code, reason));
    else if (this.#link.status === "opening") this.#refusal = roomError(code, reason);
    else this.#listeners.emit({ type: "error", error: roomError(code, reason) });
  }

  /** Changes are not taken until the snapshot is there. */
  #askForSnapshot(socket: RoomSocket): void {
    this.#link = { status: "opening", socket };
    socket.hello();
  }

  #welcomed(socket: RoomSocket): void {
    this.#settleEntry();
    this.#refusal = undefined;
    if (this.#state.status !== "connected") this.#setState({ status: "connected" });
    this.#sayAnnouncement();
    this.#requests.sendOn(socket);
  }

  #settleEntry(): void {
    this.#entered?.resolve();
    this.#entered = undefined;
  }

  readonly #act = (action: RoomAction): Promise<void> => {
    const { schedule } = this.#environment;
    const done = this.#requests.add(action, { signal: this.#left.signal, schedule });
    if (this.#link.status === "open") this.#requests.sendOn(this.#link.socket);
    else if (this.#state.status === "reconnecting") this.#requests.interrupt(this.#state.error);
    return done;
  };

  #sayAnnouncement(): void {
    if (this.#announced && this.#link.status === "open") {
      this.#link.socket.send({ type: "cloudflare-session", ...this.#announced });
    }
  }

  // ---- State ---------------------------------------------------------------------------------------------------------

  /** For good. A socket that says goodbye ends by itself. */
  #close(error?: CallsError): void {
    if (this.#state.status === "closed") return;
    if (error && "socket" in this.#link) this.#link.socket.leaveNow();
    this.#stopWaiting();
    this.#cancelLook();
    this.#link = { status: "none" };
    this.#token.stop();
    // The abort waits for the end of this task, so that a request that was answered in the same moment still succeeds.
    queueMicrotask(() => this.#left.abort());
    this.#entered?.reject(error ?? abortError());
    this.#entered = undefined;
    this.#setState(error ? { status: "closed", error } : { status: "closed" });
    this.#listeners.clear();
  }

  #setState(state: SignalingState): void {
    this.#state = Object.freeze(state);
    this.#listeners.emit({ type: "state", state });
  }
}
