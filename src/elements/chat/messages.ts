import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ChatMessage } from "../../client/types.js";
import { pencilIcon } from "../ui/icons/pencil.js";
import { replyIcon } from "../ui/icons/reply.js";
import { trashIcon } from "../ui/icons/trash-2.js";
import type { LocalizeController } from "../core/localize.js";
import { markOf, textOf } from "./service-words.js";
import { linkText } from "./link-text.js";
import type { Outgoing } from "../core/room-ui.js";

/** What can be done with a message. */
export interface MessageHandlers {
  reply(message: ChatMessage): void;
  edit(message: ChatMessage): void;
  remove(message: ChatMessage): void;
  /** Looks at the message that another one answers. */
  visit(id: string): void;
  retry(message: Outgoing): void;
  discard(message: Outgoing): void;
}

/** Everything that the list is made of. */
export interface MessagesView extends MessageHandlers {
  readonly chat: readonly ChatMessage[];
  readonly outgoing: readonly Outgoing[];
  readonly selfId: string;
  readonly mayEdit: boolean;
  readonly mayDelete: boolean;
  /** Others' messages too. */
  readonly isHost: boolean;
  readonly canWrite: boolean;
  /** Messages after this moment are new. */
  readonly newSince: number | undefined;
  readonly localize: LocalizeController;
  nameOf(id: string): string;
}

/** Messages of one person within this many milliseconds stand together under their name. */
const TOGETHER = 5 * 60_000;

type Said = Pick<ChatMessage, "from" | "at" | "to">;

/** Whether a message begins anew, with a name and a time. */
export const isFirst = (message: Said, before: Said | undefined): boolean =>
  !before || before.from !== message.from || before.to !== message.to || message.at - before.at > TOGETHER;

const clocks = new Map<string, Intl.DateTimeFormat>();

const timeOf = (at: number, lang: string): string => {
  const clock = clocks.get(lang) ?? new Intl.DateTimeFormat(lang, { timeStyle: "short" });
  clocks.set(lang, clock);
  return clock.format(at);
};

const authorOf = ({ from, name }: ChatMessage, { selfId, localize }: MessagesView): string =>
  from === selfId ? localize.term("you") : name || localize.term("guest");

const action = (label: string, icon: TemplateResult, onClick: () => void): TemplateResult =>
  html`<button
    part="button"
    class="quiet-button mirrored"
    type="button"
    aria-label=${label}
    title=${label}
    @click=${onClick}
  >
    ${icon}
  </button>`;

const actions = (message: ChatMessage, view: MessagesView): TemplateResult | typeof nothing => {
  const { selfId, isHost, mayEdit, mayDelete, canWrite, localize } = view;
  if (message.deleted || !canWrite) return nothing;
  const terms = localize.term("chat");
  const isOwn = message.from === selfId;
  return html`<div class="actions">
    ${action(terms.reply, replyIcon, () => view.reply(message))}
    ${isOwn && mayEdit ? action(terms.edit, pencilIcon, () => view.edit(message)) : nothing}
    ${mayDelete && (isOwn || isHost) ? action(terms.delete, trashIcon, () => view.remove(message)) : nothing}
  </div>`;
};

const head = (message: ChatMessage, view: MessagesView): TemplateResult => {
  const { localize, selfId } = view;
  const other = message.from === selfId ? message.to : message.from;
  const mark = markOf(message, localize);
  return html`<div class="head">
    <b dir="auto">${authorOf(message, view)}</b>${mark ? html`<span part="mark" class="mark">${mark}</span>` : nothing}
    <time datetime=${new Date(message.at).toISOString()}>${timeOf(message.at, localize.lang)}</time>
    ${
      message.to && other
        ? html`<span part="private">${localize.term("chat").onlyYouAnd(view.nameOf(other) || message.name)}</span>`
        : nothing
    }
  </div>`;
};

const quote = (replyTo: string | undefined, view: MessagesView): TemplateResult | typeof nothing => {
  const answered = replyTo === undefined ? undefined : view.chat.find(({ id }) => id === replyTo);
  if (!answered) return nothing;
  const text = answered.deleted ? view.localize.term("chat").deleted : textOf(answered, view.localize);
  return html`<button class="quote" type="button" @click=${() => view.visit(answered.id)}>
    <b>${authorOf(answered, view)}</b><span>${text}</span>
  </button>`;
};

const messageView = (message: ChatMessage, first: boolean, isLast: boolean, view: MessagesView): TemplateResult => {
  const terms = view.localize.term("chat");
  const isOwn = message.from === view.selfId;
  const text = message.deleted ? terms.deleted : textOf(message, view.localize);
  const state = message.deleted ? "deleted" : message.unfinished ? "unfinished" : "";
  const classes = `message ${first ? "first" : ""} ${isOwn ? "own" : ""} ${state}`;
  return html`<div
    part="message ${isOwn ? "own-message" : ""}"
    class=${classes}
    role="article"
    aria-label=${`${authorOf(message, view)}, ${timeOf(message.at, view.localize.lang)}: ${text}`}
    tabindex=${isLast ? 0 : -1}
    data-id=${message.id}
  >
    ${first ? head(message, view) : nothing}
    <div part="bubble" class="bubble">${quote(message.replyTo, view)}${message.deleted ? text : linkText(text)}</div>
    ${message.editedAt && !message.deleted ? html`<span class="edited">${terms.edited}</span>` : nothing}
    ${actions(message, view)}
  </div>`;
};

const outgoingView = (message: Outgoing, view: MessagesView): TemplateResult => {
  const { localize } = view;
  const terms = localize.term("chat");
  const failed = message.status === "failed";
  return html`<div part="message own-message" class="message own first ${message.status}">
    ${message.to ? html`<div class="head">${terms.onlyYouAnd(view.nameOf(message.to))}</div>` : nothing}
    <div part="bubble" class="bubble">${quote(message.replyTo, view)}${linkText(message.text)}</div>
    <div class="state">
      <span class=${failed ? "problem" : ""}>${failed ? terms.notSent : terms.sending}</span>
      ${
        failed
          ? html`<button class="text-button" type="button" @click=${() => view.retry(message)}>
                ${localize.term("tryAgain")}
              </button>
              <button class="text-button" type="button" @click=${() => view.discard(message)}>${terms.discard}</button>`
          : nothing
      }
    </div>
  </div>`;
};

/** The chat, what is new in it, and what is on its way. */
export const messagesView = (view: MessagesView): TemplateResult => {
  const { chat, newSince, selfId, localize } = view;
  const isNew = ({ at, from }: ChatMessage): boolean => newSince !== undefined && at > newSince && from !== selfId;
  const firstNew = chat.find(isNew);
  return html`${repeat(
    chat,
    ({ id }) => id,
    (message, index) => {
      const startsNew = message === firstNew;
      const first = startsNew || isFirst(message, chat[index - 1]);
      return html`${startsNew ? html`<div class="divider">${localize.term("chat").newMessages}</div>` : nothing}
      ${messageView(message, first, index === chat.length - 1, view)}`;
    },
  )}${repeat(
    view.outgoing,
    ({ id }) => id,
    (message) => outgoingView(message, view),
  )}`;
};
