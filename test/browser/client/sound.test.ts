import { expect } from "@open-wc/testing";
import { eventually } from "../signaling/events.js";
import { toneTrack } from "../signaling/test-media.js";
import { People, until } from "./people.js";
import { hears } from "./senses.js";

describe("sound", () => {
  let people: People;

  beforeEach(() => {
    people = new People();
  });

  afterEach(() => people.end());

  it("has a level, for oneself and for the others, that falls to nothing on a mute", async () => {
    const ada = await people.join("Ada", { microphone: toneTrack(700) });
    const grace = await people.join("Grace");
    await hears(grace, "Ada", 700);
    const { id } = ada.room.snapshot.self;
    const levels = { own: 0, other: 0 };
    ada.room.onLevel(id, (level) => (levels.own = level));
    const stop = grace.room.onLevel(id, (level) => (levels.other = level));
    await eventually(() => levels.own > 0.6 && levels.other > 0.6);
    expect(Math.max(levels.own, levels.other)).to.be.at.most(1);
    await ada.room.request({ type: "set-microphone", enabled: false });
    await eventually(() => levels.own === 0 && levels.other < 0.1);
    stop();
    await ada.room.request({ type: "set-microphone", enabled: true });
    await eventually(() => levels.own > 0.6);
    expect(levels.other).to.be.below(0.1);
  });

  it("has a level before a join", async () => {
    const ada = people.add("Ada", { microphone: toneTrack(700) });
    let level = 0;
    ada.room.onLevel(ada.room.snapshot.self.id, (value) => (level = value));
    await ada.room.request({ type: "set-microphone", enabled: true });
    await eventually(() => level > 0.6);
  });

  it("of one person can be turned down, and off, and stays so", async () => {
    const ada = await people.join("Ada", { microphone: toneTrack(700) });
    const grace = await people.join("Grace", { microphone: toneTrack(1_500) });
    const linus = await people.join("Linus");
    await Promise.all([hears(linus, "Ada", 700), hears(linus, "Grace", 1_500)]);
    const { id } = ada.room.snapshot.self;
    const played: HTMLAudioElement[] = [];
    const { play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
      if (this instanceof HTMLAudioElement && !played.includes(this)) played.push(this);
      return play.call(this);
    };
    try {
      const volume = (): number | undefined => linus.room.snapshot.participants.find((each) => each.id === id)?.volume;
      expect(volume()).to.equal(1);
      await linus.room.request({ type: "set-volume", participantId: id, volume: 0.25 });
      expect(volume()).to.equal(0.25);
      await eventually(() => played.some(({ volume, paused }) => volume === 0.25 && !paused));
      await hears(linus, "Ada", 700);
      await linus.room.request({ type: "set-volume", participantId: id, volume: 0 });
      expect(played.filter(({ volume }) => volume === 0)).to.have.length(1);
      await hears(linus, "Grace", 1_500);
      const refused = await linus.room.request({ type: "set-volume", participantId: id, volume: 2 }).then(
        () => "done",
        (error: unknown) => (error as { code: string }).code,
      );
      expect(refused).to.equal("bad-request");
      expect(volume()).to.equal(0);
      await linus.room.request({ type: "set-volume", participantId: id, volume: 1 });
      await eventually(() => played.filter(({ srcObject }) => srcObject === null).length === 1);
      await hears(linus, "Ada", 700);
      await grace.room.request({ type: "leave" });
    } finally {
      HTMLMediaElement.prototype.play = play;
    }
  });

  it("is turned down by Web Audio where the volume of an element cannot be set", async () => {
    const own = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "volume")!;
    const gains: GainNode[] = [];
    const { createGain } = AudioContext.prototype;
    Object.defineProperty(HTMLMediaElement.prototype, "volume", { ...own, get: () => 1 });
    AudioContext.prototype.createGain = function (this: AudioContext) {
      const gain = createGain.call(this);
      gains.push(gain);
      return gain;
    };
    try {
      const ada = await people.join("Ada", { microphone: toneTrack(700) });
      const grace = await people.join("Grace");
      await hears(grace, "Ada", 700);
      const participantId = ada.room.snapshot.self.id;
      await grace.room.request({ type: "set-volume", participantId, volume: 0.5 });
      expect(gains.map(({ gain }) => gain.value)).to.deep.equal([0.5]);
      await grace.room.request({ type: "set-volume", participantId, volume: 0.25 });
      expect(gains.map(({ gain }) => gain.value)).to.deep.equal([0.25]);
      await hears(grace, "Ada", 700);
    } finally {
      Object.defineProperty(HTMLMediaElement.prototype, "volume", own);
      AudioContext.prototype.createGain = createGain;
    }
  });

  it("that the browser refuses to play is asked for, and played on a click", async () => {
    const { play } = HTMLMediaElement.prototype;
    let refuses = true;
    HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
      return refuses && this instanceof HTMLAudioElement
        ? Promise.reject(new DOMException("no gesture", "NotAllowedError"))
        : play.call(this);
    };
    try {
      const ada = await people.join("Ada");
      await people.join("Grace", { microphone: toneTrack(700) });
      await until(ada, ({ audioBlocked }) => audioBlocked);
      const refused = await ada.room.request({ type: "start-audio" }).then(
        () => "done",
        (error: unknown) => (error as { code: string }).code,
      );
      expect(refused).to.equal("playback-blocked");
      refuses = false;
      await ada.room.request({ type: "start-audio" });
      expect(ada.room.snapshot.audioBlocked).to.equal(false);
      await hears(ada, "Grace", 700);

      refuses = true;
      const linus = await people.join("Linus");
      await until(linus, ({ audioBlocked }) => audioBlocked);
      refuses = false;
      document.body.click();
      await until(linus, ({ audioBlocked }) => !audioBlocked);
      await hears(linus, "Grace", 700);

      refuses = true;
      const alan = await people.join("Alan");
      await until(alan, ({ audioBlocked }) => audioBlocked);
      await alan.room.request({ type: "leave" });
      await until(alan, ({ audioBlocked }) => !audioBlocked);
    } finally {
      HTMLMediaElement.prototype.play = play;
    }
  });
});
