/**
 * Where in a room somebody is: in its own object, or in a shard with more of its audience. A place is the room's id, or that with the number of the
 * shard; no room id has such a mark, so that nobody asks for a shard by name.
 */
const MARK = "#";

/** @param seat the shard that somebody's token names. */
export const placeOf = ({ room, seat }: { readonly room: string; readonly seat?: number | undefined }): string =>
  seat === undefined ? room : `${room}${MARK}${seat}`;

/** The room of a place, and its shard. */
export function readPlace(place: string): { readonly room: string; readonly seat: number | undefined } {
  const [room = "", shard] = place.split(MARK);
  return { room, seat: shard === undefined ? undefined : Number(shard) };
}
