import { createInPageRooms, type ScriptedParticipant } from "../../src/in-page/index.js";
import type { Signaling } from "../../src/signaling/signaling.js";
import { CallsError, type CallsErrorCode } from "../../src/base/error.js";
import type { Role, RoomPolicy } from "../../src/wire/room-protocol.js";
import { syntheticCamera, type SyntheticCamera } from "./synthetic-camera.js";
import { silence } from "./synthetic-devices.js";
import { stageCall } from "./staged-room.js";
import { syntheticScreen } from "./synthetic-screen.js";
import { hasWebRtc } from "./web-rtc.js";

/** The room of every story. */
export const ROOM = "friday-coffee";

/** Somebody of a story, beyond a name and a camera. */
export interface Cast {
  readonly name: string;
  readonly role?: Role;
  readonly cameraOff?: boolean;
  readonly microphoneOff?: boolean;
  /** Shares a slide. */
  readonly screen?: boolean;
  /** Raises a hand, in the order of the cast. */
  readonly hand?: boolean;
  /** Has said this in the chat. */
  readonly says?: readonly string[];
}

export interface CallOptions {
  /** How many others are in the call. Default 2. */
  others?: number;
  /** Who else is in the call, one by one; `others` does not count then. */
  cast?: readonly Cast[];
  /** Every nth of the others has the camera off. Default none. */
  cameraOffEvery?: number;
  /** The role of the person who looks at the story. */
  role?: Role;
  /** What holds in the room. */
  policy?: Partial<RoomPolicy>;
  /** Who waits at the door. */
  waiting?: readonly string[];
  /** Joins fail with this. */
  refusal?: CallsErrorCode;
  /** The way to the room is broken. */
  interrupted?: boolean;
}

export interface StoryCall {
  readonly signaling: Signaling;
  /** The others, by name. */
  readonly others: ReadonlyMap<string, Pick<ScriptedParticipant, "act">>;
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

const crowd = (count: number, cameraOffEvery: number): Cast[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `${NAMES[index % NAMES.length]}${index < NAMES.length ? "" : ` ${Math.floor(index / NAMES.length) + 1}`}`,
    cameraOff: cameraOffEvery > 0 && (index + 1) % cameraOffEvery === 0,
    microphoneOff: index % 2 === 1,
  }));

/** A call inside of the page, with people who are drawn. */
export const startCall = (options: CallOptions): StoryCall => {
  const { others = 2, cast = crowd(others, options.cameraOffEvery ?? 0), role, policy, waiting = [] } = options;
  const isAtTheDoor = policy?.waitingRoom && role !== "host";
  // Who does not get in needs no WebRTC.
  if (!hasWebRtc && !options.refusal && !isAtTheDoor) return stageCall({ ...options, cast });
  const rooms = createInPageRooms(role ? { role } : {});
  const pictures: SyntheticCamera[] = [];
  const picture = (made: SyntheticCamera): MediaStreamTrack => {
    pictures.push(made);
    return made.track;
  };
  const people = new Map<string, ScriptedParticipant>();
  for (const [index, { name, ...person }] of cast.entries()) {
    const scripted = rooms.addParticipant({
      room: ROOM,
      name,
      ...(person.role !== "viewer" && { microphone: silence() }),
      ...(person.role && { role: person.role }),
      ...(!person.cameraOff && { camera: picture(syntheticCamera({ hue: (index * 67 + 87) % 360 })) }),
      ...(person.screen && { screen: picture(syntheticScreen()) }),
    });
    if (person.microphoneOff) scripted.setMuted("microphone", true);
    if (person.hand) scripted.act({ type: "hand", raised: true });
    for (const text of person.says ?? []) scripted.say(text);
    people.set(name, scripted);
  }
  if (policy) rooms.setPolicy(ROOM, policy);
  // They go away with the rooms.
  for (const name of waiting) rooms.knock({ room: ROOM, name }).catch(() => {});
  const timer = options.interrupted ? setTimeout(() => rooms.interrupt(), 2_000) : undefined;
  return {
    signaling: options.refusal ? refuse(options.refusal) : rooms.signaling,
    others: people,
    end() {
      clearTimeout(timer);
      for (const { stop } of pictures) stop();
      rooms.close();
    },
  };
};
