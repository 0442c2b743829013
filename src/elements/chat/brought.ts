import type { ReactiveControllerHost, TemplateResult } from "lit";
import type { RoomSnapshot } from "../../client/types.js";
import { offersOf, type FeatureOffer } from "../core/feature-parts.js";
import type { RoomController } from "../core/room-controller.js";
import { Selected } from "../core/selected.js";

const selectNames = ({ features }: RoomSnapshot): string => Object.keys(features).join(" ");

/** What features of the room bring to its chat. They are loaded by whatever shows them first. */
export class Brought {
  readonly #host: ReactiveControllerHost;
  readonly #names: Selected<string>;
  readonly #asked = new Set<FeatureOffer>();

  constructor(host: ReactiveControllerHost, rooms: RoomController) {
    this.#host = host;
    this.#names = new Selected(host, rooms, selectNames);
  }

  view(): readonly TemplateResult[] {
    return offersOf((this.#names.value ?? "").split(" ")).flatMap((offer) => {
      if (!offer.parts) this.#load(offer);
      return offer.parts?.chat ?? [];
    });
  }

  #load(offer: FeatureOffer): void {
    if (this.#asked.has(offer)) return;
    this.#asked.add(offer);
    // The room element says when something cannot be loaded, and tries again.
    offer.load().then(
      () => this.#host.requestUpdate(),
      () => this.#asked.delete(offer),
    );
  }
}
