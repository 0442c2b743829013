/** Features of a test, and a room with them whose clients see what they are told. */
import * as v from "valibot";
import type { FeatureMessage, ServerMessage } from "../../src/wire/room-protocol.js";
import { applyDelta } from "../../src/wire/delta.js";
import { checkFeatures } from "../../src/room/feature-state.js";
import type { CommandSchema, RoomFeature } from "../../src/room/feature.js";
import { defineFeature } from "../../src/room/feature.js";
import { ROOM_SETTINGS } from "../../src/room/state.js";
import type { RoomSettings } from "../../src/room/state.js";
import { Machine } from "./machine.js";

/** A list that anybody adds to, and hosts clear. */
export const list = defineFeature({
  name: "list",
  command: v.variant("type", [
    v.object({ type: v.literal("add"), text: v.string() }),
    v.object({ type: v.literal("clear") }),
  ]),
  initial: { items: [] as string[], at: 0 },
  reduce(state, { command, from, at, refuse }) {
    if (command.type === "add") return { items: [...state.items, `${from.name}: ${command.text}`], at };
    return from.role === "host" ? { items: [], at } : refuse("not-yours", "Only a host clears the list.");
  },
  limits: { size: 200 },
});

/** Hands of cards: each sees their own, and hosts how many there are. */
export const cards = defineFeature({
  name: "cards",
  command: v.object({ card: v.string(), to: v.string() }),
  initial: { hands: {} as Record<string, string[]> },
  reduce({ hands }, { command: { card, to } }) {
    return { hands: { ...hands, [to]: [...(hands[to] ?? []), card] } };
  },
  left({ hands }, { id }) {
    return { hands: Object.fromEntries(Object.entries(hands).filter(([who]) => who !== id)) };
  },
  view({ hands }, { id, role }) {
    const mine = hands[id] ?? [];
    return role === "host" ? { mine, count: Object.values(hands).flat().length } : { mine };
  },
});

/** Whatever a test wants of it. */
export const anything: CommandSchema<unknown> = {
  "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) },
};
export const feature = (parts: Partial<RoomFeature>): RoomFeature => ({
  name: "odd",
  command: anything,
  initial: { n: 0 },
  reduce: (state) => state,
  ...parts,
});

export class FeatureRoom extends Machine {
  readonly views = new Map<string, Map<string, unknown>>();
  readonly versions = new Map<string, Record<string, number>>();
  readonly heard = new Map<string, ServerMessage[]>();

  constructor(...features: RoomFeature[]) {
    super({ ...ROOM_SETTINGS, features: checkFeatures(features) });
  }

  with(settings: Partial<RoomSettings>): this {
    Object.assign(this, { settings: { ...this.settings, ...settings } });
    return this;
  }

  ask(who: string, name: string, command: unknown): ServerMessage | undefined {
    this.read(who);
    this.say(who, { type: "feature", feature: name, command, ref: "f" });
    return this.read(who).find(({ type }) => type === "done" || type === "error");
  }

  override read(socket: string): ServerMessage[] {
    const messages = super.read(socket);
    for (const message of messages) if (message.type === "feature") this.#see(socket, message);
    return messages;
  }

  #see(socket: string, { feature: name, version, change }: FeatureMessage): void {
    const seen = this.views.get(socket) ?? new Map<string, unknown>();
    this.views.set(socket, seen.set(name, applyDelta(seen.get(name), JSON.parse(JSON.stringify(change)))));
    this.versions.set(socket, { ...this.versions.get(socket), [name]: version });
  }

  /** What a client with this socket sees. */
  sees(socket: string, name: string): unknown {
    this.read(socket);
    return this.views.get(socket)?.get(name);
  }

  kept(name: string): unknown {
    const text = this.state.features.get(name)?.text;
    return text === undefined ? undefined : JSON.parse(text);
  }

  faults(): string[] {
    return this.effects.flatMap((effect) => (effect.type === "fault" ? [effect.operation] : []));
  }
}
