import { afterAll, describe, expect, it } from "vitest";
import { callsOf, Endpoints } from "../support/adapters.js";
import { Rig, SECONDS, until } from "../support/setup.js";
import { SENTENCES } from "../support/sentences.js";
import { canSpeak, Speech } from "../support/speech.js";

/** Seconds from the opening of the microphone to the first word: until then the adapter is there. */
const HEAD = 8;

describe.skipIf(!canSpeak())(
  "speech (Debian's espeak-ng, sox, python3-pocketsphinx, pocketsphinx-en-us)",
  { timeout: 180 * SECONDS },
  () => {
    const speech = canSpeak() ? new Speech(SENTENCES, HEAD) : undefined;
    const rig = new Rig([`--use-file-for-fake-audio-capture=${speech?.file}%noloop`]);
    const endpoints = new Endpoints();
    afterAll(() => speech?.remove());

    it("into a microphone is recognised in what an adapter sends", async () => {
      const listener = await endpoints.start();
      const ada = await rig.join();
      const sessionId = await ada.call("sessionId");
      const { sdp, mids } = await ada.call("offer", [{ kind: "audio", direction: "sendonly" }]);
      const { body } = await ada.call("api", "POST", `/${sessionId}/tracks/new`, {
        sessionDescription: { type: "offer", sdp },
        tracks: [{ location: "local", mid: mids[0], trackName: "mic" }],
      });
      if (body.sessionDescription) await ada.call("accept", body.sessionDescription);
      await ada.call("connected");
      // The file begins to play when the microphone is opened.
      await ada.call("sendOn", mids[0] ?? "", { name: "mic", kind: "audio", microphone: true });
      await callsOf(await rig.sfu()).adapters.open([
        { location: "remote", sessionId, trackName: "mic", endpoint: listener.url, outputCodec: "pcm" },
      ]);
      // From wherever the adapter came in to the end of the file.
      const [first] = await listener.receive(1);
      const spoken = (speech?.duration ?? 0) * 48_000;
      await until(() => {
        const { timestamp = 0 } = listener.packets.at(-1) ?? {};
        return (timestamp - (first?.timestamp ?? 0)) >>> 0 > spoken ? true : undefined;
      });
      expect(speech?.recognise(listener.packets.map(({ payload }) => payload))).toEqual(SENTENCES);
    });
  },
);
