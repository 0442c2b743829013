import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { cleanName, isName } from "../../src/wire/participant-name.js";
import { ParticipantNameSchema } from "../../src/wire/schemas/room-protocol.js";
import { seeded } from "../room/machine.js";

describe("a name", () => {
  it.each([
    ["a letter with its accent in one", "Zoe\u0308", "Zoë"],
    ["no control characters", "A\u0000d\u007Fa\u009F", "Ada"],
    ["no direction of text", "\u202EadA\u202C \u2066x\u2069\u200E\u061C", "adA x"],
    ["no joiner among Latin letters", "A\u200Dd\u200Ca", "Ada"],
    ["no soft hyphen, grapheme joiner, filler or mark of bytes", "A\u00ADd\u034Fa\u3164\uFFA0\u115F\uFEFF", "Ada"],
    ["no tags without a flag", "Ada\u{E0041}\u{E007F}", "Ada"],
    ["no selectors without what they select", "A\uFE0Fda\u{E0100}1\uFE0F", "Ada1"],
    ["no half of a character", "A\uD83Dda\uDE00", "Ada"],
    ["one space for what looks like spaces", " \u3000Ada\u2800\t\n\u00A0 Lovelace\u2800 ", "Ada Lovelace"],
    ["no mark before the first letter", "\u0301\u20DDAda", "Ada"],
    ["few marks on one letter", `A${"\u0336\u0322".repeat(30)}da`, "A\u0322\u0322\u0336\u0322da"],
    ["one joiner where one is", "\u0646\u200C\u200C\u200D\u0627", "\u0646\u200C\u0627"],
    ["no second hiding place in a flag", "🏴\u{E0067}\u{E0062}🏴", "🏴🏴"],
    ["no text in the tags of a flag", `🏴${"\u{E0061}".repeat(20)}\u{E007F}`, "🏴"],
  ])("has %s", (_, said, name) => {
    const cleaned = cleanName(said);
    // Which marks are kept is the matter of their order in the normal form.
    if (name.includes("\u0322")) expect(cleaned.match(/\p{M}/gu)).toHaveLength(4);
    else expect(cleaned).toBe(name);
  });

  it.each([
    ["a family", "👩‍👩‍👧‍👦"],
    ["a skin and a profession", "👩🏽‍🚀"],
    ["a heart on fire", "❤️‍🔥"],
    ["a flag of pride, and one of pirates", "🏳️‍🌈 🏴‍☠️"],
    ["a keycap", "#️⃣ 1️⃣"],
    ["a country", "🇨🇭"],
    ["a region", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"],
    ["a picture as text", "☺︎"],
    ["a Persian compound", "می‌خواهم"],
    ["a Bengali name with a joiner", "র‍্যাব"],
    ["a Malayalam letter of old spelling", "ന്‍"],
    ["a Tamil, a Hindi and a Thai name", "தமிழ் हिन्दी ไทยกั้"],
    ["a pointed Hebrew word", "שָׁלוֹם"],
    ["a variant of a Japanese character", "葛󠄀城"],
    ["a Vietnamese name", "Nguyễn Thị Ánh"],
    ["a name of hyphens and apostrophes", "Anne-Marie O’Neill"],
    ["a name beyond the first plane", "𐐔𐐯𐐻"],
  ])("may be or have %s", (_, name) => {
    expect(cleanName(`Ada ${name}`)).toBe(`Ada ${name.normalize("NFC")}`);
    expect(cleanName(name)).toBe(name.normalize("NFC"));
  });

  it.each([
    ["nothing", ""],
    ["spaces", " \t\u3000\u2003"],
    ["a joiner", "\u200D"],
    ["a grapheme joiner", "\u034F"],
    ["a Hangul filler", "\u3164\u115F\u1160\uFFA0"],
    ["an empty pattern of Braille", "\u2800"],
    ["a note without a head", "\u{1D159}"],
    ["a lost object", "\uFFFC"],
    ["a blank hieroglyph", "\u{13441}\u{13442}"],
    ["Khmer vowels that are not seen", "\u17B4\u17B5"],
    ["a selector", "\uFE0F\u{E0101}\u180E"],
    ["tags", "\u{E0067}\u{E0062}\u{E007F}"],
    ["marks", "\u0301\u0336\u20DD"],
    ["half a character", "\uD83D"],
    ["81 characters", "x".repeat(81)],
    ["a flood of marks, however few letters it has", `a${"\u0301".repeat(2_000)}`],
  ])("is not %s", (_, said) => {
    expect(v.is(ParticipantNameSchema, said)).toBe(false);
  });

  it("has up to 80 characters, as a program counts them", () => {
    expect(isName(cleanName("😀".repeat(40)))).toBe(true);
    expect(isName(cleanName("😀".repeat(41)))).toBe(false);
    expect(isName(cleanName(`${"x".repeat(80)}\u200B `))).toBe(true);
  });

  it("is the same when it is cleaned again, whatever it is made of", () => {
    const random = seeded(7);
    const parts = [
      ..."aA1#é \t",
      ..."क्না\u0646葛ᠠ가ᄀ",
      ..."👩🚀❤🏴🇨🇭☺",
      "\u200C",
      "\u200D",
      "\uFE0F",
      "\uFE0E",
      "\u20E3",
    ];
    parts.push(
      "\u{E0067}",
      "\u{E0062}",
      "\u{E007F}",
      "\u{E0100}",
      "\u180B",
      "🏽",
      "\u0301",
      "\u0336",
      "\u0338",
      "\u3164",
    );
    parts.push(
      "\u2800",
      "\u202E",
      "\uD83D",
      "\uDE00",
      "\u1160",
      "\u11A8",
      "\u0000",
      "\u034F",
      "\u0344",
      "\u0958",
      "\u2126",
    );
    for (let round = 0; round < 2_000; round += 1) {
      const length = 1 + Math.floor(random() * 14);
      const said = Array.from({ length }, () => parts[Math.floor(random() * parts.length)] ?? "").join("");
      const name = cleanName(said);
      expect.soft(cleanName(name), JSON.stringify(said)).toBe(name);
      expect.soft(name.normalize("NFC")).toBe(name);
      expect.soft(name).not.toMatch(/^\s|\s$|\p{Cs}|\p{Cc}|\p{Bidi_Control}|[\p{M}\u200C\u200D]{8}/u);
    }
  });
});
