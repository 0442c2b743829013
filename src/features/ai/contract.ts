/** What the page and the server know of the AI participant: names and shapes, and no code. */
import type { FeatureToken } from "../../wire/feature.js";

/** Why there is no AI any more, or none yet. A page says it in its own words. */
export type AiFailure =
  /** The server has no key, or does not know its own address. */
  | "not-configured"
  /** The provider does not accept the server's key, or what it was asked for. */
  | "refused"
  /** The provider, or the account, has no room for more now. */
  | "busy"
  /** The provider or the SFU does not answer, or no sound could be exchanged. */
  | "unreachable"
  /** The provider has ended the call. */
  | "ended"
  /** Nobody has spoken to it for long. */
  | "idle"
  /** The room has had all the minutes that it may have. */
  | "limit";

/** Somebody who speaks with the AI, or wants to. */
export interface AiSpeaker {
  readonly id: string;
  readonly name: string;
}

/** What everybody in the room sees of the AI. */
export interface AiView {
  /** The server has an AI to bring in. */
  readonly available: boolean;
  /** `starting`: it is on its way in. */
  readonly status: "off" | "starting" | "on";
  /** Who it is in the room, while it is there or on its way. */
  readonly participantId?: string;
  /** As it is called. */
  readonly name: string;
  /** Whom it hears: nobody else. */
  readonly holder?: AiSpeaker;
  /** Who waits to speak with it, in order. */
  readonly queue: readonly AiSpeaker[];
  /** Who has brought it in. */
  readonly by?: string;
  /** How it sounds: one of `voices`. */
  readonly voice: string;
  /** What may be chosen; the first is the default. */
  readonly voices: readonly string[];
  /** What it was told to be: for those who may bring it in. Empty for everybody else. */
  readonly instructions: string;
  /** Roles that may bring it in and end it. */
  readonly roles: readonly string[];
  /** Why it is gone; absent while it is there, and after somebody ended it. */
  readonly failure?: AiFailure;
  /** When it leaves at the latest, in milliseconds since 1970 by the server's clock. */
  readonly endsAt?: number;
}

/** What may be asked of the AI. */
export type AiCommand =
  /** Brings it in, with what it is to be and how it sounds. */
  | { readonly type: "enable"; readonly instructions?: string; readonly voice?: string }
  /** Ends it. */
  | { readonly type: "disable" }
  /** I want to speak with it: at once, or after those who wait. */
  | { readonly type: "ask" }
  /** I have spoken with it, or do not want to any more. */
  | { readonly type: "give-back" }
  /** Hosts take it from whoever has it: for themselves, or for whoever is next. */
  | { readonly type: "take"; readonly for: "me" | "next" }
  /** From the server alone: somebody is on their way in, and something is open that has to be closed. */
  | { readonly type: "coming"; readonly run: number; readonly participantId: string }
  /** From the server alone: it can be spoken with. */
  | { readonly type: "came"; readonly run: number }
  /** From the server alone: it is not there any more, or could not come. */
  | { readonly type: "failed"; readonly run: number; readonly failure: AiFailure }
  /** From the server alone: nothing is open any more. */
  | { readonly type: "closed" };

/** The AI participant, for a page: all that it needs to know of the feature. */
export const ai: FeatureToken<AiCommand, AiView> = { name: "ai" };

/** The name of the track on which it speaks. */
export const AI_TRACK = "assistant";

/** Characters of the instructions, and people who may wait. */
export const AI_LIMITS = { instructions: 4_000, queue: 50 } as const;
