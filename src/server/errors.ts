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
  upstream_unavailable: 502,
  internal: 500,
};

/** Something that the server refuses, with what to do next. `reason` is for the caller and never quotes their input. */
export class RoomServerError extends Error {
  override readonly name = "RoomServerError";
  readonly status: number;

  constructor(
    readonly code: RoomErrorCode,
    readonly reason: string,
    status?: number,
  ) {
    super(`${code}: ${reason}`);
    this.status = status ?? STATUS[code];
  }

  toReply(): RoomErrorReply {
    return { error: { code: this.code, reason: this.reason } };
  }
}
