import { describe, expect, it } from "vitest";
import { itemFailure, replyFailure } from "../../src/wire/calls-failure.js";

describe("the error of an item", () => {
  it("tells what may be tried again", () => {
    expect(itemFailure({ errorCode: "not_found_track_error" })).toMatchObject({
      code: "track-not-found",
      retryable: true,
    });
    expect(itemFailure({ errorCode: "empty_track_error" })).toMatchObject({ code: "track-empty", retryable: true });
    expect(itemFailure({ errorCode: "invalid_params" })).toMatchObject({ code: "bad-request", retryable: false });
    expect(itemFailure({ errorCode: "retryable_transient_error" })).toMatchObject({ code: "service-unavailable" });
    expect(itemFailure({ errorCode: "something new" })).toMatchObject({ code: "server-error", retryable: true });
    expect(itemFailure(undefined)).toMatchObject({ code: "server-error" });
  });

  it("says what the service says, and what to do", () => {
    const { reason } = itemFailure({ errorCode: "empty_track_error", errorDescription: "No packets" });
    expect(reason).toBe("empty_track_error: No packets. Try again when its publisher is connected and sending.");
  });
});

describe("the error of a reply", () => {
  it("is that of its code, else of its status", () => {
    expect(replyFailure(401, { errorCode: "token_expired" })).toMatchObject({ code: "token-expired" });
    expect(replyFailure(401)).toMatchObject({ code: "unauthorized", retryable: false });
    expect(replyFailure(410, { errorCode: "session_error" })).toMatchObject({ code: "session-expired" });
    expect(replyFailure(406, { errorCode: "invalid_params" })).toMatchObject({ code: "session-conflict" });
    expect(replyFailure(503)).toMatchObject({ code: "service-unavailable", retryable: true });
    expect(replyFailure(404)).toMatchObject({ code: "bad-request", retryable: false });
  });
});
