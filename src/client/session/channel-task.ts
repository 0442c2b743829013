import { retryDelay } from "../../base/backoff.js";
import { delay } from "../../base/clock.js";
import type { Environment } from "../environment.js";
import type { DataChannelObject } from "../../wire/calls-api.js";
import { ACK } from "../../wire/channel-protocol.js";
import { CallsError } from "../../base/error.js";
import type { CallsSession } from "./calls-session.js";
import { channelCallsOf } from "./channel-calls.js";
import type { SessionTask } from "./session-keeper.js";

/** Options of {@link ChannelTask}. */
export interface ChannelTaskOptions {
  /** `local` publishes the channel, `remote` subscribes to somebody's. */
  readonly request: DataChannelObject;
  readonly environment: Environment;
  /** {@link ChannelTask.channel} changed. */
  onChange(): void;
  onMessage?(data: string | ArrayBuffer): void;
}

/** Tries, about half a minute in all, before a channel is given up for a session. */
const ATTEMPTS = 9;

/** A data channel that is to be open. */
export class ChannelTask implements SessionTask {
  readonly #options: ChannelTaskOptions;
  #channel: RTCDataChannel | undefined;
  #exhausted = false;

  constructor(options: ChannelTaskOptions) {
    this.#options = options;
  }

  /** Set while the channel is open. */
  get channel(): RTCDataChannel | undefined {
    return this.#channel;
  }

  /** Given up on this session. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  async run(session: CallsSession, signal: AbortSignal): Promise<void> {
    const { environment, request } = this.#options;
    const channels = channelCallsOf(session);
    this.#exhausted = false;
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        const channel = await channels.open(request, signal);
        if (await this.#use(channel, signal)) attempt = 0;
        if (!session.signal.aborted) await channels.close(channel, session.signal);
      } catch (cause) {
        if (signal.aborted) return;
        this.#exhausted = !CallsError.from(cause).retryable || attempt + 1 >= ATTEMPTS;
        if (this.#exhausted) {
          this.#options.onChange();
          return;
        }
      }
      await delay(environment, retryDelay(attempt, environment.random), signal).catch(() => {});
    }
  }

  /** Resolves when the channel is closed or no longer wanted, with whether it was ever open. */
  async #use(channel: RTCDataChannel, signal: AbortSignal): Promise<boolean> {
    let opened = false;
    await new Promise<void>((resolve) => {
      const open = (): void => {
        opened = true;
        if (this.#options.request.waitForAck) channel.send(ACK);
        this.#setChannel(channel);
      };
      channel.addEventListener("open", open, { signal });
      channel.addEventListener("message", ({ data }) => this.#options.onMessage?.(data), { signal });
      channel.addEventListener("close", () => resolve(), { signal });
      signal.addEventListener("abort", () => resolve(), { once: true });
      if (signal.aborted) resolve();
      else if (channel.readyState === "open") open();
    });
    this.#setChannel(undefined);
    return opened;
  }

  #setChannel(channel: RTCDataChannel | undefined): void {
    if (channel === this.#channel) return;
    this.#channel = channel;
    this.#options.onChange();
  }
}
