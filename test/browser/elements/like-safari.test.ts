/** A call where the browser lacks what Safari lacks: nothing is offered that does not work, and nothing else is missing. */
import "./support/like-safari.js";
import { expect, fixture } from "@open-wc/testing";
import { html } from "lit";
import { createRoom } from "../../../src/client/index.js";
import { attachTrack } from "../../../src/elements/ui/attach-track.js";
import { canvasTrack, stopCanvasTracks } from "./support/canvas-track.js";
import { DoubleRoomElement } from "./support/double-room.js";
import { named } from "./support/deep.js";
import { controlsIn } from "./support/hits.js";
import { RoomDouble, joinedSnapshot, person } from "./support/room-double.js";
import { nextTask, until } from "./support/wait.js";

const show = async (snapshot: RoomDouble["snapshot"]): Promise<DoubleRoomElement> => {
  DoubleRoomElement.snapshot = snapshot;
  const room = await fixture<DoubleRoomElement>(
    html`<double-room room="standup" style="inline-size: 1000px; block-size: 600px"></double-room>`,
  );
  await until(() => controlsIn(room).length > 0);
  return room;
};

describe("without what Safari lacks", () => {
  it("people join", async () => {
    const room = await show(new RoomDouble().snapshot);
    const prejoin = room.shadowRoot!.querySelector("calls-prejoin")!;
    prejoin.shadowRoot!.querySelector("input")!.value = "Ada";
    named(prejoin, "Join")!.click();
    await until(() => room.double.requests.some(({ type }) => type === "join"));
  });

  it("a call has its controls, less those of what cannot be had", async () => {
    const room = await show({ ...joinedSnapshot, participants: [person("p0", "Grace")] });
    await until(() => named(room, "Leave") !== undefined);
    expect(["Microphone", "Camera", "Chat"].filter((name) => !named(room, name))).to.deep.equal([]);
    expect(named(room, "Share screen")).to.equal(undefined);
    expect(named(room, "Picture in picture")).to.equal(undefined);
  });

  it("no speaker is offered that the browser cannot play on", async () => {
    const room = createRoom({ signaling: { join: () => new Promise(() => {}) } });
    await room.request({ type: "set-microphone", enabled: true });
    await until(() => room.snapshot.devices.microphones.length > 0);
    expect(room.snapshot.devices.speakers).to.deep.equal([]);
    await room.destroy();
  });

  it("a picture that was refused, to save power, moves with the next click", async () => {
    const video = document.createElement("video");
    let isAllowed = false;
    let played = 0;
    video.play = async () => {
      if (!isAllowed) throw new DOMException("", "NotAllowedError");
      played++;
    };
    const track = canvasTrack("red");
    attachTrack(video, track);
    attachTrack(video, track);
    await nextTask();
    isAllowed = true;
    document.body.click();
    document.body.click();
    expect(played).to.equal(1);
    stopCanvasTracks();
  });
});
