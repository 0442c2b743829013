import type { ServiceHandle } from "../../server/services/service.js";

/** Minutes are taken one by one, each before it begins. */
const MINUTE = 60_000;
const KEY = "minutes";

/** What became of the first minute. */
export type BudgetAnswer = "granted" | "limit" | "unreachable";

/** The minutes that the AIs of all rooms may have on one day, as one of these rooms takes from them. */
export class Budget {
  readonly #handle: Pick<ServiceHandle, "tally" | "schedule" | "log">;
  readonly #most: number;
  readonly #over: () => void;
  #isOpen = false;
  #cancel = (): void => {};

  /** @param over there is no further minute. */
  constructor(handle: Pick<ServiceHandle, "tally" | "schedule" | "log">, most: number, over: () => void) {
    this.#handle = handle;
    this.#most = most;
    this.#over = over;
  }

  /** Takes a minute, and from then on one after the other until its end. */
  async begin(): Promise<BudgetAnswer> {
    this.#isOpen = true;
    const answer = await this.#take();
    if (answer === "granted") this.#goOn();
    return answer;
  }

  end(): void {
    this.#isOpen = false;
    this.#cancel();
  }

  async #take(): Promise<BudgetAnswer> {
    const { tally, log } = this.#handle;
    try {
      if ((await tally(KEY, 1)) <= this.#most) return "granted";
      // Nobody has this one.
      await tally(KEY, -1);
      return "limit";
    } catch (error) {
      log("error", error instanceof Error ? error.message : "minutes cannot be counted", { code: "tally" });
      return "unreachable";
    }
  }

  #goOn(): void {
    if (!this.#isOpen) return;
    this.#cancel = this.#handle.schedule(() => {
      void this.#take().then((answer) => {
        if (!this.#isOpen) return;
        // What cannot be counted for a moment does not end what goes on.
        if (answer === "limit") this.#over();
        else this.#goOn();
      });
    }, MINUTE);
  }
}
