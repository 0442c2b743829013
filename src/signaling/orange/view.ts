/** What this client knows of an Orange room, as the roster and the facts that the interface has. Pure: no sockets, no time of its own. */
import { shareDeep } from "../../base/share-deep.js";
import type { ChatMessage, Participant } from "../../wire/room-protocol.js";
import { EMPTY_ROSTER, rosterOf } from "../roster.js";
import type { Roster } from "../roster.js";
import type { RoomFacts } from "../signaling.js";
import { AI_FEATURE } from "../ai.js";
import type { AiState } from "../ai.js";
import { CHAT_ACTIONS, afterChat } from "../chat-actions.js";
import type { Author, ChatAction } from "../chat-actions.js";
import type { OrangeUser } from "./messages.js";
import { AI, inCall, look, participantOf } from "./people.js";
import type { Seen } from "./people.js";

/** What Orange itself can do. Anybody may mute anybody's microphone there, and nothing else of theirs. */
const ACTIONS = ["hand", "speaking", "profile", "mute:microphone", "feature"] as const;
const WITH_LETTERS = [...ACTIONS, ...CHAT_ACTIONS] as const;

const POLICY: RoomFacts["policy"] = { locked: false, waitingRoom: false, spotlight: [] };

export class OrangeView {
  readonly #self: string;
  readonly #hasLetters: boolean;
  #users: readonly OrangeUser[] = [];
  #seen: ReadonlyMap<string, Seen> = new Map();
  #ai: AiState = { enabled: false, connectionPending: false };
  #chat: readonly ChatMessage[] = [];
  #roster: Roster = EMPTY_ROSTER;
  #facts: RoomFacts | undefined;

  /** @param hasLetters whether this client can write to others of its kind. */
  constructor(self: string, hasLetters: boolean) {
    this.#self = self;
    this.#hasLetters = hasLetters;
  }

  /** The others. */
  get roster(): Roster {
    return this.#roster;
  }

  /** Nothing until the room has shown this person in it. */
  get facts(): RoomFacts | undefined {
    return this.#facts;
  }

  get ai(): AiState {
    return this.#ai;
  }

  get chat(): readonly ChatMessage[] {
    return this.#chat;
  }

  /** This person, as the room has it. */
  get own(): OrangeUser | undefined {
    return this.#users.find(({ id }) => id === this.#self);
  }

  /** People with a client of Orange's or ours: neither oneself nor the AI. */
  get others(): readonly OrangeUser[] {
    return this.#users.filter(({ id }) => id !== this.#self && id !== AI);
  }

  /** Those who can be written to. */
  get readers(): readonly OrangeUser[] {
    return this.others.filter(({ extras }) => extras?.key !== undefined);
  }

  /** @param now milliseconds since 1970. */
  take(users: readonly OrangeUser[], ai: AiState, now: number): void {
    this.#users = inCall(users, ai, this.#self);
    this.#ai = ai;
    this.#seen = look(this.#users, this.#seen, now);
    this.#settle();
  }

  /** Somebody is gone: the state without them follows, and until then they are not to be pulled from. */
  drop(id: string): void {
    this.#users = this.#users.filter((user) => user.id !== id || id === this.#self);
    this.#settle();
  }

  hear(action: ChatAction, author: Author): void {
    this.#chat = shareDeep(this.#chat, afterChat(this.#chat, action, author));
    this.#settle();
  }

  #settle(): void {
    this.#roster = rosterOf(
      this.#users.filter(({ id }) => id !== this.#self).map((user) => this.#participant(user)),
      this.#roster,
    );
    const { own, readers } = this;
    const self = own ? this.#participant(own) : this.#facts?.self;
    if (!self) return;
    const hasReaders = this.#hasLetters && (readers.length > 0 || this.#chat.length > 0);
    const actions = hasReaders ? WITH_LETTERS : ACTIONS;
    const features = { [AI_FEATURE]: this.#ai };
    this.#facts = shareDeep(this.#facts, { self, policy: POLICY, chat: this.#chat, waiting: [], features, actions });
  }

  #participant(user: OrangeUser): Participant {
    return participantOf(user, this.#seen.get(user.id) ?? { joinedAt: 0, hand: undefined });
  }
}
