import { expect } from "@open-wc/testing";
import { html } from "lit";
import "../../../src/features/captions/elements/index.js";
import { spoken } from "../../../stories/support/spoken-words.js";
import { inRoom } from "./support/double-room.js";
import { joinedSnapshot, type RoomDouble } from "./support/room-double.js";

const commands = ({ requests }: RoomDouble): unknown[] =>
  requests.flatMap((request) => (request.type === "feature" ? { [request.feature]: request.command } : []));

let all: Recognition[] = [];
class Recognition extends EventTarget {
  lang = "";
  calls: string[] = [];
  constructor() {
    super();
    all.push(this);
  }
  start = (): void => void this.calls.push("start");
  stop = (): void => void this.calls.push("stop");
  abort = (): void => void this.calls.push("abort");
  say = (transcript: string): void => {
    const results = [Object.assign([{ transcript }], { isFinal: true })];
    this.dispatchEvent(Object.assign(new Event("result"), { resultIndex: 0, results }));
  };
}

const own = Reflect.get(globalThis, "SpeechRecognition") as unknown;
let context: AudioContext;
beforeEach(() => {
  all = [];
  context = new AudioContext();
  Reflect.set(globalThis, "SpeechRecognition", Recognition);
});
afterEach(async () => {
  Reflect.set(globalThis, "SpeechRecognition", own);
  await context.close();
});

/** Somebody speaks in a room whose captions browsers make. */
async function speaking() {
  const [track] = context.createMediaStreamDestination().stream.getAudioTracks();
  const microphone = { source: "microphone", trackName: "mic", enabled: true, track } as const;
  const call = { ...joinedSnapshot, features: { captions: spoken({ source: "browser" }) } };
  const self = { ...call.self, microphone };
  const { room } = await inRoom({ ...call, self }, html`<calls-own-words></calls-own-words>`);
  const mute = (): void => room.set({ self: { ...self, microphone: { ...microphone, enabled: false } } });
  return { room, mute, unmute: () => room.set({ self }) };
}

describe("captions by the speaker's browser", () => {
  it("has the words of whoever turns their microphone off right after them, from their browser", async () => {
    const { room, mute, unmute } = await speaking();
    mute();
    const [first] = all;
    expect(first!.calls).to.deep.equal(["start", "stop"]);
    first!.say("Please open the window.");
    first!.dispatchEvent(new Event("end"));
    expect(commands(room)).to.deep.equal([
      { captions: { type: "say", text: "Please open the window.", isFinal: true, language: "en" } },
    ]);
    // A language that the browser does not know is no reason not to listen in another.
    unmute();
    all[1]!.dispatchEvent(Object.assign(new Event("error"), { error: "language-not-supported" }));
    room.set({ features: { captions: spoken({ source: "browser", language: "tr" }) } });
    expect(all.map(({ calls, lang }) => `${lang} ${calls.join(" ")}`)).to.deep.equal([
      "en start stop",
      "en start abort abort",
      "tr start",
    ]);
  });

  it("says nothing of one stay in the next: words that come after the end are nobody's", async () => {
    const { room, mute } = await speaking();
    const joined = room.snapshot.status;
    mute();
    room.set({ status: { phase: "idle" } });
    room.set({ status: joined });
    all[0]!.say("See you tomorrow.");
    expect(all[0]!.calls).to.deep.equal(["start", "stop", "abort"]);
    expect(commands(room)).to.deep.equal([]);
  });
});
