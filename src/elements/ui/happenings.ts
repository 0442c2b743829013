import type { ModeratedSource, ParticipantState, Room, WaitingPerson } from "../../client/types.js";
import type { LocalizeController } from "../core/localize.js";

/** Something that happened in a call and that people like to hear of. */
export type Happening =
  | { readonly type: "joined" | "left" | "hand" | "door"; readonly name: string }
  /** A host turned something of this person's off. */
  | { readonly type: "off"; readonly name: string; readonly source: ModeratedSource };

const SENTENCES = { joined: "someoneJoined", left: "someoneLeft", hand: "raisedHand", door: "wantsIn" } as const;
const OFF = { microphone: "mutedBy", camera: "cameraOffBy", screen: "screenOffBy" } as const;

/** A happening in words. */
export const happeningText = (happening: Happening, localize: LocalizeController): string => {
  const name = happening.name || localize.term("guest");
  const key = happening.type === "off" ? OFF[happening.source] : SENTENCES[happening.type];
  return localize.term(key)(name);
};

interface Scene {
  readonly people: ReadonlyMap<string, ParticipantState>;
  readonly waiting: ReadonlyMap<string, WaitingPerson>;
}

const byId = <T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((item) => [item.id, item]));

function* changes(before: Scene, after: Scene): Generator<Happening> {
  for (const [id, { name, hand }] of after.people) {
    const known = before.people.get(id);
    if (!known) yield { type: "joined", name };
    else if (hand !== undefined && known.hand === undefined) yield { type: "hand", name };
  }
  for (const [id, { name }] of before.people) if (!after.people.has(id)) yield { type: "left", name };
  for (const [id, { name }] of after.waiting) if (!before.waiting.has(id)) yield { type: "door", name };
}

/**
 * Tells of what happens in a call. Those who are there already when you come did not come just now.
 *
 * @returns a function that ends it.
 */
export const followHappenings = (room: Room, tell: (happening: Happening) => void): (() => void) => {
  let scene: Scene | undefined;
  const ends = [
    room.subscribe(({ status, participants, waiting }) => {
      const before = scene;
      scene = status.phase === "joined" ? { people: byId(participants), waiting: byId(waiting) } : undefined;
      if (before && scene) for (const happening of changes(before, scene)) tell(happening);
    }),
    room.onEvent((event) => {
      if (event.type !== "asked" || event.action !== "mute") return;
      const name = scene?.people.get(event.from)?.name ?? "";
      tell({ type: "off", name, source: event.source });
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
};
