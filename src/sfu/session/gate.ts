import { invalidDescription, wrongOrder } from "../failure.js";

/** `awaiting-answer`: our offer is out, and only its answer may come. */
type GateState = "idle" | "busy" | "awaiting-answer";

/** Lets one mutation of a session through at a time. One that needs an answer ends when the answer is accepted. */
export class MutationGate {
  #state: GateState = "idle";

  /** Runs a mutation. `task` resolves to true when our offer went out with its reply. */
  async mutate<T extends { readonly awaitsAnswer: boolean }>(task: () => Promise<T>): Promise<T> {
    if (this.#state === "busy") throw invalidDescription("Another operation on this session is in progress.");
    if (this.#state === "awaiting-answer") {
      throw wrongOrder(
        "have_local_offer",
        "The session waits for the answer to its last offer: send it with renegotiate.",
      );
    }
    this.#state = "busy";
    let next: GateState = "idle";
    try {
      const result = await task();
      if (result.awaitsAnswer) next = "awaiting-answer";
      return result;
    } finally {
      this.#state = next;
    }
  }

  /** Runs the acceptance of an answer. When it fails the offer stays open. */
  async answer<T>(task: () => Promise<T>): Promise<T> {
    if (this.#state === "busy") throw invalidDescription("Another operation on this session is in progress.");
    if (this.#state === "idle") throw wrongOrder("stable", "The session has made no offer that needs an answer.");
    this.#state = "busy";
    let next: GateState = "awaiting-answer";
    try {
      const result = await task();
      next = "idle";
      return result;
    } finally {
      this.#state = next;
    }
  }
}
