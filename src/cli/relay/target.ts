/** Where a relay sends to: an RTMP server, or whatever takes WHIP. */
import { CommandError } from "../command-error.js";

/** An RTMP address, which ends with a key. */
export interface RtmpTarget {
  readonly type: "rtmp";
  readonly url: string;
}

/** A WHIP endpoint. */
export interface WhipTarget {
  readonly type: "whip";
  /** Without a name and password, which are in {@link WhipTarget.authorization}. */
  readonly url: string;
  /** The header of this name. */
  readonly authorization: string | undefined;
}

export type Target = RtmpTarget | WhipTarget;

/** Stands in an address for the guest's id, where several are sent. */
export const ID = "{id}";

/**
 * Reads an address: `rtmp://live.example/app/stream-key`; or a WHIP endpoint such as MediaMTX's, `http://mixer.example:8889/stage/whip`,
 * for which `whip://` and `whips://` stand as well.
 *
 * @param token for a WHIP endpoint that wants one.
 * @throws CommandError for an address that is none.
 */
export function readTarget(to: string, token: string | undefined): Target {
  const url = URL.canParse(to) ? new URL(to) : undefined;
  if (url && /^rtmps?:$/.test(url.protocol)) return { type: "rtmp", url: to };
  if (!url || !/^(https?|whips?):$/.test(url.protocol)) {
    throw new CommandError(
      "--to takes an RTMP address, as in rtmp://live.example/app/stream-key, or a WHIP endpoint, as in http://mixer.example:8889/stage/whip.",
    );
  }
  const address = new URL(to.replace(/^whip/, "http"));
  const { username, password } = address;
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
  const authorization = token === undefined ? (username === "" ? undefined : `Basic ${basic}`) : `Bearer ${token}`;
  address.username = address.password = "";
  return { type: "whip", url: address.href, authorization };
}

/** The address of one of several. */
export const targetFor = (to: string, id: string): string => to.replaceAll(ID, encodeURIComponent(id));

/** The target without what may be a key: the last part of its path, and all that follows. */
export function publicTarget({ url }: Target): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname.replace(/[^/]*$/, "…")}`;
}
