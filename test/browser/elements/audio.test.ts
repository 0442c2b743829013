import { expect } from "@open-wc/testing";
import { html } from "lit";
import { inRoom } from "./support/double-room.js";
import { joinedSnapshot } from "./support/room-double.js";
import { settled, until } from "./support/wait.js";

describe("<calls-audio>", () => {
  it("is there only while the browser refuses to play, and asks to start", async () => {
    const { element, room } = await inRoom(joinedSnapshot, html`<calls-audio></calls-audio>`);
    const audio = element.querySelector("calls-audio")!;
    const button = (): HTMLElement | null => audio.shadowRoot!.querySelector("button");
    expect(audio.getBoundingClientRect().height).to.equal(0);
    room.set({ audioBlocked: true });
    await until(() => audio.matches(":state(blocked)"));
    expect(button()!.getBoundingClientRect().height).to.be.at.least(44);
    await settled();
    await expect(audio).to.be.accessible();
    button()!.click();
    await until(() => room.requests.length > 0);
    expect(room.requests).to.deep.equal([{ type: "start-audio" }]);
    room.set({ audioBlocked: false });
    await until(() => button() === null);
  });

  it("works outside of its room", async () => {
    const { element, room } = await inRoom({ ...joinedSnapshot, audioBlocked: true }, html`<span>Page</span>`);
    element.id = "with-sound";
    const audio = document.createElement("calls-audio");
    audio.for = "with-sound";
    element.parentElement!.append(audio);
    await audio.updateComplete;
    audio.shadowRoot!.querySelector("button")!.click();
    await until(() => room.requests.length > 0);
    expect(room.requests).to.deep.equal([{ type: "start-audio" }]);
  });

  it("asks for nothing when the page says no", async () => {
    const { element, room } = await inRoom(
      { ...joinedSnapshot, audioBlocked: true },
      html`<calls-audio></calls-audio>`,
    );
    element.addEventListener("calls-audio-start", (event) => event.preventDefault());
    element.querySelector("calls-audio")!.shadowRoot!.querySelector("button")!.click();
    await new Promise((resolve) => setTimeout(resolve));
    expect(room.requests).to.deep.equal([]);
  });
});
