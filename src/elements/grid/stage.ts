import type { RoomSnapshot } from "../../client/types.js";
import type { RoomUiState } from "../core/room-ui.js";
import { planStage, type Division, type Plan } from "./plan.js";
import { idOfKey, isScreenKey, seatKey, Seats, SELF } from "./seats.js";
import { SpeakerFocus } from "./speaker-focus.js";

/** What a stage shows, and in what order: everything but the measures. */
export interface Arrangement {
  /** The tiles to make, in an order that hardly changes. */
  readonly tiles: readonly string[];
  /** The tile that is large. */
  readonly large: string | undefined;
  /** The tiles of this page, but for the large one, in the order of their places. */
  readonly paged: readonly string[];
  /** Yourself stands over the other one, in a corner. */
  readonly floats: boolean;
  readonly page: number;
  readonly pages: number;
  readonly plan: Plan;
  /** Milliseconds until a speaker's turn comes, when one waits for it. */
  readonly wait: number | undefined;
}

/** What of a room decides how its stage looks. */
export interface Scene {
  readonly selfId: string;
  /** Everything there is to show, as {@link seatKey | keys}: yourself first, the others in order of joining. */
  readonly here: readonly string[];
  /** Of these, whoever speaks. */
  readonly speaking: readonly string[];
  /** The ids of those whom a host wants large. */
  readonly spotlight: readonly string[];
}

/** What of the user interface's state concerns the stage. */
export type Look = Pick<RoomUiState, "layout" | "pinned" | "pinnedScreen">;

export interface StageOptions {
  readonly scene: Scene;
  readonly ui: Look;
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  /** Milliseconds, from anywhere. */
  readonly now: number;
}

export const sceneOf = ({ self, screen, participants, policy }: RoomSnapshot): Scene => ({
  selfId: self.id,
  here: [
    SELF,
    ...(screen.status === "on" ? [seatKey("", true)] : []),
    ...participants.flatMap(({ id, screen: shared }) => [...(shared ? [seatKey(id, true)] : []), seatKey(id)]),
  ],
  speaking: participants.filter(({ speaking }) => speaking).map(({ id }) => seatKey(id)),
  spotlight: policy.spotlight,
});

export const isSameScene = (a: Scene, b: Scene): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Decides who is shown, where and how large. It remembers what was, so that as little as possible moves. */
export class Stage {
  readonly #seats = new Seats();
  readonly #focus = new SpeakerFocus();
  #page = 0;

  /** Turns to another page; {@link arrange} sees to it that there is one. */
  turn(by: number): void {
    this.#page += by;
  }

  arrange(options: StageOptions): Arrangement {
    const { scene, ui, width, height, gap } = options;
    const seats = this.#seats;
    seats.seat(scene.here);
    const { speaking } = scene;
    const { large: wanted, wait } = this.#large(options);
    const floats = ui.layout !== "grid" && this.#isPair(wanted);
    const large = floats ? undefined : wanted;
    const division: Division = large === undefined ? "grid" : ui.layout === "speaker" ? "under" : "beside";
    const rest = (): readonly string[] => seats.order.filter((key) => key !== large && !(floats && key === SELF));
    const others = rest().length;
    const plan = planStage({ division, others, width, height, gap });
    const pages = Math.max(1, Math.ceil(others / plan.perPage));
    this.#page = Math.max(0, Math.min(this.#page, pages - 1));
    const page = this.#page;
    // Whoever looks at another page is left in peace.
    if (page === 0) {
      seats.hear(
        speaking.filter((key) => key !== large),
        rest().slice(0, plan.perPage),
      );
    }
    const paged = rest().slice(page * plan.perPage, (page + 1) * plan.perPage);
    const shown = new Set([...paged, large]);
    const tiles = seats.order.filter((key) => shown.has(key));
    return { tiles, large, paged, floats, page, pages, plan, wait };
  }

  /** Two people, or somebody and what they share: the other one gets the space, and yourself a corner. */
  #isPair(large: string | undefined): boolean {
    const [, other, more] = this.#seats.order;
    return other !== undefined && more === undefined && large !== SELF && idOfKey(other) !== "";
  }

  #large({ scene, ui, now }: StageOptions): { large: string | undefined; wait?: number | undefined } {
    const here = this.#seats.order;
    const keyOf = (id: string): string => seatKey(id === scene.selfId ? "" : id);
    const pinned = ui.pinned && (ui.pinnedScreen ? seatKey(ui.pinned, true) : keyOf(ui.pinned));
    if (pinned && here.includes(pinned)) return { large: pinned };
    if (ui.layout === "grid") return { large: undefined };
    const spotlight = scene.spotlight.map(keyOf).find((key) => here.includes(key));
    const shared = here.find((key) => isScreenKey(key) && idOfKey(key) !== "");
    const given = spotlight ?? shared;
    if (given !== undefined || ui.layout === "auto") return { large: given };
    const people = here.filter((key) => !isScreenKey(key) && key !== SELF);
    const { current, wait } = this.#focus.update(scene.speaking, people, now);
    return { large: current, wait };
  }
}

const textOf = (arrangement: Arrangement): string =>
  JSON.stringify({ ...arrangement, wait: arrangement.wait !== undefined });

/** Whether the one looks like the other. */
export const isSameArrangement = (a: Arrangement, b: Arrangement): boolean => textOf(a) === textOf(b);
