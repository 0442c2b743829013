import { expect } from "@open-wc/testing";
import { html } from "lit";
import type { CallsBanner } from "../../../src/elements/banner/banner.js";
import { inRoom, type DoubleRoomElement } from "./support/double-room.js";
import { joinedSnapshot, person, type RoomDouble } from "./support/room-double.js";
import { nextTask, settled, until, visibleText } from "./support/wait.js";

const grace = person("grace", "Grace", { role: "host" });

const show = async (
  change: Partial<RoomDouble["snapshot"]>,
): Promise<{
  banner: CallsBanner;
  element: DoubleRoomElement;
  room: RoomDouble;
  click: (text: string) => Promise<void>;
}> => {
  const { element, room } = await inRoom(
    { ...joinedSnapshot, participants: [grace], ...change },
    html`<calls-banner></calls-banner>`,
  );
  const banner = element.querySelector("calls-banner")!;
  await banner.updateComplete;
  const click = async (text: string): Promise<void> => {
    const buttons = [...banner.shadowRoot!.querySelectorAll("button")];
    buttons.find((button) => button.textContent?.trim() === text)!.click();
    await nextTask();
    await banner.updateComplete;
  };
  return { banner, element, room, click };
};

describe("<calls-banner>", () => {
  it("is accessible, whatever it says", async () => {
    const { banner, room } = await show({});
    const states: Partial<RoomDouble["snapshot"]>[] = [
      { participants: [] },
      { status: { phase: "joined", signaling: "connected", media: "reconnecting" } },
      { ...joinedSnapshot, participants: [grace], talkingWhileMuted: true },
      { talkingWhileMuted: false, self: person("me", "Ada", { isSelf: true, quality: "poor" }) },
    ];
    for (const state of states) {
      room.set(state);
      await banner.updateComplete;
      await settled();
      expect(visibleText(banner)).not.to.equal("");
      await expect(banner).to.be.accessible();
    }
    room.emit({ type: "asked", from: "grace", action: "unmute", source: "camera" });
    await banner.updateComplete;
    await settled();
    await expect(banner).to.be.accessible();
  });

  it("says all along that the call is recorded, beside what else there is to say, and announces both ends of it", async () => {
    const { banner, room, element } = await show({ participants: [] });
    const announced = (): string => document.querySelector("[data-calls-announcer]")?.textContent ?? "";
    element.recording = true;
    await until(() => visibleText(banner).includes("Recording"));
    expect(visibleText(banner)).to.contain("You’re the first one here");
    await until(() => announced().includes("This call is being recorded."));
    room.set({ participants: [grace] });
    await banner.updateComplete;
    expect(visibleText(banner)).to.contain("Recording");
    await settled();
    await expect(banner).to.be.accessible();
    element.recording = false;
    await until(() => !visibleText(banner).includes("Recording"));
    await until(() => announced().includes("The recording has ended."));
  });

  it("is not there while there is nothing to say", async () => {
    const { banner } = await show({});
    expect(banner.shadowRoot!.querySelector("[part=banner]")).to.equal(null);
  });

  it("puts the connection before everything else", async () => {
    const { banner } = await show({
      status: { phase: "joined", signaling: "reconnecting", media: "connected" },
      talkingWhileMuted: true,
    });
    expect(visibleText(banner)).to.contain("People can still see and hear you").and.not.to.contain("muted");
  });

  it("tells those who talk that they are muted, and unmutes them when they want it", async () => {
    const { banner, room, click } = await show({ talkingWhileMuted: true });
    expect(visibleText(banner)).to.contain("You’re muted");
    await click("Unmute");
    expect(room.requests).to.deep.equal([{ type: "set-microphone", enabled: true }]);
  });

  it("asks what a host asks, and does nothing without a yes", async () => {
    const { banner, room, click } = await show({});
    room.emit({ type: "asked", from: "grace", action: "unmute", source: "microphone" });
    await banner.updateComplete;
    expect(visibleText(banner)).to.contain("Grace asks you to turn on your microphone.");
    await click("Not now");
    expect(visibleText(banner)).to.equal("");
    expect(room.requests).to.deep.equal([]);
    room.emit({ type: "asked", from: "grace", action: "unmute", source: "camera" });
    await banner.updateComplete;
    await click("Turn on camera");
    expect(room.requests).to.deep.equal([{ type: "set-camera", enabled: true }]);
    expect(visibleText(banner)).to.equal("");
  });

  it("tells that a timed call ends soon", async () => {
    const policy = { locked: false, waitingRoom: false, spotlight: [], endsAt: Date.now() + 150_000 };
    const { banner, room } = await show({ policy });
    expect(visibleText(banner)).to.contain("The call ends in 3 minutes.");
    room.set({ policy: { ...policy, endsAt: Date.now() + 3_600_000 } });
    await banner.updateComplete;
    expect(visibleText(banner)).to.equal("");
  });

  it("says that pictures are paused when the network carries no more", async () => {
    const self = person("me", "Ada", { isSelf: true, quality: "poor" });
    const { banner, room } = await show({ self });
    expect(visibleText(banner)).to.contain("Others may not see or hear you well");
    room.set({ audioOnly: true });
    await banner.updateComplete;
    expect(visibleText(banner)).to.contain("pictures are paused");
  });
});
