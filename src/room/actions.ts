/** What people, and the room's own rules, ask of the room; and whether they may. */
import type { RoomAction, RoomActionMessage } from "../wire/room-protocol.js";
import type { Actor } from "./actor.js";
import { actorOf, roomItself } from "./actor.js";
import * as chat from "./chat.js";
import { mayAct, search } from "./crowd.js";
import type { Draft } from "./draft.js";
import type { FeatureRefusal } from "./feature.js";
import { command } from "./features.js";
import { nameAmong } from "./look-alikes.js";
import { admit, askToUnmute, changeRole, deny, end, mute, remove, setPolicy } from "./moderation.js";
import type { Refusal } from "./parse.js";
import { personIn } from "./people.js";
import { react, setHand, setProfile } from "./social.js";
import { isOfTheRoom } from "./shard.js";
import type { RoomParticipant, RoomSettings, RoomSocket, SocketId } from "./state.js";
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

type Budget = "chatting" | "slowMode" | "reactions" | "profiles" | "searches";

/** What is counted per participant. Everything else is bounded by the rate of messages. */
const RATES: Partial<Record<ActionType, Budget>> = {
  chat: "chatting",
  "chat-edit": "chatting",
  "chat-delete": "chatting",
  reaction: "reactions",
  profile: "profiles",
  hand: "profiles",
  search: "searches",
};

/** Does what a participant asks for, and answers a message that has a `ref`. */
export function act(draft: Draft, socket: RoomSocket, message: RoomActionMessage): void {
  const participant = personIn(draft, socket.participantId);
  if (!participant) return;
  const by = actorOf(draft.participants.has(participant.id) ? participant : namedApart(draft, participant));
  const refusal = refusalOf(draft, by, message);
  if (!refusal && isOfTheRoom(draft, message)) {
    return draft.toRoom({ type: "act", socket: socket.id, person: participant, text: JSON.stringify(message) });
  }
  carryOut(draft, socket.id, by, message, refusal);
}

/** Does what somebody in a shard asks for, who has been counted there. */
export function actFromShard(
  draft: Draft,
  socket: SocketId,
  person: RoomParticipant,
  message: RoomActionMessage,
): void {
  carryOut(draft, socket, actorOf(namedApart(draft, person)), message, mayActAmongAll(draft, message));
}

function carryOut(
  draft: Draft,
  socket: SocketId,
  by: Actor,
  message: RoomActionMessage,
  refusal: Refusal | undefined,
): void {
  const answer = (): void => {
    if (message.ref !== undefined) draft.send(socket, { type: "done", ref: message.ref });
  };
  // Nobody hears anything after the end.
  if (message.type === "end" && !refusal) answer();
  const failure = refusal ?? perform(draft, by, message);
  if (KEEPS_ORDER.has(message.type)) audit(draft, by, message, failure);
  if (failure) draft.refuse(socket, failure, message.ref);
  else if (message.type !== "end") answer();
}

/** Nobody looks for names that look alike in an audience of thousands: nobody of it passes for somebody on the stage. */
const namedApart = (draft: Draft, person: RoomParticipant): RoomParticipant => ({
  ...person,
  name: nameAmong(draft.participants.values(), person),
});

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
  const isAudience = by.participant?.role === "audience";
  const usual = RATES[type];
  const budget = isAudience && usual === "chatting" ? "slowMode" : usual;
  const rate: RoomSettings["chatting"] | undefined = budget && draft.settings[budget];
  if (rate && !draft.afford(`${budget} ${by.id}`, rate)) {
    const wait = budget === "slowMode" ? `${Math.ceil(1 / rate.perSecond)} seconds` : "a moment";
    return { code: "rate_limited", reason: `Slowly: wait ${wait} before the next.` };
  }
  return isAudience ? mayActAmongAll(draft, { type }) : undefined;
}

function mayActAmongAll(draft: Draft, { type }: Pick<RoomAction, "type">): Refusal | undefined {
  if (mayAct(draft, type)) return undefined;
  return { code: "rate_limited", reason: "The audience is very busy. Try again in a moment." };
}

function perform(draft: Draft, by: Actor, action: RoomAction): FeatureRefusal | undefined {
  switch (action.type) {
    case "hand":
      return setHand(draft, by, action);
    case "reaction":
      return void react(draft, by, action);
    case "speaking":
      return void (draft.participants.has(by.id) && by.participant && speak(draft, by.participant, action.speaking));
    case "profile":
      return by.participant && setProfile(draft, by.participant, action);
    case "search":
      return search(draft, by, action);
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
