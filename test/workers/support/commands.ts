/** What a test tells the Worker under test. */
export interface Setup {
  env: Record<string, string>;
  timing?: { heartbeat: number; stale: number };
  clock?: number;
  /** People of the audience in one object. */
  perObject?: number;
  club?: boolean;
  agenda?: boolean;
  echo?: string;
  captions?: boolean;
  ai?: boolean | { readonly totalMinutesPerDay: number };
  assistant?: boolean;
}

export type Command =
  | { type: "reset"; setup: Setup }
  /** Ends every object as a move to another machine does: its sockets are lost, its storage is not. */
  | { type: "evict"; only?: string }
  | { type: "advance"; milliseconds: number }
  | { type: "report" };

export interface Report {
  rooms: number;
  participants: number;
  sockets: number;
  /** Instances of rooms since the last reset. */
  births: number;
}
