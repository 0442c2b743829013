import { expect, fixture } from "@open-wc/testing";
import { html } from "lit";
import type { CallsReactions } from "../../../src/elements/reactions/reactions.js";
import { inRoom } from "./support/double-room.js";
import { joinedSnapshot, person, type RoomDouble } from "./support/room-double.js";
import { nextTask, until } from "./support/wait.js";

const show = async (): Promise<{ room: RoomDouble; reactions: CallsReactions; seen: () => string[] }> => {
  const { element, room } = await inRoom(
    { ...joinedSnapshot, participants: [person("g", "Grace"), person("k", "")] },
    html`<div style="position: relative; block-size: 300px"><calls-reactions></calls-reactions></div>`,
  );
  await nextTask();
  const reactions = element.querySelector("calls-reactions")!;
  return {
    room,
    reactions,
    seen: () => [...reactions.shadowRoot!.querySelectorAll(".bubble")].map(({ textContent }) => textContent),
  };
};

const spoken = (): string[] =>
  [...document.querySelectorAll("[data-calls-announcer] p")].map(({ textContent }) => textContent);

describe("<calls-reactions>", () => {
  it("shows each with the name of its sender, and lets it go", async () => {
    const { room, reactions, seen } = await show();
    room.emit({ type: "reaction", from: "g", reaction: "👏" });
    room.emit({ type: "reaction", from: "me", reaction: "🎉" });
    room.emit({ type: "reaction", from: "k", reaction: "👍" });
    room.emit({ type: "asked", from: "g", action: "mute", source: "microphone" });
    expect(seen()).to.deep.equal(["👏Grace", "🎉You", "👍Guest"]);
    const bubbles = [...reactions.shadowRoot!.querySelectorAll(".bubble")];
    // On their way, where a busy machine might see them come or go.
    for (const animation of bubbles.flatMap((bubble) => bubble.getAnimations())) {
      animation.pause();
      animation.currentTime = 1_000;
    }
    expect(bubbles.map((bubble) => getComputedStyle(bubble).opacity)).to.deep.equal(["1", "1", "1"]);
    await expect(reactions).to.be.accessible();
    await until(() => seen().length === 0);
  });

  it("speaks those of others once, in one sentence", async () => {
    const { room } = await show();
    const before = spoken().length;
    for (const from of ["g", "g", "k", "me"]) room.emit({ type: "reaction", from, reaction: "😂" });
    room.emit({ type: "reaction", from: "g", reaction: "🎉" });
    expect(spoken()).to.have.length(before);
    await until(() => spoken().includes("Reactions: 😂 Grace, Guest; 🎉 Grace"));
    expect(spoken()).to.have.length(before + 1);
  });

  it("keeps a clapping crowd small, and what they send as text", async () => {
    const { room, seen, reactions } = await show();
    for (let count = 0; count < 100; count++) room.emit({ type: "reaction", from: "g", reaction: "<b>hi</b>" });
    expect(seen()).to.have.length(16);
    expect(reactions.shadowRoot!.querySelector("b")).to.equal(null);
  });

  it("takes no clicks", async () => {
    const { room, reactions } = await show();
    room.emit({ type: "reaction", from: "g", reaction: "👏" });
    const { left, top, width, height } = reactions.getBoundingClientRect();
    expect(height).to.equal(300);
    expect(document.elementFromPoint(left + width / 2, top + height / 2)).not.to.equal(reactions);
  });

  it("lets go of the room when it is removed, and works with for", async () => {
    const { room, reactions, seen } = await show();
    reactions.remove();
    room.emit({ type: "reaction", from: "g", reaction: "👏" });
    expect(seen()).to.deep.equal([]);
    document.querySelector("double-room")!.id = "call";
    const away = await fixture<CallsReactions>(html`<calls-reactions for="call"></calls-reactions>`);
    room.emit({ type: "reaction", from: "g", reaction: "👏" });
    expect(away.shadowRoot!.querySelector(".bubble")?.textContent).to.equal("👏Grace");
  });
});
