/** A room in Vue: `useCallsRoom` makes one for as long as a component is there, `useCalls` follows a part of it. */
import { onMounted, onUnmounted, shallowRef, toValue, watch } from "vue";
import type { MaybeRefOrGetter, ShallowRef } from "vue";
import { createRoom } from "./room/create-room.js";
import type { RoomOptions } from "./room/create-room.js";
import type { Room, RoomSnapshot } from "./types.js";

/**
 * A room of this component's own, from the moment it is mounted until it is unmounted: `undefined` before, and on the server.
 *
 * @example
 * ```ts
 * const room = useCallsRoom({ signaling: roomServer() });
 * const people = useCalls(room, (s) => s.participants);
 * const join = () => room.value?.request({ type: "join", room: "standup", name: "Ada" });
 * ```
 */
export function useCallsRoom(options: RoomOptions): Readonly<ShallowRef<Room | undefined>> {
  const room = shallowRef<Room>();
  onMounted(() => (room.value = createRoom(options)));
  onUnmounted(() => void room.value?.destroy());
  return room;
}

/**
 * A part of a room's snapshot, `undefined` while there is no room.
 *
 * @param equals decides whether it is another; `Object.is` unless given.
 */
export function useCalls<T>(
  room: MaybeRefOrGetter<Room | undefined>,
  selector: (snapshot: RoomSnapshot) => T,
  equals?: (a: T, b: T) => boolean,
): Readonly<ShallowRef<T | undefined>> {
  const part = shallowRef<T>();
  watch(
    () => toValue(room),
    (present, _former, onCleanup) => {
      part.value = present && selector(present.snapshot);
      if (present) onCleanup(present.select(selector, (value) => (part.value = value), equals));
    },
    { immediate: true, flush: "sync" },
  );
  return part;
}
