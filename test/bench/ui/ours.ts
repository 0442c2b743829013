/** `<calls-grid>` with a room that is played. */
import { ReactiveElement } from "lit";
import type { ParticipantState } from "../../../src/client/types.js";
import { defineGrid } from "../../../src/elements/grid/grid.define.js";
import { roomContext } from "../../../src/elements/core/context.js";
import { joinedSnapshot, person, RoomDouble } from "../../browser/elements/support/room-double.js";
import { camera } from "./camera.js";
import type { BenchPage } from "./page.js";

let rendered = 0;
const updates = ReactiveElement.prototype as unknown as { performUpdate(): void };
const { performUpdate } = updates;
updates.performUpdate = function (this: ReactiveElement): void {
  rendered += 1;
  performUpdate.call(this);
};
defineGrid();

let room: RoomDouble;
let people: readonly ParticipantState[] = [];
let speaker = -1;

/** Anything may give a room to the elements inside of it. */
document.addEventListener("context-request", (event) => {
  if (Reflect.get(event, "context") !== roomContext) return;
  event.stopPropagation();
  (Reflect.get(event, "callback") as (value: RoomDouble) => void)(room);
});

const media = (source: "microphone" | "camera", track?: MediaStreamTrack) => ({
  source,
  trackName: source,
  enabled: true,
  track,
});

const page: BenchPage = {
  async mount(count, live = false) {
    speaker = -1;
    people = Array.from({ length: count }, (_, index) =>
      person(`p${index}`, `Person ${index}`, {
        microphone: media("microphone"),
        camera: media("camera", live ? camera() : undefined),
      }),
    );
    room = new RoomDouble({ ...joinedSnapshot, participants: people });
    const grid = document.createElement("calls-grid");
    grid.style.cssText = "block-size: 100%; aspect-ratio: auto";
    document.querySelector("#stage")!.append(grid);
    await grid.updateComplete;
  },
  async unmount() {
    document.querySelector("#stage")!.replaceChildren();
  },
  speak(index) {
    const next = people.map((each, at) => {
      const speaking = at === index;
      return each.speaking === speaking ? each : { ...each, speaking };
    });
    if (speaker >= 0) room.setLevel(`p${speaker}`, 0);
    speaker = index;
    people = next;
    room.setLevel(`p${index}`, 0.6);
    room.set({ participants: people });
  },
  rendered: () => rendered,
};
window.bench = page;
