import { expect, fixture } from "@open-wc/testing";
import { html, type TemplateResult } from "lit";
import "./support/kit.js";
import type { CallsRoom } from "./support/kit.js";
import { openVideo } from "../../../src/elements/buttons/pip-video.js";
import { currentPip } from "../../../src/elements/buttons/pip.js";
import { CallsUiSetEvent } from "../../../src/elements/core/events.js";
import { createInPageRooms, type InPageRooms } from "../../../src/in-page/index.js";
import { canvasTrack, stopCanvasTracks } from "./support/canvas-track.js";
import { deepAll, named } from "./support/deep.js";
import { until } from "./support/wait.js";

const NAMES = ["Grace", "Linus", "Edsger", "Barbara", "Donald", "Radia", "Ken"];

describe("video comes", () => {
  let rooms: InPageRooms;
  const visibility = Object.getOwnPropertyDescriptor(Document.prototype, "visibilityState")!;
  beforeEach(() => {
    rooms = createInPageRooms();
  });
  afterEach(() => {
    Object.defineProperty(Document.prototype, "visibilityState", visibility);
    currentPip()?.close();
    rooms.close();
    stopCanvasTracks();
  });

  const join = async (
    content?: TemplateResult,
    size = "width: 320px; height: 480px",
    id = "standup",
  ): Promise<CallsRoom> => {
    const room = await fixture<CallsRoom>(
      html`<calls-room
        room=${id}
        name="Ada"
        autojoin
        start-muted
        start-camera-off
        style=${size}
        .signaling=${rooms.signaling}
        >${content}</calls-room
      >`,
    );
    await until(() => room.matches(":state(joined)"));
    return room;
  };
  const invite = (names: readonly string[]): void => {
    for (const name of names) rooms.addParticipant({ room: "standup", name, camera: canvasTrack("green") });
  };
  /** Whose camera is received here: there is a track, and it lives. */
  const received = (room: CallsRoom): string[] =>
    room.callsRoom.snapshot.participants
      .filter(({ camera }) => camera?.track?.readyState === "live")
      .map(({ name }) => name)
      .sort();
  /** Whose picture moves on the page. */
  const seen = (room: CallsRoom): string[] =>
    [...deepAll(room.shadowRoot!), ...deepAll(room)]
      .filter((element) => element.localName === "calls-participant")
      .filter((tile) => {
        const video = tile.shadowRoot?.querySelector("video");
        return video !== null && video !== undefined && video.getVideoPlaybackQuality().totalVideoFrames > 2;
      })
      .map((tile) => tile.shadowRoot?.querySelector(".name")?.textContent ?? "")
      .sort();
  const isSettled = (room: CallsRoom): boolean => received(room).join() === seen(room).join();

  it("for the page of a phone, and for the next one when it is turned", async () => {
    invite(NAMES);
    const room = await join();
    await until(() => seen(room).length > 0 && received(room).length < NAMES.length && isSettled(room));
    const first = seen(room);
    expect(first.length).to.be.within(1, 4);
    named(room, "Next page")!.click();
    await until(() => isSettled(room) && seen(room).every((name) => !first.includes(name)));
  });

  it("for everybody where everybody is seen", async () => {
    invite(NAMES.slice(0, 4));
    const room = await join(undefined, "width: 800px; height: 600px");
    await until(() => seen(room).length === 4 && isSettled(room));
  });

  // At once: each of them waits for what is let go of after a while.
  it("for the places of every layout: speaker, sidebar, spotlight, a shared screen", async () => {
    const others = NAMES.slice(0, 6);
    const layouts = {
      speaker: { layout: "speaker" },
      sidebar: { layout: "sidebar" },
      spotlight: { layout: "speaker" },
      sharing: { layout: "auto" },
    } as const;
    await Promise.all(
      Object.entries(layouts).map(async ([id, change], i) => {
        for (const name of others) rooms.addParticipant({ room: id, name, camera: canvasTrack("green") });
        const room = await join(
          undefined,
          `position: fixed; top: 0; left: ${i * 200}px; width: 198px; height: 500px`,
          id,
        );
        room.dispatchEvent(new CallsUiSetEvent(change));
        if (id === "spotlight") {
          const host = rooms.addParticipant({ room: id, name: "Host", role: "host", camera: canvasTrack("red") });
          host.act({ type: "policy", spotlight: [host.id] });
          await until(() => seen(room).includes("Host"));
        }
        if (id === "sharing") {
          rooms.addParticipant({ room: id, name: "Zoe", camera: canvasTrack("red"), screen: canvasTrack("blue") });
          await until(() => room.callsRoom.snapshot.participants.some(({ screen }) => screen?.track));
        }
        // A shared screen leaves little room on a phone, be it for nobody's picture.
        const least = id === "sharing" ? 0 : 1;
        await until(() => isSettled(room) && seen(room).length >= least && received(room).length < others.length);
      }),
    );
  });

  it("for a page of one's own, once for two places of one person", async () => {
    invite(NAMES.slice(0, 3));
    const room = await join(html`<div></div>`);
    await until(() => received(room).length === 3);
    const [grace] = room.callsRoom.snapshot.participants;
    const place = room.querySelector("div")!;
    for (const width of [160, 80]) {
      const tile = Object.assign(document.createElement("calls-participant"), { participantId: grace?.id ?? "" });
      tile.setAttribute("style", `width: ${width}px; height: 90px`);
      place.append(tile);
    }
    await until(() => seen(room).length === 2 && received(room).join() === "Grace");
    place.replaceChildren();
    await until(() => received(room).length === 0);
  });

  it("for a floating video of a page that nobody looks at, and for nothing else there", async () => {
    invite(NAMES.slice(0, 3));
    const room = await join();
    await until(() => seen(room).length > 0);
    const { requestPictureInPicture } = HTMLVideoElement.prototype;
    const shown: HTMLVideoElement[] = [];
    HTMLVideoElement.prototype.requestPictureInPicture = async function request(this: HTMLVideoElement) {
      shown.push(this);
      return {} as PictureInPictureWindow;
    };
    document.exitPictureInPicture = async () => void shown[0]?.dispatchEvent(new Event("leavepictureinpicture"));
    try {
      await openVideo(room.callsRoom);
      Object.defineProperty(Document.prototype, "visibilityState", { configurable: true, get: () => "hidden" });
      document.dispatchEvent(new Event("visibilitychange"));
      await until(() => received(room).length === 1);
      const video = shown[0]!;
      const before = video.getVideoPlaybackQuality().totalVideoFrames;
      await until(() => video.getVideoPlaybackQuality().totalVideoFrames > before + 10);
      currentPip()?.close();
      await until(() => received(room).length === 0);
    } finally {
      HTMLVideoElement.prototype.requestPictureInPicture = requestPictureInPicture;
      Reflect.deleteProperty(document, "exitPictureInPicture");
    }
  });
});
