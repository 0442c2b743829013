/** Every language says everything, in its own words, and with what is filled in. */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { enAi } from "../../src/locales/en-ai.js";
import { enAssistant } from "../../src/locales/en-assistant.js";
import { enTranslation } from "../../src/locales/en-translation.js";
import { enCaptions } from "../../src/locales/en-captions.js";
import { enMeeting } from "../../src/locales/en-meeting.js";
import { enPanels } from "../../src/locales/en-panels.js";
import { en } from "../../src/locales/en.js";
import type { Locale } from "../../src/locales/locale.js";

const FILLED_IN = "Zoë–42";
/** For sentences that take two. */
const ALSO_FILLED_IN = "Ñu–7";

/** Names of modules without words of their own. */
const NO_LANGUAGE = [
  "locale.ts",
  "en.ts",
  "en-meeting.ts",
  "en-panels.ts",
  "en-captions.ts",
  "en-ai.ts",
  "en-assistant.ts",
  "en-translation.ts",
];

/** Words that are the same in two languages for good reason, as `language: path`. */
const SAME_AS_ENGLISH = new Set([
  "ja: assistant.mark",
  "nl: assistant.mark",
  "pl: assistant.mark",
  "zh-Hans: assistant.mark",
  "de: chatButton",
  "de: host",
  "de: chat.title",
  "de: settings.video",
  "fr: volume",
  "fr: chat.messages",
  "es: chatButton",
  "es: chat.title",
  "es: settings.general",
  "it: chatButton",
  "it: pictureInPicture",
  "it: host",
  "it: volume",
  "it: chat.title",
  "it: chat.emoji",
  "it: settings.video",
  "pt: chatButton",
  "pt: volume",
  "pt: chat.title",
  "nl: camera",
  "nl: chatButton",
  "nl: volume",
  "nl: chat.title",
  "nl: chat.emoji",
  "nl: settings.video",
  "pl: chat.emoji",
  "tr: chat.emoji",
]);

/** Each string by its path, functions called with something to fill in. */
const flatten = (value: unknown, path = ""): [string, string][] => {
  if (typeof value === "function") return [[`${path}()`, String(value(FILLED_IN, ALSO_FILLED_IN))]];
  if (typeof value === "string") return [[path, value]];
  return Object.entries(Object(value) as object).flatMap(([key, part]) =>
    flatten(part, path === "" ? key : `${path}.${key}`),
  );
};

const modules = readdirSync(new URL("../../src/locales", import.meta.url)).filter(
  (file) => !NO_LANGUAGE.includes(file),
);
const languages = await Promise.all(
  modules.map(async (file): Promise<[string, Locale]> => {
    const exports = Object.values((await import(`../../src/locales/${file}`)) as Record<string, Locale>);
    expect(exports, file).toHaveLength(1);
    return [file.replace(/\.ts$/, ""), exports[0] as Locale];
  }),
);
const english = new Map(
  flatten({ ...en.terms, ...enMeeting, ...enPanels, ...enCaptions, ...enAi, ...enAssistant, ...enTranslation }),
);

test("there are thirteen languages with English", () => {
  expect(languages.map(([file]) => file).toSorted()).toEqual(
    ["ar", "de", "es", "fr", "hi", "it", "ja", "nl", "pl", "pt", "tr", "zh-Hans"].toSorted(),
  );
});

describe.each(languages)("%s", (file, locale) => {
  const said = new Map(flatten(locale.terms));

  test("its code is a language tag, and the name of its module", () => {
    expect(Intl.getCanonicalLocales(locale.code)).toEqual([file]);
  });

  test("its direction is that of its script", () => {
    const { script } = new Intl.Locale(locale.code).maximize();
    expect(locale.dir).toBe(script === "Arab" ? "rtl" : "ltr");
  });

  test("it says everything, and nothing that nobody asks for", () => {
    expect([...said.keys()].toSorted()).toEqual([...english.keys()].toSorted());
  });

  test("each sentence is in its own words, whole, and with what is filled in", () => {
    for (const [path, text] of said) {
      const about = `${path}: ${text}`;
      const original = english.get(path) ?? "";
      if (!SAME_AS_ENGLISH.has(`${file}: ${path}`)) expect(text, about).not.toBe(original);
      expect(text, about).not.toMatch(/\b(?:the|your|this|then|again|please|undefined)\b/i);
      expect(text.split(FILLED_IN), about).toHaveLength(path.endsWith("()") ? 2 : 1);
      expect(text.includes(ALSO_FILLED_IN), about).toBe(original.includes(ALSO_FILLED_IN));
      expect(text, about).toBe(text.trim());
      // Typographic signs, and an end where the English sentence has one.
      expect(text, about).not.toMatch(/['"]|\.\.\./);
      expect(/[.!?。！？।؟]$/u.test(text), about).toBe(/[.!?]$/.test(original));
    }
  });
});
