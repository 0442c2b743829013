import { createInPageRooms } from "../../src/signaling/in-page/index.js";
import type { Signaling } from "../../src/signaling/signaling.js";
import { CallsError, type CallsErrorCode } from "../../src/wire/calls-error.js";
import { syntheticCamera } from "./synthetic-camera.js";

/** The room of every story. */
export const ROOM = "friday-coffee";

export interface CallOptions {
  /** How many others are in the call. Default 2. */
  others?: number;
  /** Every nth of them has the camera off. Default none. */
  cameraOffEvery?: number;
  /** Joins fail with this. */
  refusal?: CallsErrorCode;
  /** The way to the room is broken. */
  interrupted?: boolean;
}

export interface StoryCall {
  readonly signaling: Signaling;
  end(): void;
}

const NAMES = [
  "Grace Hopper",
  "Katherine Johnson",
  "Alan Kay",
  "Margaret Hamilton",
  "Hedy Lamarr",
  "Радия Перлман",
  "Barbara Liskov",
  "Annie Easley",
  "Dennis Ritchie",
  "Sophie Wilson",
  "Lynn Conway",
] as const;

const refuse = (code: CallsErrorCode): Signaling => ({
  join: () => Promise.reject(new CallsError(code, "The story wants it so.")),
});

/** A call inside of the page, with people who are drawn. */
export const startCall = ({ others = 2, cameraOffEvery = 0, refusal, interrupted }: CallOptions): StoryCall => {
  const rooms = createInPageRooms();
  const cameras = Array.from({ length: others }, (_, index) => {
    const camera = syntheticCamera({ hue: (index * 67 + 87) % 360 });
    const off = cameraOffEvery > 0 && (index + 1) % cameraOffEvery === 0;
    const name = NAMES[index % NAMES.length] ?? "";
    rooms.addParticipant({ room: ROOM, name, ...(off ? {} : { camera: camera.track }) });
    return camera;
  });
  const timer = interrupted ? setTimeout(() => rooms.interrupt(), 2_000) : undefined;
  return {
    signaling: refusal ? refuse(refusal) : rooms.signaling,
    end() {
      clearTimeout(timer);
      for (const camera of cameras) camera.stop();
      rooms.close();
    },
  };
};
