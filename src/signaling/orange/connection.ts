/** A place in an Orange room: what this client says of itself, and what the room says of everybody. */
import { unreachable } from "../../base/bounded.js";
import { CallsError } from "../../base/error.js";
import type { RoomAction } from "../../wire/room-protocol.js";
import { AI_FEATURE } from "../ai.js";
import type { ChatAction } from "../chat-actions.js";
import { PassedOnConnection } from "../passed-on.js";
import type { PassedOnOptions } from "../passed-on.js";
import { aiMessage, isAiDone } from "./ai.js";
import type { Letter, Letters } from "./letters.js";
import { OrangeLine } from "./line.js";
import type { OrangeLineOptions } from "./line.js";
import { readOrangeMessage } from "./messages.js";
import type { OrangeMessage, OrangeUser } from "./messages.js";
import { ownUser } from "./people.js";
import { OrangeView } from "./view.js";

/** The AI is called by the server, at a provider of its own. */
const AI_LIMIT = 30_000;
/** Milliseconds between two fetches of TURN credentials, which Orange's servers give for a day. */
const RENEWAL = 12 * 60 * 60 * 1_000;

/** Options of {@link OrangeConnection}. */
export interface OrangeConnectionOptions
  extends PassedOnOptions, Pick<OrangeLineOptions, "http" | "address" | "WebSocket" | "random"> {
  readonly participantId: string;
  readonly letters: Letters | undefined;
  iceServers(left: AbortSignal): Promise<readonly RTCIceServer[]>;
}

export class OrangeConnection extends PassedOnConnection {
  readonly participantId: string;
  protected readonly view: OrangeView;
  readonly #options: OrangeConnectionOptions;
  readonly #line: OrangeLine;
  #hasRefusedEncryption = false;

  constructor(options: OrangeConnectionOptions) {
    super(options);
    this.#options = options;
    this.participantId = options.participantId;
    this.view = new OrangeView(options.participantId, options.letters !== undefined);
    this.#line = new OrangeLine({
      ...options,
      name: () => this.name,
      state: () => this.#own(),
      onMessage: (text) => this.#receive(text),
      onRefused: (error) => this.close(error),
      onLost: (attempt, error) => this.setState({ status: "reconnecting", attempt, error }),
    });
  }

  /** Resolves when the roster is known. @throws CallsError when the server does not let us in, and `aborted`. */
  enter(signal: AbortSignal): Promise<void> {
    return this.entered(signal, () => {
      this.#line.start();
      return this.#renew();
    });
  }

  protected say(): void {
    this.#line.say();
  }

  protected end(): Promise<void> {
    return this.#line.end();
  }

  protected endNow(): void {
    this.#line.endNow();
  }

  // ---- What the room says --------------------------------------------------------------------------------------------

  #receive(text: string): void {
    let message: OrangeMessage | undefined;
    try {
      message = readOrangeMessage(text);
    } catch (cause) {
      return this.complain("protocol", "A message of the room is not understood. It was ignored.", cause);
    }
    if (message) this.#take(message);
  }

  #take(message: OrangeMessage): void {
    switch (message.type) {
      case "roomState":
        this.look(() => this.view.take(message.users, message.ai, this.date()));
        this.#line.entered();
        if (this.state.status === "reconnecting") this.setState({ status: "connected" });
        return this.settleEntry();
      case "userLeftNotification":
        return this.look(() => this.view.drop(message.id));
      case "muteMic":
        // Orange does not say by whom.
        return this.emit({ type: "asked", from: "", action: "mute", source: "microphone" });
      case "directMessage": {
        const keyOf = (id: string) => this.view.readers.find((user) => user.id === id)?.extras?.key;
        return this.#options.letters?.read(message.message, keyOf, (letter) => this.#hear(letter));
      }
      case "error":
        // Orange sends the stack of its error, which is for developers.
        return this.complain("server-error", "The room could not do something.", message.error);
      case "e2eeMlsMessage":
        return this.#refuseEncryption();
    }
  }

  #refuseEncryption(): void {
    if (this.#hasRefusedEncryption) return;
    this.#hasRefusedEncryption = true;
    this.complain(
      "not-supported",
      "This Orange room encrypts its media from end to end, in a way of its own that this client does not speak: its people can be neither seen nor heard here. Turn E2EE_ENABLED off on its server.",
    );
  }

  #hear({ from, action }: Letter): void {
    if (this.state.status === "closed") return;
    if (action.type === "reaction") return this.emit({ type: "reaction", from, reaction: action.reaction });
    const name = this.roster.find(({ id }) => id === from)?.name ?? "";
    this.look(() => this.view.hear(action, { from, name, at: this.date() }));
  }

  // ---- What is asked of the room -------------------------------------------------------------------------------------

  protected async do(action: RoomAction): Promise<void> {
    switch (action.type) {
      case "hand":
        if (action.participantId !== undefined && action.participantId !== this.participantId) break;
        this.raisedHand = action.raised;
        return await this.#sayAndSee(({ raisedHand }) => raisedHand === action.raised);
      case "speaking":
        this.speaking = action.speaking;
        return await this.#sayAndSee(({ speaking }) => speaking === action.speaking);
      case "profile":
        this.setProfile(action);
        return await this.#sayAndSee(({ name }) => name === this.name);
      case "mute":
        if (action.source !== "microphone") break;
        return await this.#mute(({ id }) => action.participantId === undefined || id === action.participantId);
      case "chat":
      case "chat-edit":
      case "chat-delete":
      case "reaction":
        return await this.#write(action);
      case "feature":
        if (action.feature === AI_FEATURE) return await this.#askAi(action.command);
    }
    throw new CallsError("not-supported", `An Orange room does not do “${action.type}”.`);
  }

  async #mute(isMeant: (user: OrangeUser) => boolean): Promise<void> {
    const ids = this.view.others.filter((user) => isMeant(user) && user.audioEnabled).map(({ id }) => id);
    for (const id of ids) this.#send({ type: "muteUser", id });
    await this.see(() => !this.view.others.some(({ id, audioEnabled }) => audioEnabled && ids.includes(id)));
  }

  async #askAi(command: unknown): Promise<void> {
    const before = this.view.ai;
    const message = aiMessage(command, this.session);
    this.#send(message);
    await this.see(() => isAiDone(message, this.view.ai, this.participantId, before), AI_LIMIT);
    const { enabled, error = "The AI did not come." } = this.view.ai;
    if (message.type === "enableAi" && !enabled) throw new CallsError("server-error", error, { retryable: true });
  }

  /** To whoever can read it. Nobody says that it has arrived: it is there once it is sent. */
  async #write(action: ChatAction): Promise<void> {
    const { letters } = this.#options;
    const known = "id" in action ? this.view.chat.find(({ id }) => id === action.id) : undefined;
    if (action.type.startsWith("chat-") && known?.from !== this.participantId) {
      throw new CallsError("forbidden", "Only its author can change a message.");
    }
    const to = action.type === "chat" ? action.to : known?.to;
    const readers = this.view.readers.filter(({ id }) => to === undefined || id === to);
    if (!letters || (to !== undefined && readers.length === 0)) {
      throw new CallsError("not-supported", "There is no chat with this person: their client is Orange's own.");
    }
    const message = await letters.write(action);
    for (const { id } of readers) this.#send({ type: "directMessage", to: id, message });
    this.#hear({ from: this.participantId, action });
  }

  // ---- What this client says -----------------------------------------------------------------------------------------

  #own(): object {
    const user = ownUser({
      id: this.participantId,
      name: this.name,
      session: this.session,
      raisedHand: this.raisedHand,
      speaking: this.speaking,
      metadata: this.metadata,
      key: this.#options.letters?.key,
    });
    return { type: "userUpdate", user };
  }

  #sayAndSee(shows: (self: OrangeUser) => boolean): Promise<void> {
    this.sayLater();
    return this.see(() => this.view.own !== undefined && shows(this.view.own));
  }

  /** @throws CallsError `server-unreachable` */
  #send(message: object): void {
    if (!this.#line.send(message)) throw unreachable("There is no connection to the room.");
  }

  // ---- State ---------------------------------------------------------------------------------------------------------

  /** Without TURN the SFU can be reached too, unless UDP is blocked: a failure is no reason to stay out. */
  async #renew(): Promise<void> {
    const iceServers = await this.#options.iceServers(this.left).catch(() => this.iceServers);
    this.timers.set("ice", RENEWAL, () => void this.#renew());
    this.setIceServers(iceServers);
  }
}
