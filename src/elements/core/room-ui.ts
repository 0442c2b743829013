/**
 * How one page looks at a call: which panel is open, who is pinned, what is being written. It belongs to the room's user
 * interface and not to the call, and every element that is for a room shares it.
 */
import type { ReactiveControllerHost } from "lit";
import type { Room, RoomRequest } from "../../client/types.js";
import type { CallsError } from "../../base/error.js";
import type { Background } from "./background.js";
import { CHOICES, recallChoices } from "./choices.js";
import { Selected, type RoomSource, type Store } from "./selected.js";

/** The kit's panels beside the stage. */
export type Panel = "chat" | "people" | "settings" | "stats";

/** A panel of the page's own, by its name: the slot `panel-<name>` of the room element. */
export type OwnPanel = string & Record<never, never>;

/** How the stage is laid out. `auto` follows the room: a spotlight or a shared screen large, else a grid. */
export type StageLayout = "auto" | "grid" | "speaker" | "sidebar";

/** The devices that are turned on and off. */
export type DeviceKind = "microphone" | "camera";

/** What the person is writing into the chat. */
export interface Draft {
  readonly text: string;
  /** The one person it is for. */
  readonly to?: string | undefined;
  readonly replyTo?: string | undefined;
  /** The message that it replaces. */
  readonly editing?: string | undefined;
}

/** A message that is not in the room's chat yet. */
export interface Outgoing extends Extract<RoomRequest, { type: "chat" }> {
  readonly status: "sending" | "failed";
}

/** A file of the chat that came, or that is on its way in or out. */
export interface SharedFile {
  readonly id: string;
  /** Whose it is; empty for one's own. */
  readonly from: string;
  /** Empty while it is not known. */
  readonly name: string;
  readonly size: number;
  /** 0 to 1. */
  readonly progress: number;
  readonly status: "moving" | "there" | "failed";
  /** Of somebody else's, once it is there. It is never shown, only saved. */
  readonly blob?: Blob;
}

/** What a person can see or set of a room on this page, beside what the room's own snapshot has. */
export interface RoomUiState {
  /** The panel that is open, the kit's or the page's own; `undefined` while none is. One at a time. */
  readonly panel: Panel | OwnPanel | undefined;
  /** How the person wants the stage. */
  readonly layout: StageLayout;
  /** Whom this person wants large: a participant's id. */
  readonly pinned: string | undefined;
  /** The shared screen of `pinned` rather than their camera. */
  readonly pinnedScreen: boolean;
  /** Chat messages that nobody has looked at. */
  readonly unread: number;
  /** What is being written into the chat. */
  readonly draft: Draft;
  /** Messages of the chat that are on their way, or could not be sent. */
  readonly outgoing: readonly Outgoing[];
  /** Files of the chat. */
  readonly files: readonly SharedFile[];
  /** The room element's chats have files. */
  readonly chatFiles: boolean;
  /** Sounds of the interface, such as somebody joining. */
  readonly sounds: boolean;
  /** Keyboard shortcuts do something. */
  readonly shortcuts: boolean;
  /** What people say is shown in words, where there are words. */
  readonly captions: boolean;
  /** What this person says is kept out of captions and transcripts. */
  readonly keepsOut: boolean;
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
  /** Failures of devices whose notice was put away. */
  readonly dismissed: readonly CallsError[];
}

const INITIAL: RoomUiState = Object.freeze({
  panel: undefined,
  layout: "auto",
  pinned: undefined,
  pinnedScreen: false,
  unread: 0,
  draft: { text: "" },
  outgoing: [],
  files: [],
  chatFiles: false,
  ...CHOICES,
  help: false,
  quality: "auto",
  recording: false,
  invite: "",
  backgrounds: [],
  background: "",
  dismissed: [],
});

/**
 * The one store of a room's user interface. Change what a person asks for with a `CallsUiSetEvent`, so that the page can
 * say no.
 */
export class RoomUi implements Store<RoomUiState> {
  readonly #room: Room;
  readonly #listeners = new Set<(state: RoomUiState) => void>();
  readonly #parts = new Map<unknown, unknown>();
  #snapshot: RoomUiState = Object.freeze({ ...INITIAL, ...recallChoices() });

  constructor(room: Room) {
    this.#room = room;
  }

  /** How this page looks at the call now. It stays the same object until something changes. */
  get snapshot(): RoomUiState {
    return this.#snapshot;
  }

  /** Changes parts of it, and tells whoever subscribed. What is equal to what was there changes nothing. */
  set(change: Partial<RoomUiState>): void {
    const next = Object.freeze({ ...this.#snapshot, ...change });
    const keys = Object.keys(next) as (keyof RoomUiState)[];
    if (keys.every((key) => Object.is(next[key], this.#snapshot[key]))) return;
    this.#snapshot = next;
    for (const listener of this.#listeners) listener(next);
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: (state: RoomUiState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The room's one instance of what only some pages load, such as the exchange of files: made when first asked for. */
  part<T>(Part: new (room: Room) => T): T {
    if (!this.#parts.has(Part)) this.#parts.set(Part, new Part(this.#room));
    return this.#parts.get(Part) as T;
  }
}

const all = new WeakMap<Room, RoomUi>();

/** The user interface's store of a room. */
export const uiOf = (room: Room): RoomUi => {
  const ui = all.get(room) ?? new RoomUi(room);
  all.set(room, ui);
  return ui;
};

/** A {@link Selected} part of what the page shows of the room. */
export const selectUi = <T>(
  host: ReactiveControllerHost,
  rooms: RoomSource,
  selector: (ui: RoomUiState) => T,
): Selected<T, RoomUiState> => new Selected(host, rooms, selector, { of: uiOf });
