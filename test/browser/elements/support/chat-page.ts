import { html } from "lit";
import "../../../../src/elements/chat/chat.define.js";
import type { CallsChat } from "../../../../src/elements/chat/chat.js";
import { uiOf } from "../../../../src/elements/core/room-ui.js";
import type { ChatMessage } from "../../../../src/wire/room-actions.js";
import { inRoom, type DoubleRoomElement } from "./double-room.js";
import { joinedSnapshot, person, type RoomDouble } from "./room-double.js";

export const NOON = Date.UTC(2026, 4, 4, 12);

/** A message of Grace, said a minute after another for each one of `minute`. */
export const said = (minute: number, text: string, more: Partial<ChatMessage> = {}): ChatMessage => ({
  id: `m${minute}`,
  version: minute,
  from: "grace",
  name: "Grace",
  text,
  at: NOON + minute * 60_000,
  ...more,
});
export const mine = (minute: number, text: string, more: Partial<ChatMessage> = {}): ChatMessage =>
  said(minute, text, { from: "me", name: "Ada", ...more });

export const grace = person("grace", "Grace");
export const ben = person("ben", "Ben");
export const call: RoomDouble["snapshot"] = { ...joinedSnapshot, participants: [grace, ben] };
export const many = Array.from({ length: 40 }, (_, minute) => said(minute, `Message ${minute}`));

export interface Page {
  readonly element: DoubleRoomElement;
  readonly chat: CallsChat;
  readonly room: RoomDouble;
  readonly root: ShadowRoot;
  readonly input: () => HTMLTextAreaElement;
  readonly log: () => HTMLElement;
  readonly messages: () => HTMLElement[];
  readonly button: (name: string, within?: ParentNode) => HTMLButtonElement;
  /** Types into the field, as a person would see it. */
  readonly write: (text: string) => Promise<void>;
}

export const pageOf = (element: DoubleRoomElement, chat: CallsChat): Page => {
  const root = chat.shadowRoot!;
  const input = (): HTMLTextAreaElement => root.querySelector("textarea")!;
  return {
    element,
    chat,
    room: element.double,
    root,
    input,
    log: () => root.querySelector<HTMLElement>("[role=log]")!,
    messages: () => [...root.querySelectorAll<HTMLElement>("[part~=message]")],
    button: (name, within = root) =>
      [...within.querySelectorAll("button")].find(
        ({ ariaLabel, textContent }) => (ariaLabel ?? textContent.trim()) === name,
      )!,
    write: async (text) => {
      input().focus();
      input().value = text;
      input().dispatchEvent(new InputEvent("input", { bubbles: true }));
      await chat.updateComplete;
    },
  };
};

export const show = async (change: Partial<RoomDouble["snapshot"]> = {}): Promise<Page> => {
  const { element } = await inRoom({ ...call, ...change }, html`<calls-chat style="block-size: 400px"></calls-chat>`);
  return pageOf(element, element.querySelector("calls-chat")!);
};

export const spoken = (): string => document.querySelector("[data-calls-announcer]")?.textContent ?? "";
export const unread = (room: RoomDouble): number => uiOf(room).snapshot.unread;
