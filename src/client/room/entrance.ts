import { Opening } from "../session/opening.js";
import type { RoomConnection } from "../../signaling/signaling.js";
import type { SessionDescription } from "../../wire/calls-api.js";
import type { RoomEvent, RoomRequest } from "../types.js";
import { Stay, type StayOptions } from "./stay.js";
import { publishes } from "../../wire/ability.js";

export { ScreenShare } from "../media/screen-share.js";
export { act } from "./act.js";

/** Options of {@link Entrance}. */
export interface EntranceOptions extends Omit<StayOptions, "connection" | "opening" | "onEnded"> {
  /** Something happened in the room, and is over. */
  onEvent(event: RoomEvent): void;
  /** Asks for something as the page does. Its promise may be ignored. */
  request(request: RoomRequest): Promise<void>;
}

/** The way into a room: the offer that goes with the join, and the stay that comes of it. No page needs it before a join. */
export class Entrance {
  readonly #options: EntranceOptions;
  readonly #opening: Opening;

  constructor(options: EntranceOptions) {
    this.#options = options;
    this.#opening = new Opening(options.environment);
  }

  /** @throws CallsError or DOMException where the browser cannot offer. */
  offer(): Promise<SessionDescription> {
    return this.#opening.offer();
  }

  /** Makes ahead what a join needs: the person is looking at their preview, and will join. */
  prepare(): void {
    // A browser that cannot offer says so at the join.
    this.#opening.offer().catch(() => {});
  }

  /** @param onEnded to be called when the stay is over without being asked to. */
  enter(connection: RoomConnection, onEnded: StayOptions["onEnded"]): Stay {
    let isViewer = false;
    /** The devices of somebody whom nobody may see or hear are off. */
    const rest = (): void => {
      const wasViewer = isViewer;
      isViewer = !publishes(connection.role);
      if (wasViewer || !isViewer) return;
      for (const source of ["microphone", "camera", "screen"] as const) {
        void this.#options.request({ type: `set-${source}`, enabled: false });
      }
    };
    rest();
    connection.subscribe((event) => {
      if (event.type === "facts") rest();
      if (event.type !== "asked" && event.type !== "reaction") return;
      // When a host mutes somebody, the device is turned off first, so that whoever is told of it finds it off.
      if (event.type === "asked" && event.action === "mute") {
        void this.#options.request({ type: `set-${event.source}`, enabled: false });
      }
      this.#options.onEvent(event);
    });
    return new Stay({ ...this.#options, connection, opening: this.#opening, onEnded });
  }

  /** Lets go of what did not become a stay. */
  close(): void {
    this.#opening.close();
  }
}
