import type { Room } from "../../client/types.js";

/** People whose media the room server sends with a join: a page of tiles. */
const FIRST_PAGE = 9;
const WHOLE = { width: 1280, height: 720 };

/**
 * Tells a room that takes only what is seen of the tiles that are on their way: a picture need not wait until its tile is in the page
 * and measured. What has no tile after all is let go of, as what is scrolled away.
 */
export const expectTiles = (room: Room): Room => {
  let known: readonly string[] = [];
  room.subscribe(({ participants }) => {
    const ids = participants.slice(0, FIRST_PAGE).map(({ id }) => id);
    const views = ids
      .filter((id) => !known.includes(id))
      .flatMap((id) => [room.view(id, "camera", WHOLE), room.view(id, "screen", WHOLE)]);
    // Not one by one: what is about to be let go of makes way for the next.
    for (const view of views) view.close();
    known = ids;
  });
  return room;
};
