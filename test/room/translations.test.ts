/** Translated captions as the room sees them: who reads what, what is kept of it, and what it may cost. */
import { describe, expect, it } from "vitest";
import type { TranslationsCommand, TranslationsView } from "../../src/features/captions/translation/contract.js";
import {
  translationsFeature,
  type TranslationsFeatureOptions,
  type TranslationsState,
} from "../../src/features/captions/translation/room.js";
import type { RoomFeature } from "../../src/room/feature.js";
import { FeatureRoom } from "./feature-room.js";

class ReadingRoom extends FeatureRoom {
  constructor(options: TranslationsFeatureOptions = {}) {
    super(translationsFeature({ available: true, ...options }) as unknown as RoomFeature);
    for (const who of ["ada", "ben", "cho"]) this.enter(who);
  }

  get translations(): TranslationsState {
    return this.kept("translations") as TranslationsState;
  }

  choose(who: string, language: string): { type: string; code?: string } {
    return this.ask(who, "translations", { type: "read", language }) as { type: string; code?: string };
  }

  serve(command: TranslationsCommand): void {
    this.take({ type: "act", action: { type: "feature", feature: "translations", command } });
  }

  lines(who: string): readonly string[] {
    return (this.sees(who, "translations") as TranslationsView).lines.map(({ text }) => text);
  }
}

const line = (language: string, id: number, tokens = 1): TranslationsCommand => ({
  type: "translated",
  language,
  line: { id, text: `${language} ${id}` },
  tokens,
});

describe("translations of a room", () => {
  it("are seen by who reads that language, in order, and kept as long as somebody does", () => {
    const room = new ReadingRoom();
    room.choose("ada", "de");
    room.choose("ben", "fr");
    for (const command of [line("de", 2), line("de", 1), line("fr", 1), line("es", 1)]) room.serve(command);
    expect(room.lines("ada")).toEqual(["de 1", "de 2"]);
    expect(room.lines("ben")).toEqual(["fr 1"]);
    expect(room.lines("cho")).toEqual([]);
    expect(Object.keys(room.translations.lines)).toEqual(["de", "fr"]);
    room.choose("ada", "fr");
    expect(room.lines("ada")).toEqual(["fr 1"]);
    room.say("ben", { type: "leave" });
    room.choose("ada", "");
    expect(room.translations).toMatchObject({ readers: {}, lines: {} });
  });

  it("are of so many languages at once, of those that are offered, and of so many lines", () => {
    const room = new ReadingRoom({ atOnce: 2, languages: ["de", "fr", "it"] });
    expect(room.choose("ada", "es")).toMatchObject({ code: "invalid_message" });
    room.choose("ada", "de");
    room.choose("ben", "fr");
    expect(room.choose("cho", "it")).toMatchObject({ type: "error" });
    expect(room.choose("cho", "fr").type).toBe("done");
    // Who goes from one to another leaves room for it.
    expect(room.choose("ada", "it").type).toBe("done");
    for (let id = 1; id <= 50; id++) room.serve(line("fr", id));
    expect(room.lines("cho")).toHaveLength(30);
    expect(room.lines("cho").at(-1)).toBe("fr 50");
  });

  it("say when the tokens of a day are gone, and are there again on the next", () => {
    const room = new ReadingRoom({ tokensPerDay: 100 });
    room.choose("ada", "de");
    room.serve(line("de", 1, 99));
    expect(room.sees("ada", "translations")).toMatchObject({ trouble: false });
    room.serve(line("de", 2, 1));
    expect(room.sees("ada", "translations")).toMatchObject({ trouble: true });
    room.at += 24 * 60 * 60_000;
    room.serve(line("de", 3, 1));
    expect(room.sees("ada", "translations")).toMatchObject({ trouble: false });
    expect(room.translations.used.tokens).toBe(1);
  });

  it("are nobody's where the server has no model", () => {
    const room = new ReadingRoom({ available: false });
    expect(room.sees("ada", "translations")).toMatchObject({ available: false });
    expect(room.choose("ada", "de")).toMatchObject({ type: "error" });
  });
});
