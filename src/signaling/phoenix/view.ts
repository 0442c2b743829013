/** What this client knows of a room in Phoenix, as the roster and the facts that the interface has. Pure: no socket, no time of its own. */
import { shareDeep } from "../../base/share-deep.js";
import type { Ability, ChatMessage, Participant } from "../../wire/room-protocol.js";
import { AI_FEATURE } from "../ai.js";
import { afterChat } from "../chat-actions.js";
import type { Author, ChatAction } from "../chat-actions.js";
import { EMPTY_ROSTER, rosterOf } from "../roster.js";
import type { Roster } from "../roster.js";
import type { RoomFacts } from "../signaling.js";
import { aiStateOf, participantOf } from "./messages.js";
import type { Present } from "./messages.js";

const POLICY: RoomFacts["policy"] = { locked: false, waitingRoom: false, spotlight: [] };

export class PhoenixView {
  #self = "";
  #actions: readonly Ability[] = [];
  #presences: readonly Present[] = [];
  /**
   * Who is in no presence any more and has not said that they leave, by key: their connection is being made anew, or the server is, and
   * is told by the others only one after the other who was there.
   */
  readonly #held = new Map<string, Present>();
  /** Who has said that they leave, and is in a presence still. */
  #gone: ReadonlySet<string> = new Set();
  #chat: readonly ChatMessage[] = [];
  #roster: Roster = EMPTY_ROSTER;
  #facts: RoomFacts | undefined;

  /** The others. */
  get roster(): Roster {
    return this.#roster;
  }

  /** Nothing until the room has shown this person in it. */
  get facts(): RoomFacts | undefined {
    return this.#facts;
  }

  get chat(): readonly ChatMessage[] {
    return this.#chat;
  }

  /** This person, as the room shows them to everybody. */
  get own(): Participant | undefined {
    const own = this.#presences.find(({ key }) => key === this.#self);
    return own && participantOf(own);
  }

  joined(self: string, actions: readonly Ability[]): void {
    this.#self = self;
    this.#actions = actions;
    this.#settle();
  }

  /** @returns the keys of those who are held from now on, until they are {@link drop | dropped}. */
  take(presences: readonly Present[]): readonly string[] {
    const keys = new Set(presences.map(({ key }) => key));
    const missing = this.#presences.filter(({ key }) => !keys.has(key) && !this.#gone.has(key));
    for (const present of missing) this.#held.set(present.key, present);
    for (const key of keys) this.#held.delete(key);
    this.#gone = new Set([...this.#gone].filter((key) => keys.has(key)));
    this.#presences = presences;
    this.#settle();
    return missing.map(({ key }) => key);
  }

  /** Somebody has left, or was held for long enough. */
  drop(key: string): void {
    if (this.#presences.some((present) => present.key === key)) this.#gone = new Set([...this.#gone, key]);
    this.#held.delete(key);
    this.#settle();
  }

  /** Whether somebody is held: a wait for them that runs out has no other point. */
  holds(key: string): boolean {
    return this.#held.has(key);
  }

  hear(action: ChatAction, author: Author): void {
    this.#chat = shareDeep(this.#chat, afterChat(this.#chat, action, author));
    this.#settle();
  }

  #settle(): void {
    const there = this.#presences.filter(({ key }) => !this.#gone.has(key));
    const others = [...there, ...this.#held.values()].filter(({ key }) => key !== this.#self);
    this.#roster = rosterOf(others.map(participantOf), this.#roster);
    const self = this.own ?? this.#facts?.self;
    if (!self) return;
    const features = { [AI_FEATURE]: aiStateOf(this.#presences) };
    const facts = { self, policy: POLICY, chat: this.#chat, waiting: [], features, actions: this.#actions };
    this.#facts = shareDeep(this.#facts, facts);
  }
}
