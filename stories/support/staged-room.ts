/**
 * Calls for the stories in a browser without WebRTC, as Debian's WebKit is: devices are the client's own, and whoever joins finds the
 * people of the story. Where there is WebRTC, nothing of this is used.
 */
import type { MediaState, ParticipantState, Room, RoomRequest, RoomSnapshot } from "../../src/client/types.js";
import { CallsRoom } from "../../src/elements/room/room.js";
import type { RoomConnection, Signaling } from "../../src/signaling/signaling.js";
import type { RoomAction } from "../../src/wire/room-protocol.js";
import { joinedSnapshot, person, RoomDouble } from "../../test/browser/elements/support/room-double.js";
import type { CallOptions, Cast, StoryCall } from "./call.js";
import { syntheticCamera } from "./synthetic-camera.js";
import { syntheticScreen } from "./synthetic-screen.js";
import { hasWebRtc } from "./web-rtc.js";

/** The same at every look. */
const NOON = Date.UTC(2026, 4, 4, 12);

const media = (source: MediaState["source"], track?: MediaStreamTrack): MediaState => ({
  source,
  trackName: source,
  enabled: true,
  track,
});

const actor = (each: Cast, index: number): ParticipantState => {
  const { name, role = "speaker", cameraOff, microphoneOff, screen, hand } = each;
  return person(`p${index}`, name, {
    role,
    microphone: microphoneOff || role === "viewer" ? undefined : media("microphone"),
    camera: cameraOff ? undefined : media("camera", syntheticCamera({ hue: (index * 67 + 87) % 360 }).track),
    screen: screen ? media("screen", syntheticScreen().track) : undefined,
    hand: hand ? NOON + index : undefined,
  });
};

/** What a story's call has instead of a way to a room. */
class Staging implements Signaling {
  readonly rooms = new Set<RoomDouble>();

  constructor(readonly call: CallOptions & { readonly cast: readonly Cast[] }) {}

  join(): Promise<RoomConnection> {
    return Promise.reject(new Error("A staged call is entered by its room."));
  }

  /** The room as somebody finds it who has come in. */
  enter(): Partial<RoomSnapshot> {
    const { cast, policy = {}, waiting = [], role = "speaker", interrupted } = this.call;
    return {
      status: { phase: "joined", signaling: interrupted ? "reconnecting" : "connected", media: "connected" },
      canAct: true,
      roomId: "friday-coffee",
      self: person("me", "Ada Lovelace", { isSelf: true, role }),
      participants: cast.map(actor),
      policy: { ...joinedSnapshot.policy, ...policy },
      waiting: waiting.map((name) => ({ id: name, name, since: NOON })),
      chat: cast.flatMap(({ name, says = [] }, index) =>
        says.map((text, at) => ({ id: `${index}.${at}`, version: index, from: `p${index}`, name, text, at: NOON })),
      ),
    };
  }
}

/** A room whose devices are those of a real one. */
class StagedRoom extends RoomDouble {
  readonly #inner: Room;
  readonly #staging: Staging;
  #scene: Partial<RoomSnapshot> = {};

  constructor(inner: Room, staging: Staging) {
    super(inner.snapshot);
    this.#inner = inner;
    this.#staging = staging;
    staging.rooms.add(this);
    inner.subscribe((snapshot) => this.set({ ...snapshot, ...this.#scene }));
  }

  #play(scene: Partial<RoomSnapshot>): void {
    this.#scene = scene;
    this.set({ ...this.#inner.snapshot, ...scene });
  }

  override async request(request: RoomRequest): Promise<void> {
    await super.request(request);
    if (request.type === "join") this.#play(this.#staging.enter());
    else if (request.type === "leave") this.#play({ status: { phase: "left", reason: "left" } });
    else if (/^set-(microphone|camera|screen)$|^choose-device$/.test(request.type)) await this.#inner.request(request);
  }

  override async destroy(): Promise<void> {
    this.#staging.rooms.delete(this);
    await super.destroy();
    await this.#inner.destroy();
  }
}

const createRoom: unknown = Reflect.get(CallsRoom.prototype, "createRoom");
if (!hasWebRtc && typeof createRoom === "function") {
  // Not a class of its own: the kit registers its element before a story can.
  Reflect.set(CallsRoom.prototype, "createRoom", function (this: CallsRoom, signaling: Signaling): Room {
    const room = Reflect.apply(createRoom, this, [signaling]) as Room;
    return this.signaling instanceof Staging ? new StagedRoom(room, this.signaling) : room;
  });
}

/** A call with these people. Of what the others do, only what asks the person for something is played. */
export const stageCall = (call: Staging["call"]): StoryCall => {
  const staging = new Staging(call);
  const act = (action: RoomAction): void => {
    if (action.type !== "ask-unmute") return;
    for (const room of staging.rooms) room.emit({ type: "asked", action: "unmute", from: "p0", source: action.source });
  };
  return {
    signaling: staging,
    others: new Map(call.cast.map(({ name }) => [name, { act }])),
    end: () => {},
  };
};
