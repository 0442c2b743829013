import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestBrowser, type Peer } from "./support/browser.js";
import type { PublishOptions } from "./support/page-api.js";
import { Rig, SECONDS, until } from "./support/setup.js";

const FIREFOX = "/usr/bin/firefox-esr";
const MIC: PublishOptions = { name: "mic", kind: "audio", microphone: true };
const CAMERA: PublishOptions = { name: "camera", kind: "video", width: 1280, height: 720 };

describe.skipIf(!existsSync(FIREFOX))("Firefox (Debian's firefox-esr)", { timeout: 90 * SECONDS }, () => {
  const rig = new Rig();
  let firefox: TestBrowser;

  beforeAll(async () => {
    firefox = await TestBrowser.launchFirefox(FIREFOX);
  }, 60 * SECONDS);
  afterAll(async () => firefox.close());

  async function join(): Promise<Peer> {
    const peer = await firefox.peer(await rig.sfu());
    await peer.call("create");
    return peer;
  }

  it("and Chromium see and hear each other, and exchange messages", async () => {
    const fox = await join();
    const published = await fox.call("publish", [MIC, CAMERA], true);
    expect(published.status).toBe(200);
    await fox.call("connected");
    const chrome = await rig.publish([{ name: "mic", kind: "audio", tone: 500 }, CAMERA], true);
    const sessionId = await fox.call("sessionId");
    for (const [to, publisher] of [
      [chrome.peer, sessionId],
      [fox, chrome.session],
    ] as const) {
      const pull = (trackName: string) => ({ location: "remote", sessionId: publisher, trackName }) as const;
      const reply = await to.call("pull", [pull("mic"), pull("camera")]);
      const [mic = "", camera = ""] = (reply.body.tracks ?? []).map(({ mid }) => mid);
      await to.call("moreFrames", camera, 15);
      if (to === fox) await until(async () => ((await fox.call("packets", mic)) > 50 ? true : undefined));
      else await to.call("hears", mic, 700);
    }
    const channel = { dataChannelName: "chat" };
    const local = await fox.call("api", "POST", `/${sessionId}/datachannels/new`, {
      dataChannels: [{ ...channel, location: "local" }],
    });
    const remote = await chrome.peer.call("api", "POST", `/${chrome.session}/datachannels/new`, {
      dataChannels: [{ ...channel, location: "remote", sessionId }],
    });
    const id = local.body.dataChannels?.[0]?.id ?? -1;
    const own = remote.body.dataChannels?.[0]?.id ?? -1;
    await fox.call("openChannel", { id });
    await chrome.peer.call("openChannel", { id: own });
    await fox.call("send", id, "hello");
    expect(await chrome.peer.call("received", own, 1)).toEqual(["hello"]);
    await fox.close();
  });

  it("sends layers, and has its tracks closed and its sections used again", async () => {
    const fox = await join();
    const { mids } = await fox.call("publish", [{ ...CAMERA, rids: ["a", "b"] }, MIC]);
    await fox.call("connected");
    const sessionId = await fox.call("sessionId");
    const bob = await rig.join();
    const camera = { location: "remote", sessionId, trackName: "camera" } as const;
    const reply = await bob.call("pull", [{ ...camera, simulcast: { preferredRid: "b" } }]);
    const mid = reply.body.tracks?.[0]?.mid ?? "";
    const small = (await bob.call("moreFrames", mid, 5)).frameWidth;
    await bob.call("api", "PUT", `/${await bob.call("sessionId")}/tracks/update`, {
      tracks: [{ ...camera, mid, simulcast: { preferredRid: "a" } }],
    });
    // Firefox makes both smaller on a busy machine.
    await until(async () => ((await bob.call("video", mid)).frameWidth > small ? true : undefined));
    expect((await fox.call("closeNegotiated", mids.slice(0, 1))).status).toBe(200);
    // Its BUNDLE stood on the section that is gone: Firefox begins DTLS anew, and the session goes on. It does so again with
    // the next publication, and takes what is on its way from the one for an answer of the other: one after the other.
    await fox.call("connected");
    expect((await fox.call("publish", [CAMERA])).status).toBe(200);
    const again = await bob.call("pull", [camera]);
    await bob.call("moreFrames", again.body.tracks?.[0]?.mid ?? "", 5);
    await fox.close();
  });
});
