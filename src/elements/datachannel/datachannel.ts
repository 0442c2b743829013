import { css, LitElement, nothing } from "lit";
import { property } from "lit/decorators.js";
import type { ChannelPolicy, Room, RoomChannel } from "../../client/room/types.js";
import { CallsError } from "../../wire/calls-error.js";
import { CallsErrorEvent } from "../internal/events.js";
import { RoomController } from "../internal/room-controller.js";
import {
  CallsDatachannelCloseEvent,
  CallsDatachannelListenersEvent,
  CallsDatachannelMessageEvent,
  CallsDatachannelOpenEvent,
} from "./events.js";

/** `ordered` is the rule; only `ordered="false"` is the exception. */
const orderedConverter = { fromAttribute: (value: string | null): boolean => value !== "false" };

/**
 * @customElement calls-datachannel
 * @summary A channel for data between everybody in the call who has a channel of the same name. It shows nothing.
 *
 * @event {CallsDatachannelMessageEvent} calls-datachannel-message - Somebody sent `data`; `from` is their id.
 * @event {CallsDatachannelOpenEvent} calls-datachannel-open - Messages can flow.
 * @event {CallsDatachannelCloseEvent} calls-datachannel-close - Messages flow no more: the call is over, or the channel
 * is closed. While somebody new is being connected it stays open, and what is sent waits.
 * @event {CallsDatachannelListenersEvent} calls-datachannel-listeners - Somebody began to hear this browser, or hears it no
 * more: `listeners` has the ids of those who do.
 * @event {CallsErrorEvent} calls-error - The channel could not be opened.
 *
 * @example
 * ```html
 * <calls-room room="standup"><calls-datachannel name="chat"></calls-datachannel></calls-room>
 * ```
 */
export class CallsDatachannel extends LitElement {
  static override styles = css`
    :host {
      display: none !important;
    }
  `;

  /** The id of the room element, when this element is not inside of it. */
  @property() for?: string;

  /** The channel's name. Everybody who uses it hears each other. */
  @property() name = "";

  /** Messages arrive in the order in which they were sent; `ordered="false"` lets them overtake each other. */
  @property({ converter: orderedConverter }) ordered = true;

  /** How often a lost message is sent again. Without it, until it arrives. */
  @property({ type: Number, attribute: "max-retransmits" }) maxRetransmits?: number;

  /** For how many milliseconds a lost message is sent again. */
  @property({ type: Number, attribute: "max-packet-life-time" }) maxPacketLifeTime?: number;

  readonly #rooms = new RoomController(this);
  #open: { readonly room: Room; readonly key: string; readonly channel: RoomChannel; end: () => void } | undefined;

  /** `closed` also while there is no room, or no name. */
  get state(): RoomChannel["state"] {
    return this.#open?.channel.state ?? "closed";
  }

  /** The ids of those who hear what is sent from now on. Who comes later has missed what came before. */
  get listeners(): RoomChannel["listeners"] {
    return this.#open?.channel.listeners ?? [];
  }

  /**
   * Sends to everyone else who has the channel open. What is sent before the channel is open waits, up to a bound.
   *
   * @throws CallsError `channel-closed` or `message-too-large`.
   * @example
   * ```js
   * document.querySelector("calls-datachannel").send("hello");
   * ```
   */
  send(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#reconcile();
    if (!this.#open) {
      throw new CallsError(
        "channel-closed",
        "The channel has no room: put the element inside of <calls-room>, or set for.",
      );
    }
    this.#open.channel.send(data);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A move in the page is a removal and an insertion: only what stays away has left.
    setTimeout(() => {
      if (!this.isConnected) this.#close();
    });
  }

  protected override updated(): void {
    if (this.isConnected) this.#reconcile();
  }

  protected override render(): typeof nothing {
    return nothing;
  }

  get #policy(): ChannelPolicy {
    return {
      ordered: this.ordered,
      ...(this.maxRetransmits == null ? {} : { maxRetransmits: this.maxRetransmits }),
      ...(this.maxPacketLifeTime == null ? {} : { maxPacketLifeTime: this.maxPacketLifeTime }),
    };
  }

  /** Makes the open channel the one that the attributes and the place in the page ask for. */
  #reconcile(): void {
    const { room } = this.#rooms;
    const key = JSON.stringify([this.name, this.#policy]);
    if (this.#open?.room === room && this.#open?.key === key) return;
    this.#close();
    if (!room || !this.name) return;
    try {
      this.#listen(room, key, room.channel(this.name, this.#policy));
    } catch (error) {
      this.#tell(new CallsErrorEvent(CallsError.from(error)));
    }
  }

  #listen(room: Room, key: string, channel: RoomChannel): void {
    let open = false;
    const setOpen = (now: boolean): void => {
      if (open === now) return;
      open = now;
      this.#tell(open ? new CallsDatachannelOpenEvent() : new CallsDatachannelCloseEvent());
    };
    // Between the two, such as while somebody new is being connected, what is sent waits: nothing to tell the page.
    const follow = (): void => {
      const inCall = room.snapshot.status.phase === "joined";
      if (inCall && channel.state === "open") setOpen(true);
      else if (!inCall || channel.state === "closed") setOpen(false);
    };
    const ends = [
      room.select(({ status }) => status.phase, follow),
      channel.onStateChange(follow),
      channel.onListenersChange((listeners) => this.#tell(new CallsDatachannelListenersEvent(listeners))),
      channel.onMessage(({ from, data }) => this.#tell(new CallsDatachannelMessageEvent(from, data))),
    ];
    const end = (): void => {
      for (const unsubscribe of ends) unsubscribe();
      channel.close();
      setOpen(false);
    };
    this.#open = { room, key, channel, end };
    follow();
  }

  #tell(event: Event): void {
    this.dispatchEvent(event);
  }

  #close(): void {
    const open = this.#open;
    this.#open = undefined;
    open?.end();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-datachannel": CallsDatachannel;
  }
}
