/** The grid of `@livekit/components-react`, with participants that nobody sent. */
import { GridLayout, LayoutContextProvider, ParticipantTile, RoomContext, useTracks } from "@livekit/components-react";
import "@livekit/components-styles";
import { RemoteParticipant, RemoteTrackPublication, RemoteVideoTrack, Room, RoomEvent, Track } from "livekit-client";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { camera } from "./camera.js";

/** As the server tells of a camera. */
const published = (sid) => ({
  sid,
  name: "camera",
  source: 1,
  muted: false,
  width: 320,
  height: 180,
  mimeType: "video/VP8",
});

function publish(someone, sid) {
  const publication = new RemoteTrackPublication(Track.Kind.Video, published(sid), true);
  someone.addTrackPublication(publication);
  publication.setTrack(new RemoteVideoTrack(camera(), sid, undefined, {}));
}

let room;
let root;
let speaker;

const Stage = () => {
  const tracks = useTracks([{ source: Track.Source.Camera, withPlaceholder: true }], { onlySubscribed: false });
  return createElement(GridLayout, { tracks, style: { height: "100%" } }, createElement(ParticipantTile));
};

window.bench = {
  async mount(count, live = false) {
    speaker = undefined;
    room = new Room();
    for (let index = 0; index < count; index++) {
      const someone = new RemoteParticipant(room.engine.client, `sid-${index}`, `p${index}`, `Person ${index}`);
      room.remoteParticipants.set(someone.identity, someone);
      if (live) publish(someone, `camera-${index}`);
    }
    root = createRoot(document.querySelector("#stage"));
    root.render(
      createElement(
        RoomContext.Provider,
        { value: room },
        createElement(LayoutContextProvider, null, createElement(Stage)),
      ),
    );
    while (!document.querySelector(".lk-participant-tile")) await new Promise((resolve) => setTimeout(resolve, 10));
  },
  async unmount() {
    root?.unmount();
    await new Promise((resolve) => setTimeout(resolve));
  },
  speak(index) {
    speaker?.setIsSpeaking(false);
    speaker = room.remoteParticipants.get(`p${index}`);
    speaker.lastSpokeAt = new Date();
    speaker.audioLevel = 0.6;
    speaker.setIsSpeaking(true);
    room.activeSpeakers = [speaker];
    room.emit(RoomEvent.ActiveSpeakersChanged, room.activeSpeakers);
  },
};
