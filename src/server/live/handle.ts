/** The room as its own rules see it. */
import type { RoomHandle, RoomStorage } from "../behaviors.js";
import { randomId } from "../../base/random-id.js";
import { snapshot } from "../../room/roster.js";
import type { RoomInput, RoomState } from "../../room/state.js";

const MAX_KEY = 128;
const MAX_VALUE = 16_384;
const MAX_VALUES = 128;

type Wish = Extract<RoomInput, { type: "act" | "announce" | "keep" }>;
type Untimed<T> = T extends unknown ? Omit<T, "at"> : never;

/** @param ask does something to the room. */
export function roomHandle(state: () => RoomState, ask: (wish: Untimed<Wish>) => void): RoomHandle {
  return {
    get id() {
      return state().id;
    },
    get name() {
      return state().name;
    },
    get participants() {
      return snapshot(state().participants);
    },
    get policy() {
      return state().rules.policy;
    },
    storage: roomStorage(state, ask),
    broadcast: (text, name = "Room") => ask({ type: "announce", id: randomId(), name, text }),
    act: (action) => ask({ type: "act", action }),
  };
}

function roomStorage(state: () => RoomState, ask: (wish: Untimed<Wish>) => void): RoomStorage {
  return {
    get(key) {
      const value = state().values.get(key);
      return value && (JSON.parse(value.text) as unknown);
    },
    put(key, value) {
      const text = JSON.stringify(value) as string | undefined;
      if (text === undefined) throw new TypeError("A value is something that JSON can say.");
      if (key.length > MAX_KEY || text.length > MAX_VALUE) {
        throw new RangeError(`A key may have ${MAX_KEY} characters and a value ${MAX_VALUE}, as JSON.`);
      }
      const { values } = state();
      if (!values.has(key) && values.size >= MAX_VALUES) throw new RangeError(`A room keeps ${MAX_VALUES} values.`);
      ask({ type: "keep", key, text });
    },
    delete: (key) => ask({ type: "keep", key, text: undefined }),
  };
}
