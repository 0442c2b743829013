/** What of an offer matters to a room: the rest is between its maker and the SFU. */

/** A media section of an offer. */
export interface OfferedSection {
  readonly kind: "audio" | "video";
  readonly mid: string;
  readonly sends: boolean;
  readonly receives: boolean;
  /** The simulcast RIDs that are sent, in the order of the offer: best first. */
  readonly rids: readonly string[];
}

const KINDS = new Set(["audio", "video"]);
const DIRECTIONS = ["sendrecv", "sendonly", "recvonly", "inactive"] as const;
type Direction = (typeof DIRECTIONS)[number];

/** @returns `undefined` when the text is no session description, or a section of it cannot be named. */
export function readOffer(sdp: string): OfferedSection[] | undefined {
  const [session = "", ...sections] = sdp.split(/\r?\n(?=m=)/);
  if (!/^v=0\r?\n/.test(session) || sections.length === 0) return undefined;
  const read = sections.map((text) => readSection(text.split(/\r?\n/), directionIn(session.split(/\r?\n/))));
  if (read.includes(undefined)) return undefined;
  return read.filter((section) => section !== undefined && section !== "other") as OfferedSection[];
}

function readSection(lines: readonly string[], inherited: Direction | undefined): OfferedSection | "other" | undefined {
  const kind = /^m=(\w+) \d+/.exec(lines[0] ?? "")?.[1];
  if (kind === undefined) return undefined;
  if (!KINDS.has(kind)) return "other";
  const mid = valueOf(lines, "a=mid:");
  if (mid === undefined) return undefined;
  const direction = directionIn(lines) ?? inherited ?? "sendrecv";
  return {
    kind: kind as OfferedSection["kind"],
    mid,
    sends: direction === "sendrecv" || direction === "sendonly",
    receives: direction === "sendrecv" || direction === "recvonly",
    rids: ridsOf(valueOf(lines, "a=simulcast:") ?? ""),
  };
}

const valueOf = (lines: readonly string[], prefix: string): string | undefined =>
  lines
    .find((line) => line.startsWith(prefix))
    ?.slice(prefix.length)
    .trim();

const directionIn = (lines: readonly string[]): Direction | undefined =>
  DIRECTIONS.find((direction) => lines.includes(`a=${direction}`));

/** `send h;m;~l recv …`: a tilde says that the layer begins paused, a comma gives alternatives. */
function ridsOf(simulcast: string): string[] {
  const list = /(?:^|\s)send (\S+)/.exec(simulcast)?.[1]?.split(";") ?? [];
  return list.flatMap((layer) => layer.split(",")[0]?.replace("~", "") || []).slice(0, 4);
}
