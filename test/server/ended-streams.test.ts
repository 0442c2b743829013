import { expect, it } from "vitest";
import { EndedStreams } from "../../src/server/whip/ended-streams.js";
import type { KeptGuest } from "../../src/server/whip/guest-store.js";

it("streams that others ended are remembered over a restart, and not without end", () => {
  const kept = new Map<string, KeptGuest>();
  const store = {
    load: () => [...kept.values()],
    put: (guest: KeptGuest) => void kept.set(guest.id, guest),
    delete: (id: string) => void kept.delete(id),
    clear: () => kept.clear(),
  };
  const ended = new EndedStreams(store, []);
  ended.add("first", "removed");
  for (let index = 0; index < 63; index++) ended.add(`stream-${index}`, "replaced");
  const answers = (streams: EndedStreams) => ["first", "stream-0", "another"].map((id) => streams.answer(id)?.code);
  expect(answers(ended)).toEqual(["denied", "session_not_owned", undefined]);
  const again = () =>
    new EndedStreams(
      store,
      store.load().flatMap((guest) => (guest.kind === "ended" ? guest : [])),
    );
  expect(answers(again())).toEqual(answers(ended));
  ended.add("one more", "removed");
  expect(answers(ended)).toEqual([undefined, "session_not_owned", undefined]);
  expect(kept.size).toBe(64);
  expect(answers(again())).toEqual(answers(ended));
});
