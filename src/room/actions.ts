/** What people, and the room's own rules, ask of the room; and whether they may. */
import type { RoomAction, RoomActionMessage } from "../wire/room-protocol.js";
import type { Actor } from "./actor.js";
import { actorOf, roomItself } from "./actor.js";
import * as chat from "./chat.js";
import type { Draft } from "./draft.js";
import type { FeatureRefusal } from "./feature.js";
import { command } from "./features.js";
import { admit, askToUnmute, changeRole, deny, end, mute, remove, setPolicy } from "./moderation.js";
import type { Refusal } from "./parse.js";
import { react, setHand, setProfile } from "./social.js";
import type { RoomSettings, RoomSocket } from "./state.js";
import { speak } from "./voices.js";

type ActionType = RoomAction["type"];

const KEEPS_ORDER: ReadonlySet<ActionType> = new Set([
  "mute",
  "ask-unmute",
  "role",
  "remove",
  "admit",
  "deny",
  "policy",
  "end",
]);

/** What is counted per participant. Everything else is bounded by the rate of messages. */
const RATES: Partial<Record<ActionType, "chatting" | "reactions" | "profiles">> = {
  chat: "chatting",
  "chat-edit": "chatting",
  "chat-delete": "chatting",
  reaction: "reactions",
  profile: "profiles",
  hand: "profiles",
};

/** Does what a participant asks for, and answers a message that has a `ref`. */
export function act(draft: Draft, socket: RoomSocket, message: RoomActionMessage): void {
  const participant = draft.participants.get(socket.participantId);
  if (!participant) return;
  const by = actorOf(participant);
  const refusal = refusalOf(draft, by, message);
  const answer = (): void => {
    if (message.ref !== undefined) draft.send(socket.id, { type: "done", ref: message.ref });
  };
  // Nobody hears anything after the end.
  if (message.type === "end" && !refusal) answer();
  const failure = refusal ?? perform(draft, by, message);
  if (KEEPS_ORDER.has(message.type)) audit(draft, by, message, failure);
  if (failure) draft.refuse(socket.id, failure, message.ref);
  else if (message.type !== "end") answer();
}

/** Does what the room's own rules want. @returns why not, if so. */
export function actAsRoom(draft: Draft, action: RoomAction, name = "Room"): FeatureRefusal | undefined {
  const by = roomItself(name);
  const failure = perform(draft, by, action);
  if (KEEPS_ORDER.has(action.type)) audit(draft, by, action, failure);
  return failure;
}

function audit(draft: Draft, by: Actor, action: RoomAction, failure: FeatureRefusal | undefined): void {
  const target = "participantId" in action ? action.participantId : undefined;
  draft.audit({
    action: action.type,
    by: by.id,
    ...(target !== undefined && { target }),
    ...(failure && { refused: failure.code }),
  });
}

function refusalOf(draft: Draft, by: Actor, { type }: RoomAction): Refusal | undefined {
  if (KEEPS_ORDER.has(type) && !by.isHost) return { code: "forbidden", reason: "Only a host can do this." };
  const budget = RATES[type];
  const rate: RoomSettings["chatting"] | undefined = budget && draft.settings[budget];
  if (!rate || draft.afford(`${budget} ${by.id}`, rate)) return undefined;
  return { code: "rate_limited", reason: "Slowly: wait a moment before the next." };
}

function perform(draft: Draft, by: Actor, action: RoomAction): FeatureRefusal | undefined {
  switch (action.type) {
    case "hand":
      return setHand(draft, by, action);
    case "reaction":
      return void react(draft, by, action);
    case "speaking":
      return void (by.participant && speak(draft, by.participant, action.speaking));
    case "profile":
      return by.participant && setProfile(draft, by.participant, action);
    case "chat":
      return chat.say(draft, by, action);
    case "chat-edit":
      return chat.edit(draft, by, action);
    case "chat-delete":
      return chat.remove(draft, by, action);
    case "mute":
      return mute(draft, by, action);
    case "ask-unmute":
      return askToUnmute(draft, by, action);
    case "role":
      return changeRole(draft, action);
    case "remove":
      return remove(draft, by, action);
    case "admit":
      return admit(draft, action);
    case "deny":
      return deny(draft, action);
    case "policy":
      return setPolicy(draft, by, action);
    case "end":
      return void end(draft);
    case "feature":
      return command(draft, by, action);
  }
}
