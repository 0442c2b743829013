import type { ChatMessage } from "../../client/types.js";
import type { AssistantTerms } from "../../locales/locale.js";
import type { LocalizeController } from "../core/localize.js";

/** The words that come with the assistant; `undefined` on pages that have not loaded it. */
const assistantTerms = (localize: LocalizeController): AssistantTerms | undefined => localize.term("assistant");

/** Says of a message that no person wrote it; empty for what people wrote. */
export const markOf = ({ from }: ChatMessage, localize: LocalizeController): string =>
  from === "service assistant" ? (assistantTerms(localize)?.mark ?? "") : "";

/** The text of a message: why a service could say no more is said in the words of the reader, where the page has them. */
export const textOf = ({ text, failure }: ChatMessage, localize: LocalizeController): string => {
  const failures: Readonly<Record<string, string>> = (failure && assistantTerms(localize)?.failures) ?? {};
  const words = failure && failures[failure.code];
  return words === undefined ? text : text.slice(0, failure?.at) + words;
};
