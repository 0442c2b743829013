/** What participants ask of a room of the page, by the rules of the room server. */
import { CallsError } from "../../wire/calls-error.js";
import type { ChatMessage, Participant, RoomAction } from "../../wire/room-protocol.js";
import type { InPageRoom } from "./room.js";

type Action<T extends RoomAction["type"]> = Extract<RoomAction, { type: T }>;

/** @throws CallsError `forbidden` or `bad-request` */
export function act(room: InPageRoom, from: string, action: RoomAction): void {
  const actor = room.find(from);
  if (!actor) throw new CallsError("forbidden", "Only those in the room may ask for something.");
  switch (action.type) {
    case "hand":
      return raiseHand(room, actor, action);
    case "reaction":
      return room.tell({ type: "reaction", from, reaction: action.reaction });
    case "speaking":
      return room.change(from, { speaking: action.speaking });
    case "profile": {
      const { name = actor.name, metadata } = action;
      if (!name.trim()) throw new CallsError("bad-request", "A name has 1 to 80 characters.");
      return room.change(from, { name: name.trim(), ...(metadata && { metadata }) });
    }
    case "chat":
    case "chat-edit":
    case "chat-delete":
      return chat(room, actor, action);
    default:
      checkHost(actor);
      moderate(room, from, action);
  }
}

function checkHost({ role }: Participant): void {
  if (role !== "host") throw new CallsError("forbidden", "Only a host may do this.");
}

function raiseHand(room: InPageRoom, actor: Participant, { raised, participantId = actor.id }: Action<"hand">): void {
  if (participantId !== actor.id) {
    checkHost(actor);
    if (raised) throw new CallsError("forbidden", "Nobody raises another's hand.");
  }
  // A hand that is up keeps its place.
  const hand = raised ? (room.find(participantId)?.hand ?? Date.now()) : null;
  room.change(participantId, { hand });
}

function chat(room: InPageRoom, actor: Participant, action: Action<"chat" | "chat-edit" | "chat-delete">): void {
  const known = room.chat.find(({ id }) => id === action.id);
  if (action.type === "chat") {
    // Said again after a lost answer.
    if (known) return;
    const { id, text, to, replyTo } = action;
    const message: Omit<ChatMessage, "version"> = { id, from: actor.id, name: actor.name, text, at: Date.now() };
    return room.say({ ...message, ...(to && { to }), ...(replyTo && { replyTo }) });
  }
  if (!known) throw new CallsError("bad-request", "There is no such message.");
  const isAuthor = known.from === actor.id;
  if (!isAuthor && action.type === "chat-edit") throw new CallsError("forbidden", "Only its author may edit it.");
  if (!isAuthor) checkHost(actor);
  room.say(
    action.type === "chat-edit"
      ? { ...known, text: action.text, editedAt: Date.now() }
      : { ...known, text: "", deleted: true },
  );
}

function moderate(
  room: InPageRoom,
  from: string,
  action: Action<"mute" | "ask-unmute" | "role" | "remove" | "admit" | "deny" | "policy" | "end">,
): void {
  switch (action.type) {
    case "mute":
      for (const { id: to } of room.roster) {
        const isMeant = action.participantId ? to === action.participantId : to !== from;
        if (isMeant) room.tell({ type: "asked", from, to, action: "mute", source: action.source });
      }
      return;
    case "ask-unmute":
      return room.tell({ type: "asked", from, to: action.participantId, action: "unmute", source: action.source });
    case "role":
      return room.change(action.participantId, { role: action.role });
    case "remove":
      return room.remove(action.participantId, action.ban);
    case "admit":
      return room.open(action.participantId);
    case "deny":
      return room.open(action.participantId, new CallsError("denied", "A host did not let this person in."));
    case "policy": {
      const { locked, waitingRoom, spotlight, endsAt } = { ...room.policy, ...action };
      return room.setPolicy(from, { locked, waitingRoom, spotlight, ...(endsAt && { endsAt }) });
    }
    case "end":
      room.end();
  }
}

/** May this participant read a message? */
export function mayRead({ from, to }: ChatMessage, reader: string): boolean {
  return to === undefined || to === reader || from === reader;
}
