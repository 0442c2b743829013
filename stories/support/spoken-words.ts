import type { CaptionsView, TranscriptView } from "../../src/features/captions/contract.js";
import type { TranslationsView } from "../../src/features/captions/translation/contract.js";

const NOON = Date.UTC(2026, 4, 4, 12);

const SAID = [
  ["p0", "Grace Hopper", "Morning! Shall we start with the numbers?", "en"],
  ["me", "Ada Lovelace", "Yes. Two minutes, I am looking for my charger.", "en"],
  ["p1", "Katherine Johnson", "While we wait: the second table counts February twice.", "en"],
  ["p1", "Katherine Johnson", "I have made a copy with the fix, so that it can be compared line by line.", "en"],
  ["p5", "محمد بن موسى الخوارزمي", "صباح الخير، الأرقام واضحة. شكراً!", "ar"],
  ["p0", "Grace Hopper", "Well found. Then everything below it was too high.", "en"],
] as const;

const LINES = SAID.map(([from, name, text, language], index) => {
  const at = NOON + index * 7_000;
  return { id: index + 1, from, name, text, language, at, until: at + 4_000 };
});

/** Captions of a meeting of which this has been said. */
export const spoken = (more: Partial<CaptionsView> = {}): CaptionsView => ({
  on: true,
  source: "server",
  language: "en",
  isRead: true,
  out: [],
  languages: {},
  live: {
    p1: {
      name: "Katherine Johnson",
      text: "it is not much, but it moves",
      at: NOON + 50_000,
      changedAt: NOON + 51_000,
    },
  },
  lines: LINES,
  trouble: false,
  ...more,
});

/** The transcript of the same meeting, as a host has it. */
export const written = (more: Partial<TranscriptView> = {}): TranscriptView => ({
  on: true,
  lines: LINES,
  dropped: 0,
  ...more,
});

/** The last of it, in German. */
export const translated = (): TranslationsView => ({
  available: true,
  languages: ["ar", "de", "en"],
  language: "de",
  lines: [
    { id: 5, text: "Guten Morgen, die Zahlen sind klar. Danke!" },
    { id: 6, text: "Gut gefunden. Dann war alles darunter zu hoch." },
  ],
  trouble: false,
});
