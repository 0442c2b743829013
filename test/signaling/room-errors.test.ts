import { describe, expect, it } from "vitest";
import { replyError, roomError, socketEnd } from "../../src/signaling/room-server/room-errors.js";
import { ROOM_CLOSE, ROOM_ERROR_CODES } from "../../src/wire/tables.js";

describe("errors of the room server", () => {
  it("has a word of the client for every code of the protocol", () => {
    const words = Object.fromEntries(ROOM_ERROR_CODES.map((code) => [code, roomError(code, "why").code]));
    expect(words).toEqual({
      invalid_message: "protocol",
      message_too_large: "protocol",
      rate_limited: "rate-limited",
      session_not_owned: "session-expired",
      track_not_in_room: "track-not-found",
      invalid_room: "invalid-room",
      invalid_name: "invalid-name",
      room_not_found: "room-not-found",
      room_full: "room-full",
      room_locked: "room-locked",
      room_ended: "room-ended",
      denied: "denied",
      banned: "banned",
      unauthorized: "unauthorized",
      token_expired: "token-expired",
      forbidden: "forbidden",
      origin_not_allowed: "not-configured",
      feature_full: "bad-request",
      upstream_unavailable: "service-unavailable",
      internal: "server-error",
    });
    expect(roomError("something new", "why")).toMatchObject({ code: "server-error", reason: "why", retryable: true });
    expect(roomError("constructor", "why").code).toBe("server-error");
  });

  it("reads both shapes of a failed reply, and tells what is neither", () => {
    expect(replyError(403, { error: { code: "banned", reason: "Not you." } })).toMatchObject({
      code: "banned",
      reason: "Not you.",
      retryable: false,
    });
    expect(replyError(429, { errorCode: "rate_limited" })).toMatchObject({ code: "rate-limited", retryable: true });
    for (const body of [undefined, null, "no", { error: 7 }]) {
      expect(replyError(502, body)).toMatchObject({ code: "server-error", retryable: true });
    }
  });

  it.each([
    [ROOM_CLOSE.left, "", "removed"],
    [ROOM_CLOSE.removed, "", "removed"],
    [ROOM_CLOSE.removed, "banned", "banned"],
    [ROOM_CLOSE.ended, "", "room-ended"],
    [ROOM_CLOSE.denied, "", "denied"],
    [ROOM_CLOSE.denied, "room_locked", "room-locked"],
    [ROOM_CLOSE.unauthorized, "token_expired", "token-expired"],
    [1013, "The room is full.", "room-full"],
  ])("ends a stay for good with %i %s", (close, reason, code) => {
    expect(socketEnd(close, reason)).toMatchObject({ isFinal: true, error: { code } });
  });

  it("comes back after any other end, whatever its reason", () => {
    for (const close of [1000, 1006, 1012, ROOM_CLOSE.stale]) {
      expect(socketEnd(close, "banned")).toMatchObject({ isFinal: false, error: { code: "server-unreachable" } });
    }
  });
});
