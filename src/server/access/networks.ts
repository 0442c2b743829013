/** Which network a request comes from, as far as that can be known. */

/** The header that one's own proxy writes the caller's address into. */
export interface TrustedProxy {
  /** In small letters. */
  readonly header: string;
  /** Proxies of one's own: each adds the address that it was asked from at the right of the header. */
  readonly hops: number;
}

/** Reads `x-forwarded-for`, `x-forwarded-for:2` or `x-real-ip`. @returns `undefined` for what is no header's name. */
export function parseTrustedProxy(text: string): TrustedProxy | undefined {
  const [, header, hops = "1"] = /^([a-z][a-z0-9-]{0,63})(?::([1-9]))?$/.exec(text.toLowerCase()) ?? [];
  return header === undefined ? undefined : { header, hops: Number(hops) };
}

/**
 * The caller's network as one's own proxies know it. Whatever is further to the left in the header, the caller may have
 * written.
 */
export function networkBehind({ header, hops }: TrustedProxy, headers: Headers): string | undefined {
  const said = headers.get(header)?.split(",").at(-hops);
  return said === undefined ? undefined : networkOf(said);
}

/**
 * The network of an address: of IPv4 the address itself, of IPv6 the /64, of which everybody has as many addresses as they
 * like.
 *
 * @returns `undefined` for what is no address.
 */
export function networkOf(address: string): string | undefined {
  const text = address.trim();
  const [, ipv4] = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?$/i.exec(text) ?? [];
  if (ipv4 !== undefined) return ipv4;
  const [, bare = text] = /^\[(.+)\](?::\d+)?$/.exec(text) ?? [];
  const url = `http://[${bare.replace(/%.*$/, "")}]/`;
  // A URL has each address in one way of writing only.
  if (!bare.includes(":") || !URL.canParse(url)) return undefined;
  const groups = groupsOf(new URL(url).hostname.slice(1, -1));
  const isMapped = groups.slice(0, 6).join() === "0,0,0,0,0,ffff";
  return isMapped ? dotted(groups.slice(6)) : `${groups.slice(0, 4).join(":")}::/64`;
}

/** The eight groups of an address that leaves out zeros. */
function groupsOf(address: string): string[] {
  const [left = "", right] = address.split("::");
  const [before, after] = [left, right ?? ""].map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = right === undefined ? 0 : 8 - (before?.length ?? 0) - (after?.length ?? 0);
  return [...(before ?? []), ...Array.from({ length: zeros }, () => "0"), ...(after ?? [])];
}

const dotted = (groups: readonly string[]): string =>
  groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((value) => [value >> 8, value & 255])
    .join(".");
