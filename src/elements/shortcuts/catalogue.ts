import type { Room, RoomSnapshot } from "../../client/types.js";
import { deviceEvent } from "../ui/devices.js";
import { CallsActionEvent, CallsUiSetEvent, type CallsRequestEvent } from "../core/events.js";
import { mayAsk } from "../core/may-ask.js";
import { uiOf, type Panel } from "../core/room-ui.js";
import { canShareScreen } from "../buttons/screen-button.js";
import { publishes } from "../../wire/ability.js";

/** A key, and what it asks for. */
export interface Shortcut {
  /** As `KeyboardEvent.key` tells it. */
  readonly key: string;
  readonly term: "microphone" | "camera" | "shareScreen" | "raiseHand" | "chatButton" | "peopleButton" | "shortcuts";
  /** `undefined` when there is nothing that it could do now. */
  readonly request: (room: Room) => CallsRequestEvent | undefined;
  /** What it turns on and off, and the words for both: who presses a key has no button that says it. */
  readonly isOn?: (snapshot: RoomSnapshot) => boolean;
  readonly on?: "unmuted" | "cameraIsOn" | "screenIsShared" | "handIsUp";
  readonly off?: "muted" | "cameraIsOff" | "screenIsNotShared" | "handIsDown";
}

const mayPublish = ({ self, status }: RoomSnapshot): boolean => publishes(self.role) && status.phase !== "left";

const device = (kind: "microphone" | "camera"): Pick<Shortcut, "term" | "request" | "isOn"> => {
  const isOn = (snapshot: RoomSnapshot): boolean => snapshot[kind].status === "on";
  return {
    term: kind,
    isOn,
    request: (room) => (mayPublish(room.snapshot) ? deviceEvent(kind, !isOn(room.snapshot)) : undefined),
  };
};

const panel =
  (name: Panel): Shortcut["request"] =>
  (room) => {
    if (room.snapshot.status.phase !== "joined" || (name === "chat" && !mayAsk(room.snapshot, "chat")))
      return undefined;
    return new CallsUiSetEvent({ panel: uiOf(room).snapshot.panel === name ? undefined : name });
  };

const isSharing = ({ screen }: RoomSnapshot): boolean => screen.status === "on";
const isRaised = ({ self }: RoomSnapshot): boolean => self.hand !== undefined;

/** Single letters that no screen reader needs outside of its own reading mode, where it keeps them for itself. */
export const SHORTCUTS: readonly Shortcut[] = [
  { key: "m", ...device("microphone"), on: "unmuted", off: "muted" },
  { key: "v", ...device("camera"), on: "cameraIsOn", off: "cameraIsOff" },
  {
    key: "s",
    term: "shareScreen",
    isOn: isSharing,
    on: "screenIsShared",
    off: "screenIsNotShared",
    request: ({ snapshot }) =>
      mayPublish(snapshot) && snapshot.status.phase === "joined" && canShareScreen()
        ? new CallsActionEvent({ type: "set-screen", enabled: !isSharing(snapshot), audio: true })
        : undefined,
  },
  {
    key: "h",
    term: "raiseHand",
    isOn: isRaised,
    on: "handIsUp",
    off: "handIsDown",
    request: ({ snapshot }) =>
      mayAsk(snapshot, "hand") ? new CallsActionEvent({ type: "hand", raised: !isRaised(snapshot) }) : undefined,
  },
  { key: "c", term: "chatButton", request: panel("chat") },
  { key: "p", term: "peopleButton", request: panel("people") },
  { key: "?", term: "shortcuts", request: () => new CallsUiSetEvent({ help: true }) },
];
