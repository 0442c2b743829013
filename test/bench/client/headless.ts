/** This project's client, as an application uses it: a room, and a view for each tile. */
import { createRoom, type RoomSnapshot, type VideoView } from "../../../src/client/index.js";
import { roomServer } from "../../../src/signaling/room-server/index.js";
import type { Contender, Stay } from "./contender.js";

const names = new WeakMap<Stay, string>();
const SIZE = { width: 160, height: 96 };

/**
 * The room is made in the step before the call, as the README says, with the own preview on, as `<calls-prejoin>` does. It joins over
 * HTTP, opens the room's socket, publishes and subscribes: nothing is given.
 */
export const headless: Contender = ({ room: id, name: ownName, camera, microphone, remotes, onTrack }) => {
  let source = camera;
  const room = createRoom({
    signaling: roomServer(),
    videoOnDemand: true,
    storage: undefined,
    mediaDevices: {
      getUserMedia: async ({ audio } = {}) => new MediaStream([(audio ? microphone : source).clone()]),
    },
  });
  const views = new Map<string, VideoView>();
  let wanted = new Set(remotes.map(({ name }) => name));

  const sync = ({ participants }: RoomSnapshot): void => {
    for (const { id: participantId, name, camera: seen } of participants) {
      if (wanted.has(name) && !views.has(name)) views.set(name, room.view(participantId, "camera", SIZE));
      onTrack(name, wanted.has(name) ? seen?.track : undefined);
    }
  };
  room.subscribe(sync);

  void room.request({ type: "set-camera", enabled: true });
  void room.request({ type: "set-microphone", enabled: true });

  const stay: Stay = {
    join: () => void room.request({ type: "join", room: id, name: ownName }),
    show(next) {
      wanted = new Set(next.map(({ name }) => name));
      for (const [name, view] of views) {
        if (wanted.has(name)) continue;
        view.close();
        views.delete(name);
      }
      sync(room.snapshot);
    },
    switchCamera(next) {
      source = next;
      void room.request({ type: "set-camera", enabled: true, deviceId: `other-${next.id}` });
    },
    watch(other) {
      wanted = new Set([names.get(other) ?? ""]);
      sync(room.snapshot);
    },
    expect: (name) => void wanted.add(name),
    tell() {},
    leave: () => room.destroy(),
  };
  names.set(stay, ownName);
  return stay;
};
