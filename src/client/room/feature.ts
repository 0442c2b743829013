import type { FeatureToken } from "../../wire/feature.js";
import type { FeatureOfRoom, Room, RoomSnapshot } from "../types.js";

/** A feature of the application in a room: its part of the snapshot, and its commands as requests. */
export function featureOf<Command, View>(
  room: Pick<Room, "snapshot" | "select" | "request">,
  { name: feature }: FeatureToken<Command, View>,
): FeatureOfRoom<Command, View> {
  const stateIn = ({ features }: RoomSnapshot) => features[feature] as View | undefined;
  return {
    get state() {
      return stateIn(room.snapshot);
    },
    select: (selector, ...rest) => room.select((snapshot) => selector(stateIn(snapshot)), ...rest),
    request: (command) => room.request({ type: "feature", feature, command }),
  };
}
