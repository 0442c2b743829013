import { ModelError, tokensOf, type LanguageModel, type ModelRequest } from "../../server/services/models/index.js";
import type { ServiceHandle } from "../../server/services/service.js";
import type { AssistantFailure } from "./contract.js";

/** What an {@link Answer} needs. */
export interface AnswerOptions {
  readonly room: Pick<ServiceHandle, "fetch" | "now" | "schedule">;
  readonly model: LanguageModel;
  readonly request: ModelRequest;
  /** Milliseconds that the whole of it may take. */
  readonly patience: number;
  /** There is more of it: all of the text so far. */
  grew(text: string): void;
  /** It is over. Called once. */
  ended(end: AnswerEnd): void;
}

/** How an answer has ended. */
export interface AnswerEnd {
  /** What there is of it. */
  readonly text: string;
  /** Why there is no more; absent where it is whole. */
  readonly failure?: AssistantFailure;
  /** What it took, question and answer: as the provider says, or about. */
  readonly tokens: number;
  /** For the log. */
  readonly code?: string;
}

/** Characters of an answer, so that the reason of a failure has room in the same message. */
const LONGEST = 3_600;
/** Milliseconds between two pieces that are told to everybody: all of the text goes out each time, and so longer ones go less often. */
const paceOf = (length: number): number => 100 + Math.min(900, length / 4);

/** One answer as it is written. */
export class Answer {
  readonly #options: AnswerOptions;
  readonly #end = new AbortController();
  readonly #cancel: () => void;
  #text = "";
  #tokens: number | undefined;
  #toldAt = 0;
  #willTell = false;
  #isOver = false;

  constructor(options: AnswerOptions) {
    this.#options = options;
    this.#cancel = options.room.schedule(() => this.#finish({ failure: "slow" }), options.patience);
    void this.#write();
  }

  /** Ends it with what there is. */
  stop(): void {
    this.#finish({ failure: "stopped" });
  }

  async #write(): Promise<void> {
    const { model, request, room } = this.#options;
    try {
      for await (const piece of model.write(request, { fetch: room.fetch, signal: this.#end.signal })) {
        if (this.#isOver) return;
        if (piece.type === "usage") this.#tokens = piece.tokens;
        else this.#grow(piece.text);
      }
      this.#finish(this.#text.trim() === "" ? { failure: "silent" } : {});
    } catch (error) {
      if (error instanceof ModelError) this.#finish(error);
      else this.#finish({ failure: "unreachable", code: "failed" });
    }
  }

  #grow(more: string): void {
    this.#text += more;
    if (this.#text.length > LONGEST) {
      this.#text = `${this.#text.slice(0, LONGEST)}…`;
      this.#finish({});
    } else if (!this.#willTell && this.#text.trim() !== "") {
      const { room } = this.#options;
      this.#willTell = true;
      room.schedule(() => this.#tell(), Math.max(0, this.#toldAt + paceOf(this.#text.length) - room.now()));
    }
  }

  #tell(): void {
    if (this.#isOver) return;
    this.#willTell = false;
    this.#toldAt = this.#options.room.now();
    this.#options.grew(this.#text.trim());
  }

  #finish({ failure, code }: { readonly failure?: AssistantFailure; readonly code?: string }): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancel();
    this.#end.abort();
    const { request, ended } = this.#options;
    const tokens = Math.ceil(this.#tokens ?? tokensOf(request, this.#text));
    ended({ text: this.#text.trim(), tokens, ...(failure && { failure }), ...(code !== undefined && { code }) });
  }
}
