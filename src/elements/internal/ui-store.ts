/**
 * How one browser looks at a call: which panel is open, how the stage is laid out, who is pinned. It belongs to the room's
 * user interface and not to the call, and every element that is for a room shares it.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Room } from "../../client/room/types.js";
import type { Background } from "./background.js";
import { CHOICES, recallChoices } from "./choices.js";
import type { RoomSource } from "./store-controller.js";

/** The panels beside the stage; one at a time. */
export type Panel = "chat" | "people" | "settings" | "stats";

/** How the stage is laid out. `auto` follows the room: a spotlight or a shared screen large, else a grid. */
export type StageLayout = "auto" | "grid" | "speaker" | "sidebar";

export interface CallUi {
  readonly panel: Panel | undefined;
  readonly layout: StageLayout;
  /** Whom this person wants large: a participant's id. */
  readonly pinned: string | undefined;
  /** The shared screen of `pinned` rather than their camera. */
  readonly pinnedScreen: boolean;
  /** Chat messages that nobody has looked at. */
  readonly unread: number;
  /** Sounds of the interface, such as somebody joining. */
  readonly sounds: boolean;
  /** Keyboard shortcuts do something. */
  readonly shortcuts: boolean;
  /** What people say is shown in words, where there are words. */
  readonly captions: boolean;
  /** The list of keyboard shortcuts is open. */
  readonly help: boolean;
  /** How large the others' pictures may come: `low` saves data. */
  readonly quality: "auto" | "low";
  /** The page records the call, and people are told. */
  readonly recording: boolean;
  /** The link that invites others; empty for the page's own. */
  readonly invite: string;
  /** What may be behind a person. */
  readonly backgrounds: readonly Background[];
  /** The id of the one that is; empty for none. */
  readonly background: string;
}

const INITIAL: CallUi = Object.freeze({
  panel: undefined,
  layout: "auto",
  pinned: undefined,
  pinnedScreen: false,
  unread: 0,
  ...CHOICES,
  help: false,
  quality: "auto",
  recording: false,
  invite: "",
  backgrounds: [],
  background: "",
});

/** Holds a {@link CallUi}. Change it with a `CallsUiSetEvent`, so that the page can say no. */
export class UiStore {
  readonly #listeners = new Set<() => void>();
  #snapshot: CallUi = Object.freeze({ ...INITIAL, ...recallChoices() });

  get snapshot(): CallUi {
    return this.#snapshot;
  }

  set(change: Partial<CallUi>): void {
    const next = Object.freeze({ ...this.#snapshot, ...change });
    const keys = Object.keys(next) as (keyof CallUi)[];
    if (keys.every((key) => Object.is(next[key], this.#snapshot[key]))) return;
    this.#snapshot = next;
    for (const listener of this.#listeners) listener();
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

const stores = new WeakMap<Room, UiStore>();

/** The store of a room's user interface. */
export const uiOf = (room: Room): UiStore => {
  const store = stores.get(room) ?? new UiStore();
  stores.set(room, store);
  return store;
};

/** Renders its host when the selected part of the user interface's state changed, and only then. */
export class UiController<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #selector: (ui: CallUi) => T;
  readonly #equals: (a: T, b: T) => boolean;
  #value: T;
  #unsubscribe: (() => void) | undefined;

  constructor(
    host: ReactiveControllerHost,
    rooms: RoomSource,
    selector: (ui: CallUi) => T,
    equals: (a: T, b: T) => boolean = Object.is,
  ) {
    this.#host = host;
    this.#selector = selector;
    this.#equals = equals;
    this.#value = selector(INITIAL);
    rooms.onRoom((room) => this.#follow(room));
    host.addController(this);
  }

  /** The selected part; that of an untouched user interface while there is no room. */
  get value(): T {
    return this.#value;
  }

  hostConnected(): void {}

  #follow(room: Room | undefined): void {
    this.#unsubscribe?.();
    const store = room && uiOf(room);
    this.#unsubscribe = store?.subscribe(() => this.#set(store.snapshot));
    this.#set(store?.snapshot ?? INITIAL);
  }

  #set(ui: CallUi): void {
    const value = this.#selector(ui);
    if (this.#equals(value, this.#value)) return;
    this.#value = value;
    this.#host.requestUpdate();
  }
}
