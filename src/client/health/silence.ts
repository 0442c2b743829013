import type { Environment } from "../environment.js";
import { pulseOf, type Pulse } from "./pulse.js";
import type { WatchedStay } from "./watched-stay.js";

/** Milliseconds between two looks. */
const EVERY = 250;
/** Looks in a row that heard something before silence means anything, and looks in a row that hear nothing to be silence. */
const STEADY = 4;
const SILENT = 2;
/**
 * Looks without a sign of life after which the way is dead: whoever sends so many packets gets reports of them in that time, and
 * everybody else an answer to the browser's checks, which go out every 2.5 seconds.
 */
const DEAD = { sending: 2, receiving: 14 } as const;
const MANY = 15;

/** What is thought of the way. */
type State =
  /** Looks in a row that heard something, or, below zero, that heard nothing after a steady time. */
  | { readonly status: "hearing"; readonly looks: number }
  | { readonly status: "asking" }
  /** Looks since then without a sign of life; whether the service has said that the session is there. */
  | { readonly status: "doubting"; readonly since: Pulse; readonly looks: number; readonly isThere: boolean };

/**
 * Notices that nothing at all comes from the service any more, which a browser takes five seconds and more to say, and asks whether
 * the session is still there. When it is, the network works, and the way that the media took is dead, as after another network or
 * a sleep: another session takes another. Where packets are rare, as in a call of one person without a camera, their absence says
 * nothing.
 */
export class Silence {
  readonly #stay: WatchedStay;
  readonly #schedule: Environment["schedule"];
  readonly #closing = new AbortController();
  #state: State = { status: "hearing", looks: 0 };
  #last = 0;
  #cancel = (): void => {};

  constructor(stay: WatchedStay, { schedule }: Environment) {
    this.#stay = stay;
    this.#schedule = schedule;
    const { signal } = this.#closing;
    // Another network, or a page that nobody has seen for a while, as under a closed lid: what worked before says nothing.
    globalThis.addEventListener?.("online", this.#doubt, { signal });
    globalThis.document?.addEventListener("visibilitychange", this.#doubt, { signal });
    this.#wait();
  }

  close(): void {
    this.#closing.abort();
    this.#cancel();
  }

  #wait(): void {
    if (!this.#closing.signal.aborted) this.#cancel = this.#schedule(() => void this.#look(), EVERY);
  }

  async #look(): Promise<void> {
    // A page that nobody sees looks seldom, and its browser may decode nothing.
    const isSeen = document.visibilityState === "visible";
    const heard = isSeen ? await this.#heard().catch(() => undefined) : undefined;
    if (this.#closing.signal.aborted) return;
    this.#count(heard);
    if (this.#state.status === "doubting") await this.#judge(this.#state);
    this.#wait();
  }

  #count(heard: number | undefined): void {
    const isNew = heard !== this.#last;
    this.#last = heard ?? this.#last;
    const state = this.#state;
    if (state.status === "asking") return;
    if (heard === undefined) return this.#hear(0);
    // Something that came before the page was out of sight may be news; what has come since then is counted.
    if (state.status === "doubting") return;
    const { looks } = state;
    if (isNew) return this.#hear(Math.max(0, looks) + 1);
    this.#hear(looks >= STEADY ? -1 : Math.min(0, looks) - Number(looks < 0));
    if (looks === 1 - SILENT) void this.#ask(undefined);
  }

  #hear(looks: number): void {
    this.#state = { status: "hearing", looks };
  }

  readonly #doubt = async (): Promise<void> => {
    if (document.visibilityState !== "visible") return;
    const since = await this.#pulse();
    if (since && this.#state.status === "hearing")
      this.#state = { status: "doubting", since, looks: 0, isThere: false };
  };

  /** Is the session there? @param since what is known of the time before. */
  async #ask(since: Pulse | undefined): Promise<void> {
    this.#state = { status: "asking" };
    const [before, isThere] = await Promise.all([since ?? this.#pulse(), this.#stay.checkSession()]);
    if (isThere && before) this.#state = { status: "doubting", since: before, looks: 0, isThere };
    else this.#hear(0);
  }

  async #judge(doubt: State & { status: "doubting" }): Promise<void> {
    const { since, isThere } = doubt;
    const now = await this.#pulse();
    if (this.#state !== doubt) return;
    if (!now || now.received > since.received) return this.#hear(0);
    const looks = doubt.looks + 1;
    this.#state = { ...doubt, looks };
    if (looks < (now.sent - since.sent >= MANY ? DEAD.sending : DEAD.receiving)) return;
    if (!isThere) return void this.#ask(since);
    this.#hear(0);
    this.#stay.replaceSession();
  }

  async #pulse(): Promise<Pulse | undefined> {
    const reports = await this.#stay.stats().catch(() => undefined);
    return reports && pulseOf(reports);
  }

  /** Something that is another with every packet; `undefined` between two sessions. */
  async #heard(): Promise<number | undefined> {
    const { ends } = this.#stay;
    let latest: number | undefined;
    // Asking one receiver costs little; in a call whose media flow, the first that is asked has news.
    for (const receiver of ends?.receivers ?? []) {
      const at = receiver.getSynchronizationSources()[0]?.timestamp;
      if (at !== undefined && at > this.#last) return at;
      latest = Math.max(latest ?? 0, at ?? 0);
    }
    const sender = ends?.senders.find(({ track }) => track);
    return latest || !sender ? latest || undefined : await packetsReceived(sender);
  }
}

/** Who only sends gets reports of how it arrives. */
async function packetsReceived(sender: RTCRtpSender): Promise<number | undefined> {
  return pulseOf(await sender.getStats())?.received;
}
