import type { AiTerms } from "./locale.js";

/** What the AI participant says in English: a page loads it with it. */
export const enAi: { readonly ai: AiTerms } = {
  ai: {
    title: "AI participant",
    advice: "It hears the person who is talking with it, and nobody else. Everyone hears it.",
    instructions: "What it should be",
    voice: "Voice",
    bring: "Bring it in",
    end: "End",
    coming: (name) => `${name} is on its way`,
    free: (name) => `Nobody is talking with ${name}`,
    mine: (name) => `You are talking with ${name}`,
    held: (who, name) => `${who} is talking with ${name}`,
    place: (place) => `You are number ${place} in line`,
    hold: "Hold to talk",
    ask: "Talk with it",
    giveBack: "Give it back",
    take: "Take it back",
    mark: "AI",
    failures: {
      "not-configured": "The server is not set up for an AI.",
      refused: "The AI’s provider did not accept the call.",
      busy: "The AI’s provider is busy. Try again in a moment.",
      unreachable: "The AI could not be reached.",
      ended: "The AI has ended the call.",
      idle: "The AI has left, as nobody talked with it.",
      limit: "The AI has left: its time is over.",
    },
  },
};
