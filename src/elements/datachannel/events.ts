import type { ChannelProgress } from "../../client/types.js";

/** A message that arrived on a channel. */
export class CallsDatachannelMessageEvent extends Event {
  static readonly type = "calls-datachannel-message";

  constructor(
    /** The id of the participant who sent it. */
    readonly from: string,
    /** A text when a text was sent, else its bytes. */
    readonly data: string | ArrayBuffer,
    /** The value that `data` says, on an element with the attribute `json`; `undefined` on others. */
    readonly json?: unknown,
    /** Said to this browser alone. */
    readonly isReply = false,
  ) {
    super(CallsDatachannelMessageEvent.type);
  }
}

/** A large message is arriving in parts. */
export class CallsDatachannelProgressEvent extends Event {
  static readonly type = "calls-datachannel-progress";

  constructor(
    /** Whose message it is, and how much of it is here. */
    readonly progress: ChannelProgress,
  ) {
    super(CallsDatachannelProgressEvent.type);
  }
}

/** The channel can send, and everybody who has it open is heard. */
export class CallsDatachannelOpenEvent extends Event {
  static readonly type = "calls-datachannel-open";

  constructor() {
    super(CallsDatachannelOpenEvent.type);
  }
}

/** The channel was open and is not any more. */
export class CallsDatachannelCloseEvent extends Event {
  static readonly type = "calls-datachannel-close";

  constructor() {
    super(CallsDatachannelCloseEvent.type);
  }
}

/** Who hears this browser on the channel has changed. */
export class CallsDatachannelListenersEvent extends Event {
  static readonly type = "calls-datachannel-listeners";

  constructor(
    /** The ids of the participants who hear what is sent from now on. */
    readonly listeners: readonly string[],
  ) {
    super(CallsDatachannelListenersEvent.type);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "calls-datachannel-message": CallsDatachannelMessageEvent;
    "calls-datachannel-progress": CallsDatachannelProgressEvent;
    "calls-datachannel-open": CallsDatachannelOpenEvent;
    "calls-datachannel-close": CallsDatachannelCloseEvent;
    "calls-datachannel-listeners": CallsDatachannelListenersEvent;
  }
}
