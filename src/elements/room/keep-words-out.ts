import type { Room } from "../../client/types.js";
import { uiOf } from "../core/room-ui.js";

/** Of captions, whose own elements are loaded later. */
const captions = { name: "captions" };

/** Has the room know who keeps their words out before it can hear anything of them. */
export const keepWordsOut = (room: Room): void => {
  room.select(
    ({ status, self, features }) =>
      status.phase === "joined" && captions.name in features && uiOf(room).snapshot.keepsOut ? self.id : "",
    async (id) => {
      if (id)
        await room
          .feature(captions)
          .request({ type: "keep-out", out: true })
          .catch(() => {});
    },
  );
};
