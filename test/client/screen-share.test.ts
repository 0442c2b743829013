import { describe, expect, it } from "vitest";
import { createEnvironment, type CaptureDevices } from "../../src/client/environment.js";
import { ScreenShare } from "../../src/client/media/screen-share.js";

class Track extends EventTarget {
  readyState = "live";
  contentHint = "";
  readonly kind: "audio" | "video";

  constructor(kind: "audio" | "video") {
    super();
    this.kind = kind;
  }
  stop(): void {
    this.readyState = "ended";
  }
}

type Give = () => Promise<Track[]> | Track[];

/** A screen share whose browser answers with `give`. */
function setUp(give: Give, supported: object = {}) {
  const tracks: Track[] = [];
  const statuses: string[] = [];
  let asked = 0;
  let options: DisplayMediaStreamOptions = {};
  const mediaDevices = {
    getSupportedConstraints: () => supported,
    async getDisplayMedia(given: DisplayMediaStreamOptions) {
      asked++;
      options = given;
      const shared = await give();
      tracks.push(...shared);
      return { getTracks: () => shared } as unknown as MediaStream;
    },
  };
  const share = new ScreenShare({
    environment: createEnvironment({ mediaDevices: mediaDevices as unknown as CaptureDevices }),
    onChange: () => statuses.push(share.state.status),
  });
  return { share, tracks, statuses, asked: () => asked, options: () => options };
}

const refused = (message: string) => new DOMException(message, "NotAllowedError");
const fails = (error: unknown) => () => {
  throw error;
};

describe("ScreenShare", () => {
  it.each(["Permission denied", "Permission denied by user", "The request is not allowed by the user agent."])(
    "is off, without an error, when the person closes the question (%s)",
    async (message) => {
      const { share, statuses } = setUp(fails(refused(message)));
      await share.set(true, false);
      expect(statuses).toEqual(["starting", "off"]);
    },
  );

  it.each([
    [refused("Permission denied by system"), "permission-denied"],
    [refused('Access to the feature "display-capture" is disallowed by permissions policy.'), "permission-denied"],
    [new DOMException("no", "NotReadableError"), "device-in-use"],
    [new DOMException("needs a gesture", "InvalidStateError"), "not-supported"],
  ])("tells of everything else (%s)", async (error, code) => {
    const { share } = setUp(fails(error));
    await expect(share.set(true, false)).rejects.toMatchObject({ code });
    expect(share.state).toMatchObject({ status: "failed", error: { code } });
  });

  it.each([
    [undefined, /mediaDevices/],
    [{} as CaptureDevices, /computers/],
  ])("says so when the browser has no screen to give", async (mediaDevices, reason) => {
    const share = new ScreenShare({ environment: createEnvironment({ mediaDevices }), onChange: () => {} });
    await expect(share.set(true, false)).rejects.toMatchObject({
      code: "not-supported",
      reason: expect.stringMatching(reason),
    });
    expect(share.state.status).toBe("failed");
  });

  it("leaves the call's own sound out of what is shared, or offers no sound that has it", async () => {
    const current = setUp(() => [new Track("video")], { restrictOwnAudio: true });
    await current.share.set(true, true);
    expect(current.options()).toMatchObject({ audio: { restrictOwnAudio: true }, systemAudio: "include" });
    const old = setUp(() => [new Track("video")]);
    await old.share.set(true, true);
    expect(old.options()).toMatchObject({ systemAudio: "exclude" });
    await old.share.set(false, true);
    await old.share.set(true, true, { systemAudio: "include" });
    expect(old.options()).toMatchObject({ systemAudio: "include" });
  });

  it("asks within the click, and once for two clicks", async () => {
    const { share, asked } = setUp(() => [new Track("video")]);
    const first = share.set(true, false);
    expect(asked()).toBe(1);
    await Promise.all([first, share.set(true, false)]);
    await share.set(true, false);
    expect(asked()).toBe(1);
    expect(share.state.status).toBe("on");
  });

  it("stops what comes after the person has changed their mind", async () => {
    let give: (tracks: Track[]) => void = () => {};
    const { share, tracks } = setUp(() => new Promise((resolve) => (give = resolve)));
    const asked = share.set(true, true).catch((error: unknown) => error);
    await share.set(false, false);
    give([new Track("video"), new Track("audio")]);
    expect(await asked).toMatchObject({ code: "aborted" });
    expect(tracks.map(({ readyState }) => readyState)).toEqual(["ended", "ended"]);
    expect(share.state.status).toBe("off");
    expect(share.tracks).toEqual([]);
  });

  it("gives the picture and the sound as parts of one share", async () => {
    const { share, tracks } = setUp(() => [new Track("video"), new Track("audio")]);
    await share.set(true, true);
    expect(share.picture).toMatchObject({ source: "screen", track: tracks[0], state: share.state });
    expect(share.sound).toMatchObject({ source: "screen-audio", track: tracks[1], state: share.state });
    tracks[0]?.dispatchEvent(new Event("ended"));
    expect(share.sound.track).toBeUndefined();
    expect(tracks[1]?.readyState).toBe("ended");
  });
});
