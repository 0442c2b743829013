import { expect, fixture } from "@open-wc/testing";
import { html } from "lit";
import { DoubleRoomElement, narrated } from "./support/double-room.js";
import { idleSnapshot, joinedSnapshot, type RoomDouble } from "./support/room-double.js";
import { nextTask, until } from "./support/wait.js";

/** A room in this state, with what its page says of `keep-alive`, which is then taken out of the page. */
const take = async (
  snapshot: RoomDouble["snapshot"],
  keep: string | number | boolean,
): Promise<{ element: DoubleRoomElement; room: RoomDouble; home: HTMLElement }> => {
  DoubleRoomElement.snapshot = snapshot;
  const element = await fixture<DoubleRoomElement>(html`<double-room room="standup" name="Ada"></double-room>`);
  await narrated();
  if (typeof keep === "string") element.setAttribute("keep-alive", keep);
  else element.keepAlive = keep;
  const { double: room, parentElement: home } = element;
  element.remove();
  await nextTask();
  return { element, room, home: home! };
};

describe("a call whose element is out of the page", () => {
  it("goes on where the page says so, and is the same when the element is back", async () => {
    for (const keep of ["", "true", "keep-alive", true, Infinity]) {
      const { element, room, home } = await take(joinedSnapshot, keep);
      expect(room.destroyed, String(keep)).to.equal(0);
      home.append(element);
      expect(element.callsRoom).to.equal(room);
      // A page that thinks better of it.
      element.keepAlive = false;
      element.remove();
      await nextTask();
      expect(room.destroyed).to.equal(1);
    }
  });

  it("ends when it was gone for as long as the page says, and leaves nothing behind", async () => {
    for (const keep of [0.05, "0.05"]) {
      const { room } = await take(joinedSnapshot, keep);
      await until(() => room.destroyed === 1 && room.listenerCount === 0);
    }
  });

  it("ends at once where the page says nothing of it, and where there is no call", async () => {
    const left = { ...joinedSnapshot, status: { phase: "left", reason: "left" } } as const;
    for (const [keep, snapshot] of [
      ["false", joinedSnapshot],
      ["0", joinedSnapshot],
      [false, joinedSnapshot],
      [true, idleSnapshot],
      [true, left],
    ] as const) {
      const { room } = await take(snapshot, keep);
      expect(room.destroyed, `${keep} ${snapshot.status.phase}`).to.equal(1);
    }
  });
});
