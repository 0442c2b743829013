import type { RoomFeature } from "../../src/features/index.js";

export interface AgendaItem {
  readonly id: number;
  readonly title: string;
  readonly minutes: number;
  /** Who proposed it. */
  readonly by: string;
  readonly done: boolean;
}

export interface AgendaState {
  readonly items: readonly AgendaItem[];
  /** Milliseconds since 1970, by the server's clock. */
  readonly current: { readonly id: number; readonly since: number; readonly until: number } | null;
  /** Items that there have been. */
  readonly count: number;
}

export type AgendaCommand =
  | { readonly type: "propose"; readonly title: string; readonly minutes: number }
  /** Hosts only, and so is what follows. */
  | { readonly type: "start" | "remove"; readonly id: number }
  | { readonly type: "move"; readonly id: number; readonly by: 1 | -1 }
  | { readonly type: "finish" };

export declare const agenda: RoomFeature<AgendaState, AgendaCommand>;
