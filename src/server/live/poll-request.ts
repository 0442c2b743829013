import type { JoinClaims, UsedTicket } from "../access/tokens.js";

/** What a client asks of its socket. Plain data: it may travel to the room's object. */
export type PollRequest =
  | {
      readonly type: "open";
      readonly id: string;
      readonly claims: JoinClaims;
      readonly versioned: boolean;
      readonly ticket: UsedTicket | undefined;
    }
  | { readonly type: "receive"; readonly id: string; readonly after: number }
  | {
      readonly type: "say";
      readonly id: string;
      readonly after: number;
      readonly messages: readonly (string | null)[];
      readonly close?: number | undefined;
    };
