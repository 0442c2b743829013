import { expect } from "@open-wc/testing";
import { html } from "lit";
import type { CallsToasts } from "../../../src/elements/toasts/toasts.js";
import { inRoom } from "./support/double-room.js";
import { joinedSnapshot, person, type RoomDouble } from "./support/room-double.js";
import { settled } from "./support/wait.js";

const grace = person("grace", "Grace");

const show = async (): Promise<{ toasts: CallsToasts; room: RoomDouble; texts: () => (string | null)[] }> => {
  const { element, room } = await inRoom(joinedSnapshot, html`<calls-toasts></calls-toasts>`);
  room.set({ participants: [grace] });
  const toasts = element.querySelector("calls-toasts")!;
  await toasts.updateComplete;
  const texts = (): (string | null)[] =>
    [...toasts.shadowRoot!.querySelectorAll("[part=toast]")].map(({ textContent }) => textContent);
  return { toasts, room, texts };
};

describe("<calls-toasts>", () => {
  it("tells of who comes, raises a hand, waits at the door and goes", async () => {
    const { toasts, room, texts } = await show();
    // Grace was there already.
    expect(texts()).to.deep.equal([]);
    room.set({ participants: [grace, person("linus", "<i>Linus</i>")] });
    room.set({ participants: [{ ...grace, hand: 1 }, person("linus", "<i>Linus</i>")] });
    await toasts.updateComplete;
    expect(texts()).to.deep.equal(["<i>Linus</i> joined", "Grace raised their hand"]);
    room.set({ waiting: [{ id: "w", name: "Wanda", since: 1 }] });
    room.set({ participants: [{ ...grace, hand: 1 }] });
    await toasts.updateComplete;
    expect(texts()).to.deep.equal(["Grace raised their hand", "Wanda would like to join", "<i>Linus</i> left"]);
    await settled();
    await expect(toasts).to.be.accessible();
  });

  it("says who turned something off", async () => {
    const { toasts, room, texts } = await show();
    room.set({ participants: [{ ...grace, role: "host" }] });
    room.emit({ type: "asked", from: "grace", action: "mute", source: "microphone" });
    await toasts.updateComplete;
    expect(texts()).to.deep.equal(["Grace turned off your microphone."]);
  });
});
