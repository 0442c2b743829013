import { abortError } from "../../base/abort.js";
import { CallsError } from "../../base/error.js";

/**
 * Carries out a batch. Result `i` is of item `i`; a CallsError fails that item alone, a throw fails the batch.
 *
 * @param settle gives the result of item `i` before the batch is over: what comes after that changes it no more.
 */
export type BatchRunner<Item, Result> = (
  items: readonly Item[],
  settle: (i: number, result: Result) => void,
) => Promise<readonly (Result | CallsError)[]>;

/** How one mutation stands in the queue. */
export interface MutationOptions {
  /** Takes the mutation out while it waits. One that runs is not interrupted: its session must stay in step. */
  readonly signal: AbortSignal;
  /** Mutations with the same key keep their order, whatever their lane. */
  readonly key?: string | undefined;
}

/** Puts one mutation in the queue. */
export type Enqueue<Item, Result> = (item: Item, options: MutationOptions) => Promise<Result>;

/** What the queue needs to know of a waiting mutation. */
interface Ticket {
  readonly order: number;
  readonly key: string | undefined;
}

/** One lane, as the queue sees it: whatever it carries. */
interface WaitingLane {
  waiting(): readonly Ticket[];
  /** Runs the first mutation that waits, with those behind it that `mayJoin`. Never rejects. */
  runBatch(mayJoin: (ticket: Ticket) => boolean): Promise<void>;
  rejectAll(error: CallsError): void;
}

/**
 * The mutations of one SFU session, one call at a time.
 *
 * A mutation ends when its runner settles, which is when its SDP exchange is over: the service answers 406 to a call that
 * comes sooner. What waits in one lane meanwhile goes out together in the lane's next call.
 */
export class MutationQueue {
  readonly #lanes: WaitingLane[] = [];
  #order = 0;
  #draining = false;
  #closedBy: CallsError | undefined;

  /**
   * Opens a lane: mutations that may share a call.
   *
   * @param limit the most that one call takes.
   */
  lane<Item, Result>(run: BatchRunner<Item, Result>, limit: number): Enqueue<Item, Result> {
    const lane = new Lane(run, limit);
    this.#lanes.push(lane);
    return (item, { signal, key }) => {
      if (this.#closedBy) return Promise.reject(this.#closedBy);
      const result = lane.add(item, { order: this.#order++, key }, signal);
      this.#drain();
      return result;
    };
  }

  /** Fails what waits, and all that comes later, with `error`. */
  close(error: CallsError): void {
    this.#closedBy ??= error;
    for (const lane of this.#lanes) lane.rejectAll(this.#closedBy);
  }

  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    // A task's worth of mutations gathers before the first call, so that two devices share one offer.
    queueMicrotask(async () => {
      for (let lane = this.#next(); lane; lane = this.#next()) await lane.runBatch((ticket) => this.#isFree(ticket));
      this.#draining = false;
    });
  }

  #next(): WaitingLane | undefined {
    let next: WaitingLane | undefined;
    let first = Infinity;
    for (const lane of this.#lanes) {
      const order = lane.waiting()[0]?.order ?? Infinity;
      if (order < first) [first, next] = [order, lane];
    }
    return next;
  }

  /** May this one go before those that came sooner? Not before its own key. */
  #isFree({ key, order }: Ticket): boolean {
    if (key === undefined) return true;
    return !this.#lanes.some((lane) => lane.waiting().some((other) => other.key === key && other.order < order));
  }
}

interface Mutation<Item, Result> extends Ticket {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

class Lane<Item, Result> implements WaitingLane {
  readonly #run: BatchRunner<Item, Result>;
  readonly #limit: number;
  #waiting: Mutation<Item, Result>[] = [];

  constructor(run: BatchRunner<Item, Result>, limit: number) {
    this.#run = run;
    this.#limit = limit;
  }

  waiting(): readonly Ticket[] {
    return this.#waiting;
  }

  add(item: Item, ticket: Ticket, signal: AbortSignal): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(abortError());
        return;
      }
      const onAbort = (): void => {
        const at = this.#waiting.indexOf(mutation);
        if (at < 0) return;
        this.#waiting.splice(at, 1);
        reject(abortError());
      };
      const settled = (): void => signal.removeEventListener("abort", onAbort);
      const mutation: Mutation<Item, Result> = {
        ...ticket,
        item,
        resolve: (result) => (settled(), resolve(result)),
        reject: (error) => (settled(), reject(error)),
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiting.push(mutation);
    });
  }

  async runBatch(mayJoin: (ticket: Ticket) => boolean): Promise<void> {
    const batch = this.#takeBatch(mayJoin);
    try {
      const items = batch.map(({ item }) => item);
      const results = await this.#run(items, (i, result) => batch[i]?.resolve(result));
      for (const [index, mutation] of batch.entries()) {
        const result = results[index];
        if (result instanceof CallsError) mutation.reject(result);
        else mutation.resolve(result as Result);
      }
    } catch (error) {
      for (const mutation of batch) mutation.reject(error);
    }
  }

  rejectAll(error: CallsError): void {
    for (const mutation of this.#waiting.splice(0)) mutation.reject(error);
  }

  #takeBatch(mayJoin: (ticket: Ticket) => boolean): Mutation<Item, Result>[] {
    const batch: Mutation<Item, Result>[] = [];
    const rest: Mutation<Item, Result>[] = [];
    for (const mutation of this.#waiting) {
      (batch.length < this.#limit && mayJoin(mutation) ? batch : rest).push(mutation);
    }
    this.#waiting = rest;
    return batch;
  }
}
