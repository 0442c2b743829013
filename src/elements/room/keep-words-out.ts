import type { Room } from "../../client/types.js";
import { uiOf } from "../core/room-ui.js";

/** The feature, whose own elements are loaded later. */
const CAPTIONS = "captions";

/** Has the room know who keeps their words out before it can hear anything of them. */
export const keepWordsOut = (room: Room): void => {
  room.select(
    ({ status, self, features }) =>
      status.phase === "joined" && CAPTIONS in features && uiOf(room).snapshot.keepsOut ? self.id : "",
    (id) => {
      if (!id) return;
      const command = { type: "keep-out", out: true };
      room
        .feature({ name: CAPTIONS })
        .request(command)
        .catch(() => {});
    },
  );
};
