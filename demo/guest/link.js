/** The link that brings a guest: `/guest_join?id=ID#key=KEY`. The key stays in the fragment, which no server is told. */

/** What a key says of itself. The server checks it; a page only tells early what it would say. */
function claimsOf(key) {
  try {
    const [, claims = ""] = key.split(".");
    const bytes = Uint8Array.from(atob(claims.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return {};
  }
}

/**
 * @param address of the page.
 * @returns `undefined` when it is no link. Without a key, which an open server does not need, `room` may say another than that of guests.
 */
export function readLink(address) {
  const { searchParams, hash } = new URL(address);
  const id = searchParams.get("id") ?? "";
  if (!/^[\w.~-]{1,64}$/.test(id)) return undefined;
  const key = new URLSearchParams(hash.slice(1)).get("key") ?? undefined;
  const { name, exp } = key === undefined ? {} : claimsOf(key);
  return {
    id,
    key,
    room: searchParams.get("room") ?? undefined,
    name,
    expiresAt: exp === undefined ? Infinity : exp * 1000,
  };
}

/** Where the guest of a link publishes. */
export function endpointOf({ id, key, room }, name) {
  const query = new URLSearchParams({ name });
  if (key === undefined && room !== undefined) query.set("room", room);
  return `/api/calls/whip/${id}?${query}`;
}

/**
 * Whether the link is over, so that nobody gets ready in vain. The browser's clock may be wrong by hours: what it takes for over is asked of
 * the server's, which decides anyway.
 *
 * @param options.now of the browser, in milliseconds since 1970. options.fetch for tests.
 */
export async function isOver({ expiresAt }, { now = Date.now(), fetch: ask = fetch } = {}) {
  if (expiresAt > now) return false;
  const reply = await ask("/health").catch(() => undefined);
  return Date.parse(reply?.headers.get("date") ?? "") >= expiresAt;
}
