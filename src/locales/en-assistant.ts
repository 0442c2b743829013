import type { AssistantTerms } from "./locale.js";

/** What is said of the assistant in the chat, in English: a page loads it with it. */
export const enAssistant: { readonly assistant: AssistantTerms } = {
  assistant: {
    mark: "AI",
    hint: (mention) => `Write ${mention} to ask the AI assistant.`,
    gets: "It gets the last messages of this chat that are for everyone.",
    getsSpoken: "It gets the last messages of this chat that are for everyone, and what was spoken.",
    off: "The AI assistant is off.",
    allow: "AI assistant in the chat",
    listen: "Give it what is spoken",
    listenAdvice: "Its answers are for everyone, also of what only hosts can read.",
    nowListens: "The AI assistant is now given what is spoken.",
    failures: {
      refused: "The assistant could not answer: its provider did not accept the question.",
      busy: "The assistant is busy. Try again in a moment.",
      unreachable: "The assistant could not be reached.",
      slow: "The assistant took too long.",
      silent: "The assistant has no answer.",
      "too-many": "You have asked a lot. Wait a minute before you ask the assistant again.",
      limit: "The assistant has answered enough for today.",
      forbidden: "Only people who take part can ask the assistant.",
      stopped: "The assistant stopped here.",
    },
  },
};
