"use client";
/** A room in React: `useCallsRoom` makes one for as long as a component is there, `useCalls` follows a part of it. */
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { createRoom } from "./room/create-room.js";
import type { RoomOptions } from "./room/create-room.js";
import type { Room, RoomSnapshot } from "./types.js";

/**
 * A room of this component's own, from its first effect until it is unmounted: `undefined` on the server and in the first
 * rendering. Nothing is captured and nobody is called before the room is asked to.
 *
 * @param options read once, when the room is made.
 * @example
 * ```tsx
 * const room = useCallsRoom({ signaling: roomServer() });
 * const names = useCalls(room, (s) => s.participants.map(({ name }) => name).join());
 * return <button onClick={() => room?.request({ type: "join", room: "standup", name: "Ada" })}>Join {names}</button>;
 * ```
 */
export function useCallsRoom(options: RoomOptions): Room | undefined {
  const [room, setRoom] = useState<Room>();
  const latest = useRef(options);
  useEffect(() => {
    // In an effect and not in rendering: what an effect makes, its end can take away, however often React repeats them.
    const made = createRoom(latest.current);
    setRoom(made);
    return () => void made.destroy();
  }, []);
  return room;
}

/**
 * A part of a room's snapshot. The component renders again when that part is another.
 *
 * @param equals decides that; `Object.is` unless given.
 */
export function useCalls<T>(room: Room, selector: (snapshot: RoomSnapshot) => T, equals?: (a: T, b: T) => boolean): T;
export function useCalls<T>(
  room: Room | undefined,
  selector: (snapshot: RoomSnapshot) => T,
  equals?: (a: T, b: T) => boolean,
): T | undefined;
export function useCalls<T>(
  room: Room | undefined,
  selector: (snapshot: RoomSnapshot) => T,
  equals: (a: T, b: T) => boolean = Object.is,
): T | undefined {
  const kept = useRef<{ value: T }>(undefined);
  const read = useMemo(() => {
    let seen: RoomSnapshot | undefined;
    return () => {
      if (!room) return undefined;
      if (seen !== room.snapshot) {
        seen = room.snapshot;
        const value = selector(seen);
        if (!kept.current || !equals(kept.current.value, value)) kept.current = { value };
      }
      return kept.current?.value;
    };
  }, [room, selector, equals]);
  const subscribe = useCallback((listener: () => void) => room?.subscribe(listener) ?? (() => {}), [room]);
  return useSyncExternalStore(subscribe, read, read);
}
