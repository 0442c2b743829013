import type { RoomErrorCode, RoomErrorReply } from "../wire/room-protocol.js";

const STATUS: Record<RoomErrorCode, number> = {
  invalid_message: 400,
  message_too_large: 413,
  rate_limited: 429,
  session_not_owned: 403,
  track_not_in_room: 404,
  invalid_room: 400,
  invalid_name: 400,
  room_not_found: 404,
  room_full: 409,
  room_locked: 423,
  room_ended: 410,
  denied: 403,
  banned: 403,
  unauthorized: 401,
  token_expired: 401,
  forbidden: 403,
  origin_not_allowed: 403,
  feature_full: 409,
  upstream_unavailable: 502,
  internal: 500,
};

/** Something that the server refuses, with what to do next. `reason` is for the caller and never quotes their input. */
export class RoomServerError extends Error {
  override readonly name = "RoomServerError";
  /** The HTTP status that says so. */
  readonly status: number;

  constructor(
    /** What is refused, as a word for programs. */
    readonly code: RoomErrorCode,
    /** One sentence for the caller: what to do next. */
    readonly reason: string,
    status?: number,
    /** Seconds after which it may be tried again. */
    readonly retryAfter?: number,
  ) {
    super(`${code}: ${reason}`);
    this.status = status ?? STATUS[code];
  }

  /** The body of the answer, as clients read it. */
  toReply(): RoomErrorReply {
    return { error: { code: this.code, reason: this.reason } };
  }

  /**
   * The whole answer, with `retry-after` where it may be tried again.
   * @param headers are added to it.
   */
  toResponse(headers: Readonly<Record<string, string>> = {}): Response {
    const { status, retryAfter } = this;
    const later = retryAfter === undefined ? undefined : { "retry-after": `${retryAfter}` };
    return Response.json(this.toReply(), { status, headers: { ...headers, ...later } });
  }
}
