import type { CallsError } from "../../base/error.js";
import type { LeaveReason, RoomRequest } from "../../client/types.js";
import type { RoomUiState } from "./room-ui.js";

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
  static get type() {
    return "calls-room-join" as const;
  }

  readonly request = undefined;
  /** The name to join under; `undefined` for the one that the room element has. */
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
  static get type() {
    return "calls-room-back" as const;
  }

  readonly request = undefined;

  constructor() {
    super(CallsRoomBackEvent.type);
  }
}

/** Asks to leave the call. */
export class CallsRoomLeaveEvent extends CallsRequestEvent {
  static get type() {
    return "calls-room-leave" as const;
  }

  readonly request = { type: "leave" } as const;

  constructor() {
    super(CallsRoomLeaveEvent.type);
  }
}

/** Asks to turn the microphone on or off. */
export class CallsMicrophoneSetEvent extends CallsRequestEvent {
  static get type() {
    return "calls-microphone-set" as const;
  }

  readonly request: Extract<RoomRequest, { type: "set-microphone" }>;

  constructor(options: { enabled: boolean; deviceId?: string }) {
    super(CallsMicrophoneSetEvent.type);
    this.request = { type: "set-microphone", ...options };
  }
}

/** Asks to turn the camera on or off. */
export class CallsCameraSetEvent extends CallsRequestEvent {
  static get type() {
    return "calls-camera-set" as const;
  }

  readonly request: Extract<RoomRequest, { type: "set-camera" }>;

  constructor(options: { enabled: boolean; deviceId?: string }) {
    super(CallsCameraSetEvent.type);
    this.request = { type: "set-camera", ...options };
  }
}

/** Asks to play the others' sound, from the click that the browser wants for it. */
export class CallsAudioStartEvent extends CallsRequestEvent {
  static get type() {
    return "calls-audio-start" as const;
  }

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
  static get type() {
    return "calls-action" as const;
  }

  constructor(override readonly request: RoomRequest) {
    super(CallsActionEvent.type);
  }
}

/** Asks for another look at the call on this page: a panel, a layout, somebody pinned. */
export class CallsUiSetEvent extends CallsRequestEvent {
  static get type() {
    return "calls-ui-set" as const;
  }

  readonly request = undefined;

  constructor(
    /** What is to be another; what is left out stays. */
    readonly change: Partial<RoomUiState>,
  ) {
    super(CallsUiSetEvent.type);
  }
}

/** The person has said how the call was. What becomes of it is up to the page. */
export class CallsFeedbackEvent extends CallsRequestEvent {
  static get type() {
    return "calls-feedback" as const;
  }

  readonly request = undefined;

  constructor(
    /** Which of the two answers they gave. */
    readonly rating: "good" | "bad",
  ) {
    super(CallsFeedbackEvent.type);
  }
}

/** The room is joined. */
export class CallsRoomJoinedEvent extends Event {
  static get type() {
    return "calls-room-joined" as const;
  }

  constructor(
    /** The room that was asked for. */
    readonly roomId: string,
    /** Who this browser's person is in it, as the server says. */
    readonly participantId: string,
  ) {
    super(CallsRoomJoinedEvent.type, { bubbles: true, composed: true });
  }
}

/** The call is over for this person. */
export class CallsRoomLeftEvent extends Event {
  static get type() {
    return "calls-room-left" as const;
  }

  constructor(
    /** Whether they left by themselves, or what ended it. */
    readonly reason: LeaveReason,
  ) {
    super(CallsRoomLeftEvent.type, { bubbles: true, composed: true });
  }
}

/** Something went wrong. The elements show what the person can act on; this tells the page about all of it. */
export class CallsErrorEvent extends Event {
  static get type() {
    return "calls-error" as const;
  }

  constructor(
    /** What went wrong: its `code` is for programs, its `reason` for developers. */
    readonly error: CallsError,
  ) {
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
