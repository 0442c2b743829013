import { randomId } from "../../base/random-id.js";
import { enAssistant } from "../../locales/en-assistant.js";
import type { RoomFeature } from "../../room/feature.js";
import type { LanguageModel } from "../../server/services/models/index.js";
import type { RoomService, RunningService, ServiceHandle, ServiceRoom } from "../../server/services/service.js";
import type { ChatMessage, Role } from "../../wire/room-protocol.js";
import { Answer, type AnswerEnd } from "./answer.js";
import type { AssistantCommand, AssistantFailure, AssistantView } from "./contract.js";
import { promptOf, type SpokenLine } from "./prompt.js";
import type { AssistantState, OpenQuestion } from "./room.js";

/** Options of {@link assistantService}. */
export interface AssistantServiceOptions {
  /** The feature whose assistant it is. */
  readonly feature: RoomFeature<AssistantState, AssistantCommand, AssistantView>;
  /** Who answers. Without one nobody does, and what an earlier server left unfinished is finished. */
  readonly model?: LanguageModel | undefined;
  /** What it is to be. */
  readonly instructions?: string;
  /** What was spoken, where hosts allow that it is given: `spokenIn` of `calls-elements/features/captions/server` is one. */
  readonly spoken?: ((room: ServiceRoom) => readonly SpokenLine[]) | undefined;
  /** Who may ask. Default: hosts and speakers, and not those who only watch. */
  readonly roles?: readonly Role[];
  /** Tokens of one answer at most. Default 600. */
  readonly tokens?: number;
  /** Seconds that one answer may take. Default 60. */
  readonly seconds?: number;
  /** Answers that are written at once in one room; others wait. Default 2. */
  readonly atOnce?: number;
}

const NAME = "assistant";
/** The author of what it says. */
const AUTHOR = `service ${NAME}`;
/** Milliseconds for which a question may still be answered that was asked while no server was there. */
const LATE = 60_000;
/** Milliseconds in which somebody is told only once that they may not ask. */
const TOLD = 60_000;
const INSTRUCTIONS = "Answer briefly, in the language of the question.";

/** What people see before there is anything else. */
const BEGINNING = "…";

/** Answers, in the chat, who mentions it. */
export function assistantService(options: AssistantServiceOptions): RoomService {
  const { feature } = options;
  return {
    name: NAME,
    wanted(room) {
      const state = room.feature(feature);
      // Also while it is switched off: it has to know what was asked in that time, and clocks cannot tell that from what is asked just after.
      return state !== undefined && (options.model !== undefined || state.open.length > 0);
    },
    start: (room) => new Assisting(room, options),
  };
}

/** The assistant of one room at work. */
class Assisting implements RunningService {
  readonly #room: ServiceHandle;
  readonly #options: AssistantServiceOptions;
  readonly #view: Pick<AssistantView, "name" | "mention">;
  readonly #mention: RegExp;
  /** What is being written, by the id of the answer. */
  readonly #answers = new Map<string, Answer>();
  /** When somebody was told last that they may not ask. */
  readonly #told = new Map<string, number>();
  #chat: readonly ChatMessage[] | undefined;
  /** The version of the last message that was looked at. */
  #seen = 0;

  constructor(room: ServiceHandle, options: AssistantServiceOptions) {
    this.#room = room;
    this.#options = options;
    const { feature } = options;
    const { name, mention } = feature.view?.(feature.initial, { id: "", role: "viewer" }) ?? {
      name: "",
      mention: NAME,
    };
    this.#view = { name, mention };
    this.#mention = new RegExp(`(?<![\\p{L}\\p{N}_.@-])@${mention}(?![\\p{L}\\p{N}_-])`, "iu");
    room.signal.addEventListener("abort", () => {
      for (const answer of this.#answers.values()) answer.stop();
    });
    // Nobody writes any more what is open from before.
    for (const open of this.#state?.open ?? []) {
      this.#ended(open, { text: this.#textOf(open), failure: "stopped", tokens: 0 });
    }
    this.changed();
  }

  get #state(): AssistantState | undefined {
    return this.#room.feature(this.#options.feature);
  }

  changed(): void {
    const state = this.#state;
    if (!state) return;
    const { chat } = this.#room;
    if (chat !== this.#chat) {
      this.#chat = chat;
      this.#look(chat, state);
    }
    this.#tend();
  }

  /** Looks for questions that are new. */
  #look(chat: readonly ChatMessage[], { on, since }: AssistantState): void {
    const before = this.#seen;
    const from = before === 0 ? Math.max(since, this.#room.now() - LATE) : 0;
    const fresh = chat.filter(({ version }) => version > before);
    this.#seen = Math.max(before, ...fresh.map(({ version }) => version));
    if (!on || !this.#options.model) return;
    for (const message of fresh) {
      const isPerson = !message.from.includes(" ");
      const isNew = message.at >= from && !message.editedAt && !message.deleted;
      if (isPerson && isNew && this.#mention.test(message.text)) this.#ask(message);
    }
  }

  #ask({ id: question, from: person }: ChatMessage): void {
    if (this.#room.chat.some(({ from, replyTo }) => from === AUTHOR && replyTo === question)) return;
    const asker = this.#room.participants.find(({ id }) => id === person);
    if (!asker) return;
    const answer = `${NAME}-${randomId()}`;
    const open = { answer, question, person };
    const { roles = ["host", "speaker"] } = this.#options;
    // Who is no host and no viewer may have no role at all.
    const mayAsk = roles.some((role) => role === (asker.role ?? "speaker"));
    const refusal = mayAsk
      ? this.#room.command(this.#options.feature, { type: "asked", ...open })
      : { code: "forbidden" };
    if (!refusal) this.#say(open, { text: BEGINNING, unfinished: true });
    else this.#turnAway(open, isFailure(refusal.code) ? refusal.code : "busy");
  }

  /** Says why not, to the same person once in a while: else this would answer everything that they write. */
  #turnAway(open: OpenQuestion, failure: AssistantFailure): void {
    const now = this.#room.now();
    for (const [id, at] of this.#told) if (now - at >= TOLD) this.#told.delete(id);
    if (this.#told.has(open.person)) return;
    this.#told.set(open.person, now);
    this.#say(open, { text: "", failure });
  }

  /** Begins what can begin, and ends what nobody wants any more. */
  #tend(): void {
    const { atOnce = 2 } = this.#options;
    const { participants, chat } = this.#room;
    for (const open of this.#state?.open ?? []) {
      const running = this.#answers.get(open.answer);
      const question = chat.find(({ id }) => id === open.question);
      const isWithdrawn = !question || question.deleted || this.#isDeleted(open);
      const isOver = isWithdrawn || !this.#state?.on || !participants.some(({ id }) => id === open.person);
      if (isOver) {
        if (running) running.stop();
        else this.#ended(open, { text: "", failure: "stopped", tokens: 0 });
      } else if (!running && this.#answers.size < atOnce) this.#begin(open, question);
    }
  }

  #begin(open: OpenQuestion, question: ChatMessage): void {
    const { model, instructions = INSTRUCTIONS, tokens = 600, seconds = 60, spoken } = this.#options;
    if (!model) return this.#ended(open, { text: "", failure: "stopped", tokens: 0 });
    const room = this.#room;
    const messages = promptOf({
      name: this.#view.name,
      instructions,
      author: AUTHOR,
      chat: room.chat,
      question,
      spoken: this.#state?.listens ? spoken?.(room) : undefined,
    });
    const answer = new Answer({
      room,
      model,
      request: { messages, maxTokens: tokens },
      patience: seconds * 1_000,
      grew: (text) => this.#say(open, { text, unfinished: true }),
      ended: (end) => {
        this.#answers.delete(open.answer);
        if (end.code !== undefined) room.log("warn", "the assistant does not answer", { code: end.code });
        this.#ended(open, end);
      },
    });
    this.#answers.set(open.answer, answer);
  }

  /** Settles an answer in the chat, and what it cost. */
  #ended(open: OpenQuestion, { text, failure, tokens }: AnswerEnd): void {
    const { chat } = this.#room;
    const question = chat.find(({ id }) => id === open.question);
    if (!question || question.deleted) this.#withdraw(open);
    else this.#say(open, { text, failure });
    this.#room.command(this.#options.feature, { type: "answered", answer: open.answer, tokens });
  }

  /** What answers a question that is gone goes, too. */
  #withdraw({ answer }: OpenQuestion): void {
    const said = this.#room.chat.find(({ id }) => id === answer);
    if (said && !said.deleted) this.#room.act({ type: "chat-delete", id: answer });
  }

  #isDeleted({ answer }: OpenQuestion): boolean {
    return this.#room.chat.find(({ id }) => id === answer)?.deleted === true;
  }

  /** What people have read of an answer. */
  #textOf({ answer }: OpenQuestion): string {
    const text = this.#room.chat.find(({ id }) => id === answer)?.text ?? "";
    return text === BEGINNING ? "" : text;
  }

  #say(
    { answer: id, question: replyTo }: OpenQuestion,
    said: { readonly text: string; readonly unfinished?: boolean; readonly failure?: AssistantFailure | undefined },
  ): void {
    const { text: begun, failure: code, unfinished } = said;
    const at = begun === "" ? 0 : begun.length + 2;
    const failed = code && {
      text: `${begun === "" ? "" : `${begun}\n\n`}${enAssistant.assistant.failures[code]}`,
      failure: { code, at },
    };
    this.#room.say({
      id,
      name: this.#view.name,
      replyTo,
      text: begun,
      ...failed,
      ...(unfinished && { unfinished }),
    });
  }
}

const isFailure = (code: string): code is AssistantFailure => Object.hasOwn(enAssistant.assistant.failures, code);
