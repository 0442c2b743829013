import { css, nothing } from "lit";
import { property } from "lit/decorators.js";
import type { ChannelMessage, ChannelPolicy, Room, RoomChannel, SendOptions } from "../../client/types.js";
import { CallsError } from "../../base/error.js";
import { CallsErrorEvent } from "../core/events.js";
import { LenientElement } from "../core/lenient-element.js";
import { RoomController } from "../core/room-controller.js";
import {
  CallsDatachannelCloseEvent,
  CallsDatachannelListenersEvent,
  CallsDatachannelMessageEvent,
  CallsDatachannelOpenEvent,
  CallsDatachannelProgressEvent,
} from "./events.js";

/** `ordered` is the rule; only `ordered="false"` is the exception. */
const orderedConverter = { fromAttribute: (value: string | null): boolean => value !== "false" };

/**
 * @customElement calls-datachannel
 * @summary A channel for data between everybody in the call who has a channel of the same name. It shows nothing.
 *
 * @event {CallsDatachannelMessageEvent} calls-datachannel-message - Somebody sent `data`; `from` is their id. With the
 * attribute `json`, `json` is the value.
 * @event {CallsDatachannelProgressEvent} calls-datachannel-progress - A large message is arriving: `progress` says how far.
 * @event {CallsDatachannelOpenEvent} calls-datachannel-open - Messages can flow.
 * @event {CallsDatachannelCloseEvent} calls-datachannel-close - Messages flow no more: the call is over, or the channel
 * is closed. While somebody new is being connected it stays open, and what is sent waits.
 * @event {CallsDatachannelListenersEvent} calls-datachannel-listeners - Somebody began to hear this browser, or hears it no
 * more: `listeners` has the ids of those who do.
 * @event {CallsErrorEvent} calls-error - The channel could not be opened.
 *
 * @example
 * ```html
 * <calls-room room="standup">
 *   <calls-datachannel name="cursors" json ordered="false" max-retransmits="0"></calls-datachannel>
 * </calls-room>
 * <script type="module">
 *   const cursors = document.querySelector("calls-datachannel");
 *   cursors.addEventListener("calls-datachannel-message", ({ from, json }) => move(from, json));
 *   addEventListener("pointermove", ({ clientX: x, clientY: y }) => cursors.sendJson({ x, y }));
 * </script>
 * ```
 */
export class CallsDatachannel extends LenientElement {
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

  /** Nothing arrives before this browser can take it. */
  @property({ type: Boolean, attribute: "wait-for-ack" }) waitForAck = false;

  /** Allows `reply()`. Everybody who uses the channel says so, or nobody. */
  @property({ type: Boolean, attribute: "can-reply" }) canReply = false;

  /** Messages are values, as JSON: what is not is left out. Send with `sendJson()`. */
  @property({ type: Boolean }) json = false;

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
    this.#channel.send(data);
  }

  /** Sends a value as JSON, for elements with the attribute `json`. @throws CallsError as {@link send} does. */
  sendJson(value: unknown): void {
    this.#channel.sendJson(value);
  }

  /**
   * Sends something large part by part, and tells how far it has come. It arrives as one `ArrayBuffer`.
   *
   * @throws CallsError `message-too-large`, `channel-closed` or `aborted`.
   */
  async sendBlob(blob: Blob, options?: SendOptions): Promise<void> {
    await this.#channel.sendBlob(blob, options);
  }

  /** Says something to one participant alone. Needs `can-reply`. @throws CallsError `channel-closed` or `bad-request`. */
  reply(participantId: string, data: string | ArrayBuffer | ArrayBufferView): void {
    this.#channel.reply(participantId, data);
  }

  get #channel(): RoomChannel {
    this.#reconcile();
    if (this.#open) return this.#open.channel;
    throw new CallsError(
      "channel-closed",
      "The channel has no room: put the element inside of <calls-room>, or set for.",
    );
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
      ...(this.waitForAck && { waitForAck: true }),
      ...(this.canReply && { canReply: true }),
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
      channel.onMessage((message) => this.#receive(message)),
      channel.onProgress((progress) => this.#tell(new CallsDatachannelProgressEvent(progress))),
    ];
    const end = (): void => {
      for (const unsubscribe of ends) unsubscribe();
      channel.close();
      setOpen(false);
    };
    this.#open = { room, key, channel, end };
    follow();
  }

  #receive({ from, data, isReply }: ChannelMessage): void {
    let value: unknown;
    try {
      value = this.json ? JSON.parse(String(data)) : undefined;
    } catch {
      return;
    }
    this.#tell(new CallsDatachannelMessageEvent(from, data, value, isReply));
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
