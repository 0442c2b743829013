/** A place in a room of a Phoenix application: what this client says of itself, and what the room says of everybody. */
import { CallsError } from "../../base/error.js";
import type { Role, RoomAction } from "../../wire/room-protocol.js";
import { AI_FEATURE } from "../ai.js";
import { isChatAction } from "../chat-actions.js";
import { PassedOnConnection } from "../passed-on.js";
import type { PassedOnOptions } from "../passed-on.js";
import { LONGEST_ID, fieldsOf, iceServersOf, textOf } from "../read-announced.js";
import type { Fields } from "../read-announced.js";
import { aiPayload } from "./ai.js";
import { PhoenixLine } from "./line.js";
import type { PhoenixLineOptions } from "./line.js";
import { endError, readAsked, readJoinReply, tokenOf } from "./messages.js";
import type { JoinReply, Present } from "./messages.js";
import { PhoenixView } from "./view.js";

/** Milliseconds for the AI to come: the server calls it at a provider of its own. */
const AI_LIMIT = 30_000;
/** Milliseconds for somebody to come back whose connection is lost, before the others see them go. */
const HOLD = 6_000;

/** Options of {@link PhoenixConnection}. */
export interface PhoenixConnectionOptions
  extends PassedOnOptions, Pick<PhoenixLineOptions, "endpoint" | "topic" | "WebSocket" | "random" | "params"> {
  /** The application's word that this person may come in, fetched anew for each connection. */
  token(signal: AbortSignal): Promise<string | undefined>;
}

export class PhoenixConnection extends PassedOnConnection {
  protected readonly view = new PhoenixView();
  readonly #line: PhoenixLine;
  /** Of the last join. */
  #place: JoinReply | undefined;
  #token: string | undefined;
  #isSeen = false;
  #hasIce = false;
  /** The last that this client said of itself, as text. */
  #said = "";

  constructor(options: PhoenixConnectionOptions) {
    super(options);
    this.#line = new PhoenixLine({
      ...options,
      join: async () => {
        const token = await options.token(this.left);
        const user = this.#own();
        this.#said = JSON.stringify(user);
        return { name: this.name, ...(token && { token }), ...(this.#token && { resume: this.#token }), user };
      },
      onJoined: (reply) => this.#joined(reply),
      onPresences: (presences) => this.#take(presences),
      onEvent: (event, payload) => this.#hear(event, payload),
      onHeartbeat: (reply) => this.#renew(reply),
      onStrange: (cause) =>
        this.complain("protocol", "A message of the server is not understood. It was ignored.", cause),
      onEnded: (error) => this.close(error),
      onLost: (attempt, error) => {
        this.#isSeen = false;
        this.setState({ status: "reconnecting", attempt, error });
      },
    });
  }

  get participantId(): string {
    return this.#place?.participantId ?? "";
  }

  get role(): Role | undefined {
    return this.facts?.self.role ?? this.#place?.role;
  }

  /** What the proxy takes. */
  get token(): string | undefined {
    return this.#token;
  }

  /** Resolves when the roster is known. @throws CallsError when the server does not let us in, and `aborted`. */
  enter(signal: AbortSignal): Promise<void> {
    return this.entered(signal, async () => this.#line.start());
  }

  protected end(): Promise<void> {
    return this.#line.end();
  }

  protected endNow(): void {
    this.#line.endNow();
  }

  /** What is not said now is said with the next join. */
  protected say(): void {
    if (this.#said === JSON.stringify(this.#own())) return;
    this.#update().catch((error: unknown) => this.#tellUnlessLost(CallsError.from(error)));
  }

  protected async do(action: RoomAction): Promise<void> {
    switch (action.type) {
      case "hand":
        if (action.participantId !== undefined && action.participantId !== this.participantId) break;
        this.raisedHand = action.raised;
        await this.#update();
        return await this.see(() => (this.view.own?.hand !== undefined) === action.raised);
      case "speaking":
        this.speaking = action.speaking;
        return await this.#update();
      case "profile":
        this.setProfile(action);
        await this.#update();
        return await this.see(() => this.view.own?.name === this.name);
      case "chat":
      case "chat-edit":
      case "chat-delete":
      case "reaction":
      case "mute":
      case "ask-unmute":
      case "remove":
        return void (await this.#line.push("message", action));
      case "feature":
        if (action.feature !== AI_FEATURE) break;
        return void (await this.#line.push("enableAi", aiPayload(action.command, this.session), AI_LIMIT));
    }
    throw new CallsError("not-supported", `A room in Phoenix does not do “${action.type}”.`);
  }

  // ---- What the server says ------------------------------------------------------------------------------------------

  #joined(reply: Fields): void {
    let place: JoinReply;
    try {
      place = readJoinReply(reply, this.name);
    } catch (error) {
      return this.#end(CallsError.from(error));
    }
    // The server cannot know that this is the same person: whoever was pulled from them before would be somebody else's.
    if (this.#place && this.#place.participantId !== place.participantId) {
      return this.#end(new CallsError("token-expired", "The stay has ended: the server took a new one. Join again."));
    }
    this.#place = place;
    this.#token = place.token;
    this.name = place.name;
    this.look(() => this.view.joined(place.participantId, place.actions));
  }

  #take(presences: readonly Present[]): void {
    this.look(() => {
      for (const key of this.view.take(presences)) this.#hold(key);
    });
    if (this.#isSeen || !this.view.own) return;
    this.#isSeen = true;
    // What has become another since the join was asked for.
    this.sayLater();
    if (this.state.status === "reconnecting") this.setState({ status: "connected" });
    this.#settle();
  }

  #hold(key: string): void {
    this.timers.set(`hold ${key}`, HOLD, () => this.view.holds(key) && this.look(() => this.view.drop(key)));
  }

  #hear(event: string, payload: Fields): void {
    switch (event) {
      case "message":
        return this.#hearMessage(payload);
      case "asked": {
        const asked = readAsked(payload);
        return void (asked && this.emit({ type: "asked", ...asked }));
      }
      case "userLeft": {
        const id = textOf(payload["id"], LONGEST_ID);
        return void (id !== undefined && id !== this.participantId && this.look(() => this.view.drop(id)));
      }
      case "ended":
        return this.#end(endError(payload));
    }
  }

  /** The server says who said it, and when. */
  #hearMessage({ from, name, at, action }: Fields): void {
    const author = textOf(from, LONGEST_ID);
    const said = fieldsOf(action);
    const reader = author === this.participantId ? said["to"] : this.participantId;
    if (author === undefined || !isChatAction(said, String(reader))) return;
    if (said.type === "reaction") return this.emit({ type: "reaction", from: author, reaction: said.reaction });
    const when = typeof at === "number" ? at : this.date();
    this.look(() => this.view.hear(said, { from: author, name: textOf(name, 80) ?? "", at: when }));
  }

  #renew(reply: Fields): void {
    this.#token = tokenOf(reply) ?? this.#token;
    if ("iceServers" in reply) this.setIceServers(iceServersOf(reply["iceServers"]));
    this.#hasIce = true;
    this.#settle();
  }

  /** The call can begin: who is there is known, and the way to the SFU. */
  #settle(): void {
    if (this.#isSeen && this.#hasIce) this.settleEntry();
  }

  // ---- What this client says -----------------------------------------------------------------------------------------

  #own(): object {
    return {
      name: this.name,
      raisedHand: this.raisedHand,
      speaking: this.speaking,
      metadata: this.metadata ?? {},
      ...(this.session && { session: this.session }),
    };
  }

  async #update(): Promise<void> {
    const user = this.#own();
    this.#said = JSON.stringify(user);
    await this.#line.push("userUpdate", { user });
  }

  #tellUnlessLost(error: CallsError): void {
    if (error.code !== "server-unreachable") this.emit({ type: "error", error });
  }

  #end(error: CallsError): void {
    this.#line.close();
    this.close(error);
  }
}
