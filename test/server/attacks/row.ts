import type { HostOptions } from "../support/host.js";
import type { TestServer } from "../support/server.js";

/** How somebody reaches the server. */
export type Way =
  | "create"
  | "join"
  | "ticket"
  | "socket"
  | "proxy"
  | "WHIP"
  | "WHEP"
  | "guest link"
  | "report"
  | "any path";

/** One attack, and the answer that is right. */
export interface AttackRow {
  /** Who: what they hold, and what they are not. */
  readonly attacker: string;
  readonly way: Way;
  /** What is tried, in one line. */
  readonly tries: string;
  /** The right answer, in one line. */
  readonly answer: string;
  /** How the server is set up. */
  readonly server?: Omit<Partial<HostOptions>, "log">;
  /** Cannot be tried where there is no process, or no Worker. */
  readonly only?: "node" | "workerd";
  /** Tries it, and asserts the answer. */
  run(server: TestServer): Promise<void>;
}
