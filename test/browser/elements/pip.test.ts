import { expect, fixture } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { html } from "lit";
import "./support/kit.js";
import type { CallsRoom } from "./support/kit.js";
import { currentPip } from "../../../src/elements/buttons/pip.js";
import { documentPip } from "../../../src/elements/buttons/pip.js";
import { createInPageRooms, type InPageRooms } from "../../../src/in-page/index.js";
import { canvasTrack, stopCanvasTracks } from "./support/canvas-track.js";
import { deepAll, named } from "./support/deep.js";
import { until } from "./support/wait.js";

describe("<calls-pip-button>", () => {
  let rooms: InPageRooms;
  const { onerror } = window;
  beforeEach(() => {
    rooms = createInPageRooms();
    // While a window opens, sizes change in two documents at once; the browser then delivers some of them one frame later,
    // and says so as if it were an error.
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- The test runner listens there.
    window.onerror = (message, ...rest) =>
      String(message).startsWith("ResizeObserver loop") || onerror?.call(window, message, ...rest);
  });
  afterEach(async () => {
    // oxlint-disable-next-line unicorn/prefer-add-event-listener
    window.onerror = onerror;
    currentPip()?.close();
    await until(() => currentPip() === undefined);
    rooms.close();
    stopCanvasTracks();
  });

  const join = async (): Promise<CallsRoom> => {
    rooms.addParticipant({ room: "standup", name: "Grace", camera: canvasTrack("green") });
    const room = await fixture<CallsRoom>(
      html`<calls-room
        room="standup"
        name="Ada"
        autojoin
        start-muted
        start-camera-off
        style="--calls-accent: rgb(1, 2, 3)"
        .signaling=${rooms.signaling}
        ><calls-pip-button></calls-pip-button
      ></calls-room>`,
    );
    await until(() => room.matches(":state(joined)"));
    await until(() => named(room, "Picture in picture") !== undefined);
    return room;
  };

  /** By key, for the browser asks for a gesture. */
  const press = async (room: CallsRoom): Promise<void> => {
    named(room, "Picture in picture")!.focus();
    await sendKeys({ press: "Enter" });
  };

  const opened = (): Window | undefined => Reflect.get(documentPip() ?? {}, "window") ?? undefined;
  const inside = (): Element[] => deepAll(opened()!.document.body);
  const isPlaying = (): boolean =>
    inside().some(
      (element) =>
        element.localName === "video" && (element as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames > 3,
    );

  it("shows the call in a window of its own, with its look and with controls that work, and closes it", async () => {
    const room = await join();
    await press(room);
    await until(() => opened() !== undefined && isPlaying());
    expect(named(room, "Picture in picture")?.ariaPressed).to.equal("true");
    const button = (name: string): HTMLButtonElement =>
      inside().find((element): element is HTMLButtonElement => element.ariaLabel === name)!;
    const view = opened()!;
    // Its style sheets came along, and the page's tokens.
    expect(view.getComputedStyle(button("Leave")).borderRadius).to.equal("999px");
    expect(view.getComputedStyle(button("Leave")).getPropertyValue("--calls-accent")).to.equal("rgb(1, 2, 3)");
    button("Microphone").click();
    await until(
      () => room.callsRoom.snapshot.microphone.status === "on" && button("Microphone").ariaPressed === "true",
    );
    await press(room);
    await until(() => opened() === undefined);
    await until(() => named(room, "Picture in picture")?.ariaPressed === "false");
  });

  it("belongs to its own call, of two on a page", async () => {
    const first = await join();
    const second = await join();
    await press(first);
    await until(() => opened() !== undefined);
    expect(named(second, "Picture in picture")?.ariaPressed).to.equal("false");
    await press(second);
    await until(() => currentPip()?.room === second.callsRoom);
    await until(() => named(second, "Picture in picture")?.ariaPressed === "true");
    expect(named(first, "Picture in picture")?.ariaPressed).to.equal("false");
  });

  it("opens no window from within a frame, where browsers forbid it", async () => {
    expect(documentPip()).not.to.equal(undefined);
    const told = new Promise((resolve) => {
      addEventListener("message", ({ data }) => resolve(data), { once: true });
    });
    const frame = document.createElement("iframe");
    frame.srcdoc = `<script type="module">
      import { documentPip } from "/src/elements/buttons/pip.ts";
      parent.postMessage("documentPictureInPicture" in window && documentPip() === undefined);
    </script>`;
    document.body.append(frame);
    expect(await told).to.equal(true);
    frame.remove();
  });

  it("closes with the call", async () => {
    const room = await join();
    await press(room);
    await until(() => opened() !== undefined && isPlaying());
    const leave = inside().find((element) => element.ariaLabel === "Leave") as HTMLButtonElement;
    leave.click();
    await until(() => room.callsRoom.snapshot.status.phase === "left");
    await until(() => opened() === undefined);
  });

  it("closes when the room is taken from the page", async () => {
    const room = await join();
    await press(room);
    await until(() => opened() !== undefined);
    room.remove();
    await until(() => opened() === undefined);
  });

  it("shows who is there in a floating video where the browser has no such windows", async () => {
    const api = documentPip();
    Object.defineProperty(globalThis, "documentPictureInPicture", { configurable: true, value: undefined });
    const shown: HTMLVideoElement[] = [];
    const { requestPictureInPicture } = HTMLVideoElement.prototype;
    HTMLVideoElement.prototype.requestPictureInPicture = async function request(this: HTMLVideoElement) {
      shown.push(this);
      return {} as PictureInPictureWindow;
    };
    document.exitPictureInPicture = async () => void shown[0]?.dispatchEvent(new Event("leavepictureinpicture"));
    try {
      const room = await join();
      await until(() => room.callsRoom.snapshot.participants[0]?.camera?.track !== undefined);
      await press(room);
      await until(() => named(room, "Picture in picture")?.ariaPressed === "true");
      const stream = shown[0]?.srcObject as MediaStream;
      expect(stream.getVideoTracks()[0]).to.equal(room.callsRoom.snapshot.participants[0]?.camera?.track);
      await press(room);
      await until(() => named(room, "Picture in picture")?.ariaPressed === "false");
      expect(shown[0]?.srcObject).to.equal(null);
    } finally {
      HTMLVideoElement.prototype.requestPictureInPicture = requestPictureInPicture;
      Reflect.deleteProperty(document, "exitPictureInPicture");
      Object.defineProperty(globalThis, "documentPictureInPicture", { configurable: true, value: api });
    }
  });
});
