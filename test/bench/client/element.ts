/** `<calls-room>`, as a page uses it: the step before the call is on the page, with the own preview on, and the person joins from there. */
import { createRoom } from "../../../src/client/index.js";
import type { Room } from "../../../src/client/types.js";
import { expectTiles } from "../../../src/elements/room/expect-tiles.js";
import { CallsRoom } from "../../../src/elements/room/room.js";
import { defineRoom } from "../../../src/elements/room/room.define.js";
import type { Signaling } from "../../../src/signaling/signaling.js";
import type { Contender, Stay } from "./contender.js";

/** With devices of its own: two of them on one page send two pictures. */
class BenchRoom extends CallsRoom {
  getUserMedia: MediaDevices["getUserMedia"] = () => Promise.reject(new Error("No camera yet."));

  protected override createRoom(signaling: Signaling): Room {
    const getUserMedia: MediaDevices["getUserMedia"] = (constraints) => this.getUserMedia(constraints);
    return expectTiles(
      createRoom({ signaling, videoOnDemand: true, storage: undefined, mediaDevices: { getUserMedia } }),
    );
  }
}
defineRoom();
customElements.define("bench-room", BenchRoom);

/** The pictures in the grid's tiles. */
function videosIn(place: BenchRoom): HTMLVideoElement[] {
  const tiles = place.shadowRoot?.querySelector("calls-grid")?.shadowRoot?.querySelectorAll("calls-participant") ?? [];
  return [...tiles].flatMap((tile) => [...(tile.shadowRoot?.querySelectorAll("video") ?? [])]);
}

export const element: Contender = ({ room: id, name, camera, microphone }) => {
  let source = camera;
  const place = new BenchRoom();
  Object.assign(place, { room: id, name });
  place.getUserMedia = async ({ audio } = {}) => new MediaStream([(audio ? microphone : source).clone()]);
  place.style.cssText = "display: block; inline-size: 960px; block-size: 640px";
  document.body.append(place);

  void place.callsRoom.request({ type: "set-camera", enabled: true });
  void place.callsRoom.request({ type: "set-microphone", enabled: true });

  const stay: Stay = {
    join: () => place.join(),
    show() {
      throw new Error("Its pages are its own.");
    },
    switchCamera(next) {
      source = next;
      void place.callsRoom.request({ type: "set-camera", enabled: true, deviceId: `other-${next.id}` });
    },
    watch() {},
    expect() {},
    tell() {},
    videos: () => videosIn(place),
    async leave() {
      await place.callsRoom.request({ type: "leave" });
      place.remove();
    },
  };
  return stay;
};
