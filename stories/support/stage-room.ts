import type { ParticipantState, Room, RoomRequest, RoomSnapshot } from "../../src/client/types.js";
import { uiOf, type RoomUiState } from "../../src/elements/core/room-ui.js";
import { CallsRoom } from "../../src/elements/room/room.js";
import { joinedSnapshot, person, RoomDouble } from "../../test/browser/elements/support/room-double.js";
import { syntheticCamera } from "./synthetic-camera.js";
import { syntheticScreen } from "./synthetic-screen.js";

/** Who is on the stage of a story. */
export interface Cast {
  /** How many others. Default 2. */
  others?: number;
  /** Every nth of them has the camera off. Default none. */
  cameraOffEvery?: number;
  /** The first of them shares a screen. */
  sharing?: boolean;
  /** You share yours. */
  ownScreen?: boolean;
  /** Somebody else speaks every two seconds. */
  talk?: boolean;
  /** What differs for single ones of them, by their place. */
  more?: Readonly<Record<number, Partial<ParticipantState>>>;
  /** What differs of the room. */
  room?: Partial<RoomSnapshot>;
}

const NAMES = [
  "Grace Hopper",
  "Katherine Johnson",
  "Alan Kay",
  "Margaret Hamilton",
  "Hedy Lamarr",
  "Радия Перлман",
  "Barbara Liskov",
  "محمد بن موسى الخوارزمي",
  "Dennis Ritchie",
  "樋口 一葉",
  "Lynn Conway",
] as const;

/** More pictures than this cost more to draw than they show. */
const CAMERAS = 9;
const TURN = 2_000;

const media = (source: "camera" | "screen" | "microphone", track?: MediaStreamTrack) => ({
  source,
  trackName: source,
  enabled: true,
  track,
});

/** A room that plays a call: everybody is drawn, and what is asked for happens at once. */
class StageRoom extends RoomDouble {
  readonly #stops: (() => void)[] = [];
  #turn = 0;

  constructor({ others = 2, cameraOffEvery = 0, sharing, ownScreen, talk, more = {}, room }: Cast) {
    super();
    const small = others > 6 ? { width: 320, height: 180, frameRate: 5 } : {};
    const cameras = Array.from({ length: Math.min(CAMERAS, others) + 1 }, (_, index) =>
      syntheticCamera({ hue: (index * 67 + 20) % 360, ...small }),
    );
    const screen = sharing ? syntheticScreen() : undefined;
    this.#stops.push(...[...cameras, ...(screen ? [screen] : [])].map(({ stop }) => stop));
    const participants = Array.from({ length: others }, (_, index) => {
      const isOff = cameraOffEvery > 0 && (index + 1) % cameraOffEvery === 0;
      const name = `${NAMES[index % NAMES.length]}${index < NAMES.length ? "" : ` ${index}`}`;
      return person(`p${index}`, name, {
        microphone: index % 3 === 2 ? undefined : media("microphone"),
        camera: isOff ? undefined : media("camera", cameras[(index % CAMERAS) + 1]?.track),
        screen: screen && index === 0 ? media("screen", screen.track) : undefined,
        ...more[index],
      });
    });
    const track = cameras[0]!.track;
    this.set({
      ...joinedSnapshot,
      self: person("me", "Ada Lovelace", { isSelf: true, role: "host" }),
      camera: { status: "on", track, deviceId: undefined },
      ...(ownScreen && { screen: { status: "on", track, deviceId: undefined } as const }),
      participants,
      ...room,
    });
    if (!talk) return;
    const timer = setInterval(() => this.#speak(), TURN);
    this.#stops.push(() => clearInterval(timer));
  }

  #speak(): void {
    const { participants } = this.snapshot;
    // Not one after the other: a call is no roll call.
    const next = (this.#turn += 7) % Math.max(1, participants.length);
    for (const [index, { id }] of participants.entries()) this.setLevel(id, index === next ? 0.6 : 0);
    this.set({ participants: participants.map((each, index) => this.#with(each, { speaking: index === next })) });
  }

  #with(each: ParticipantState, change: Partial<ParticipantState>): ParticipantState {
    const keys = Object.keys(change) as (keyof ParticipantState)[];
    return keys.every((key) => each[key] === change[key]) ? each : { ...each, ...change };
  }

  #change(id: string | undefined, change: Partial<ParticipantState>): void {
    this.set({
      participants: this.snapshot.participants.map((each) => (each.id === id ? this.#with(each, change) : each)),
    });
  }

  override async request(request: RoomRequest): Promise<void> {
    await super.request(request);
    const { policy, participants } = this.snapshot;
    switch (request.type) {
      case "policy":
        return this.set({ policy: { ...policy, spotlight: request.spotlight ?? policy.spotlight } });
      case "mute":
        return this.#change(request.participantId, { [request.source]: undefined });
      case "hand":
        return this.#change(request.participantId, { hand: undefined });
      case "remove":
        return this.set({ participants: participants.filter(({ id }) => id !== request.participantId) });
      case "set-screen":
        return this.set({ screen: { status: "off" } });
      case "start-audio":
        return this.set({ audioBlocked: false });
      default:
    }
  }

  override async destroy(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    await super.destroy();
  }
}

/** A room element with a {@link Cast} instead of a call. */
export class StageRoomElement extends CallsRoom {
  cast: Cast = {};

  protected override createRoom(): Room {
    return new StageRoom(this.cast);
  }
}

/** What a person has done with the page of a story: `play` of the story. */
export const showing =
  (ui: Partial<RoomUiState>) =>
  ({ canvasElement }: { readonly canvasElement: HTMLElement }): void => {
    const element = canvasElement.querySelector("stage-room");
    if (element) uiOf(element.callsRoom).set(ui);
  };

if (!customElements.get("stage-room")) customElements.define("stage-room", StageRoomElement);

declare global {
  interface HTMLElementTagNameMap {
    "stage-room": StageRoomElement;
  }
}
