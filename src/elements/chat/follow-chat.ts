import type { ChatMessage, Room } from "../../client/types.js";
import { enPanels } from "../../locales/en-panels.js";
import { announce } from "../ui/announcer.js";
import { addEnglish, type LocalizeController } from "../core/localize.js";
import { textOf } from "./service-words.js";
import { threadOf } from "./thread.js";

/** More than these at once are counted, and not read out. */
const READ_OUT = 3;
/** Characters of a message that are read out: the rest is there to be read. */
const SPOKEN = 200;

const speak = (news: readonly ChatMessage[], localize: LocalizeController): void => {
  const terms = localize.term("chat");
  if (news.length > READ_OUT) return announce(terms.severalMessages(news.length), localize.lang);
  for (const message of news) {
    const { name, to } = message;
    const from = (to ? terms.privateMessageFrom : terms.messageFrom)(name || localize.term("guest"));
    announce(`${from} ${textOf(message, localize).slice(0, SPOKEN)}`, localize.lang);
  }
};

/**
 * Counts the chat's unread messages and speaks the new ones, whether or not a chat is on the page.
 *
 * @returns a function that ends it.
 */
export const followChat = (room: Room, localize: LocalizeController): (() => void) => {
  addEnglish(enPanels);
  const thread = threadOf(room);
  let spokenAt: number | undefined;
  /** What was still being written: it is spoken when it is whole. */
  let unfinished = new Set<string>();
  const update = (): void => {
    const { snapshot } = room;
    if (snapshot.status.phase !== "joined") return;
    thread.update(snapshot);
    const since = spokenAt ?? thread.seenAt ?? Infinity;
    const isWhole = (message: ChatMessage): boolean => !message.unfinished;
    const ended = snapshot.chat.filter((message) => message.at <= since && unfinished.has(message.id));
    const news = [...ended.filter(({ deleted }) => !deleted), ...thread.news(snapshot, since)].filter(isWhole);
    unfinished = new Set(snapshot.chat.filter((message) => !isWhole(message)).map(({ id }) => id));
    spokenAt = Math.max(snapshot.chat.at(-1)?.at ?? 0, spokenAt ?? 0);
    if (news.length > 0) speak(news, localize);
  };
  const end = room.select(({ chat, status }) => (status.phase === "joined" ? chat : undefined), update);
  update();
  return end;
};
