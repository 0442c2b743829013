import { describe as group, expect, it } from "vitest";
import { CommandError } from "../../src/cli/command-error.js";
import { argumentsFor, describeInput } from "../../src/cli/relay/ffmpeg.js";
import { fits } from "../../src/cli/relay/guests.js";
import { readRelayOptions } from "../../src/cli/relay/relay.js";
import { publicTarget, readTarget, targetFor } from "../../src/cli/relay/target.js";

group("a relay's target", () => {
  it.each([
    ["rtmp://live.example/app/key", { type: "rtmp", url: "rtmp://live.example/app/key" }],
    ["http://mixer.example:8889/stage/whip", { type: "whip", url: "http://mixer.example:8889/stage/whip" }],
    ["whip://mixer.example:8889/stage/whip", { type: "whip", url: "http://mixer.example:8889/stage/whip" }],
    ["whips://mixer.example/stage/whip?x=1", { type: "whip", url: "https://mixer.example/stage/whip?x=1" }],
  ])("is read: %s", (to, target) => {
    expect(readTarget(to, undefined)).toMatchObject(target);
  });

  it("takes a name and password out of an address, where no request may have them", () => {
    expect(readTarget("http://ada:p%40ss@mixer.example/stage/whip", undefined)).toEqual({
      type: "whip",
      url: "http://mixer.example/stage/whip",
      authorization: `Basic ${Buffer.from("ada:p@ss").toString("base64")}`,
    });
    expect(readTarget("http://mixer.example/stage/whip", "a-token")).toMatchObject({ authorization: "Bearer a-token" });
  });

  it.each(["live.example/app", "ftp://live.example/app", "file:///etc/passwd", ""])("is none: %s", (to) => {
    expect(() => readTarget(to, undefined)).toThrow(CommandError);
  });

  it("is said without its secrets", () => {
    for (const to of ["rtmp://live.example/app/SECRET", "http://ada:SECRET@mixer.example/app/whip?token=SECRET"]) {
      expect(publicTarget(readTarget(to, "SECRET"))).not.toContain("SECRET");
    }
    expect(publicTarget(readTarget("http://mixer.example:8889/cam-1/whip", undefined))).toBe(
      "http://mixer.example:8889/cam-1/…",
    );
  });
});

group("several guests", () => {
  it.each([
    ["cam-*", ["cam-1", "cam-"], ["cam", "x-cam-1"]],
    ["*", ["cam-1", "anybody"], []],
    ["a.b*~c", ["a.b~c", "a.bx~c"], ["aXb~c"]],
  ])("are meant by a pattern: %s", (pattern, meant, others) => {
    expect(meant.filter((id) => !fits(pattern, id))).toEqual([]);
    expect(others.filter((id) => fits(pattern, id))).toEqual([]);
  });

  it("have an address each", () => {
    expect(targetFor("http://mixer.example/{id}/whip", "cam-1")).toBe("http://mixer.example/cam-1/whip");
    expect(readRelayOptions({ participant: "cam-*", to: "http://mixer.example/{id}/whip" }).room).toBe("guests");
    expect(() => readRelayOptions({ participant: "cam-*", to: "http://mixer.example/stage/whip" })).toThrow("{id}");
    expect(() => readRelayOptions({ participant: "*", to: "rtmp://live.example/app/key" })).toThrow("{id}");
  });
});

group("ffmpeg", () => {
  it("is told what comes, and copies what RTMP carries", () => {
    const video = { kind: "video", payloadType: 98, codec: "H264/90000", parameters: "packetization-mode=1" } as const;
    const audio = { kind: "audio", payloadType: 96, codec: "opus/48000/2", parameters: "" } as const;
    expect(describeInput([audio, video], { audio: 5004, video: 5006 })).toContain(
      "m=video 5006 RTP/AVP 98\na=rtpmap:98 H264/90000\na=fmtp:98 packetization-mode=1",
    );
    expect(argumentsFor([audio, video], "rtmp://x/y/z").join(" ")).toContain("-c:v copy");
    expect(argumentsFor([{ ...video, codec: "VP8/90000" }], "rtmp://x/y/z").join(" ")).toContain("-c:v libx264");
  });
});
