/** What the page and the server know of the assistant in the chat: names and shapes, and no code. */
import type { FeatureToken } from "../../wire/feature.js";

/** Why there is no answer, or not the whole of one. A page says it in its own words. */
export type AssistantFailure =
  /** The model's provider does not accept the server's key, or what it was asked. */
  | "refused"
  /** The model, or the assistant itself, has too much to do. */
  | "busy"
  /** The model does not answer, or stopped in the middle. */
  | "unreachable"
  /** It took too long. */
  | "slow"
  /** It had nothing to say. */
  | "silent"
  /** Whoever asks has asked very often. */
  | "too-many"
  /** The room has had all that it may have on one day. */
  | "limit"
  /** Whoever asks may not. */
  | "forbidden"
  /** It was switched off, whoever asked has left, or the server began anew. */
  | "stopped";

/** What everybody in the room sees of the assistant. */
export interface AssistantView {
  /** The server has a language model for it. */
  readonly available: boolean;
  /** Hosts switch it. */
  readonly on: boolean;
  /** As it is called. */
  readonly name: string;
  /** What is written behind an `@` to ask it. */
  readonly mention: string;
  /** There are spoken words that it could be given. */
  readonly hears: boolean;
  /** It is given them with a question: hosts allow it. */
  readonly listens: boolean;
}

/** What may be asked of the assistant itself. Questions are messages of the chat. */
export type AssistantCommand =
  /** Hosts switch it on and off. What it is writing ends. */
  | { readonly type: "switch"; readonly on: boolean }
  /** Hosts allow that it is given what was spoken, or forbid it. */
  | { readonly type: "listen"; readonly listens: boolean }
  /** From the server alone: somebody asks something. */
  | { readonly type: "asked"; readonly answer: string; readonly question: string; readonly person: string }
  /** From the server alone: that is answered, for so many tokens. */
  | { readonly type: "answered"; readonly answer: string; readonly tokens: number };

/** The assistant in the chat, for a page: all that it needs to know of the feature. */
export const assistant: FeatureToken<AssistantCommand, AssistantView> = { name: "assistant" };
