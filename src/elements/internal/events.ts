import type { CallsError } from "../../wire/calls-error.js";
import type { LeaveReason } from "../../wire/room-protocol.js";
import type { RoomRequest } from "../../client/room/types.js";
import type { CallUi } from "./ui-store.js";

/**
 * Asks the room for something. It bubbles from the control to its `<calls-room>`, which does what it asks for unless
 * someone on the way called `preventDefault()`. To write a control of your own, dispatch one of these.
 */
export abstract class CallsRequestEvent extends Event {
  /** What the room is asked for; `undefined` leaves the details to the room element. */
  abstract readonly request: RoomRequest | undefined;
  /**
   * Settles with what is asked for: rejects with the `CallsError` that it failed with, and with `aborted` when a listener
   * cancelled it. A page may ignore it.
   */
  readonly done: Promise<void>;
  /** For the room element, which knows how it goes. */
  settle!: (outcome: PromiseLike<void> | void) => void;

  constructor(type: string) {
    super(type, { bubbles: true, composed: true, cancelable: true });
    this.done = new Promise((resolve) => (this.settle = resolve));
    this.done.catch(() => {});
  }
}

/** Asks to join. The room element fills in what is left out from its attributes. */
export class CallsRoomJoinEvent extends CallsRequestEvent {
  static readonly type = "calls-room-join";
  readonly request = undefined;
  readonly participantName: string | undefined;
  /** Turns the devices on that were on in the call before. */
  readonly again: boolean;

  constructor(options: { name?: string; again?: boolean } = {}) {
    super(CallsRoomJoinEvent.type);
    this.participantName = options.name;
    this.again = options.again ?? false;
  }
}

/** Asks to go back to the step before the call, after a join that failed. */
export class CallsRoomBackEvent extends CallsRequestEvent {
  static readonly type = "calls-room-back";
  readonly request = undefined;

  constructor() {
    super(CallsRoomBackEvent.type);
  }
}

/** Asks to leave the call. */
export class CallsRoomLeaveEvent extends CallsRequestEvent {
  static readonly type = "calls-room-leave";
  readonly request = { type: "leave" } as const;

  constructor() {
    super(CallsRoomLeaveEvent.type);
  }
}

/** Asks to turn the microphone on or off. */
export class CallsMicrophoneSetEvent extends CallsRequestEvent {
  static readonly type = "calls-microphone-set";
  readonly request: Extract<RoomRequest, { type: "set-microphone" }>;

  constructor(options: { enabled: boolean; deviceId?: string }) {
    super(CallsMicrophoneSetEvent.type);
    this.request = { type: "set-microphone", ...options };
  }
}

/** Asks to turn the camera on or off. */
export class CallsCameraSetEvent extends CallsRequestEvent {
  static readonly type = "calls-camera-set";
  readonly request: Extract<RoomRequest, { type: "set-camera" }>;

  constructor(options: { enabled: boolean; deviceId?: string }) {
    super(CallsCameraSetEvent.type);
    this.request = { type: "set-camera", ...options };
  }
}

/** Asks to play the others' sound, from the click that the browser wants for it. */
export class CallsAudioStartEvent extends CallsRequestEvent {
  static readonly type = "calls-audio-start";
  readonly request = { type: "start-audio" } as const;

  constructor() {
    super(CallsAudioStartEvent.type);
  }
}

/**
 * Asks for anything else that a room can be asked for: the screen, a hand, a chat message, a host's order… One event for
 * all of them: its `request` says which.
 */
export class CallsActionEvent extends CallsRequestEvent {
  static readonly type = "calls-action";

  constructor(override readonly request: RoomRequest) {
    super(CallsActionEvent.type);
  }
}

/** Asks for another look at the call on this page: a panel, a layout, somebody pinned. */
export class CallsUiSetEvent extends CallsRequestEvent {
  static readonly type = "calls-ui-set";
  readonly request = undefined;

  constructor(readonly change: Partial<CallUi>) {
    super(CallsUiSetEvent.type);
  }
}

/** The person has said how the call was. What becomes of it is up to the page. */
export class CallsFeedbackEvent extends CallsRequestEvent {
  static readonly type = "calls-feedback";
  readonly request = undefined;

  constructor(readonly rating: "good" | "bad") {
    super(CallsFeedbackEvent.type);
  }
}

/** The room is joined. */
export class CallsRoomJoinedEvent extends Event {
  static readonly type = "calls-room-joined";

  constructor(
    readonly roomId: string,
    readonly participantId: string,
  ) {
    super(CallsRoomJoinedEvent.type, { bubbles: true, composed: true });
  }
}

/** The call is over for this person. */
export class CallsRoomLeftEvent extends Event {
  static readonly type = "calls-room-left";

  constructor(readonly reason: LeaveReason) {
    super(CallsRoomLeftEvent.type, { bubbles: true, composed: true });
  }
}

/** Something went wrong. The elements show what the person can act on; this tells the page about all of it. */
export class CallsErrorEvent extends Event {
  static readonly type = "calls-error";

  constructor(readonly error: CallsError) {
    super(CallsErrorEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "calls-room-join": CallsRoomJoinEvent;
    "calls-room-leave": CallsRoomLeaveEvent;
    "calls-room-back": CallsRoomBackEvent;
    "calls-feedback": CallsFeedbackEvent;
    "calls-microphone-set": CallsMicrophoneSetEvent;
    "calls-camera-set": CallsCameraSetEvent;
    "calls-audio-start": CallsAudioStartEvent;
    "calls-action": CallsActionEvent;
    "calls-ui-set": CallsUiSetEvent;
    "calls-room-joined": CallsRoomJoinedEvent;
    "calls-room-left": CallsRoomLeftEvent;
    "calls-error": CallsErrorEvent;
  }
}
