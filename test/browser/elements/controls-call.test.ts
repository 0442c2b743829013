import { expect, fixture } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { html } from "lit";
import "./support/kit.js";
import type { CallsRoom } from "./support/kit.js";
import { createInPageRooms, type InPageRooms } from "../../../src/in-page/index.js";
import { named } from "./support/deep.js";
import { until } from "./support/wait.js";

/** The controls on a room that does what they ask for. */
describe("<calls-controls> in a call", () => {
  let rooms: InPageRooms;
  beforeEach(() => {
    rooms = createInPageRooms();
  });
  afterEach(() => rooms.close());

  const join = async (): Promise<CallsRoom> => {
    const room = await fixture<CallsRoom>(
      html`<calls-room room="standup" name="Ada" autojoin start-muted start-camera-off .signaling=${rooms.signaling}
        ><calls-controls></calls-controls><button>Elsewhere in the room</button></calls-room
      >`,
    );
    await until(() => room.matches(":state(joined)") && named(room, "Share screen") !== undefined);
    return room;
  };

  it("shares the screen from the click, and sees that the browser’s own bar stops it", async () => {
    const room = await join();
    named(room, "Share screen")!.focus();
    await sendKeys({ press: "Enter" });
    await until(() => named(room, "Share screen")?.ariaPressed === "true");
    const { screen } = room.callsRoom.snapshot;
    expect(screen.status).to.equal("on");
    if (screen.status !== "on") return;
    screen.track.stop();
    screen.track.dispatchEvent(new Event("ended"));
    await until(() => named(room, "Share screen")?.ariaPressed === "false");
  });

  it("lists the devices once the browser tells them, and turns on the one that was chosen", async () => {
    const room = await join();
    named(room, "Microphone")!.click();
    await until(() => named(room, "Microphone")?.ariaPressed === "true");
    await until(() => named(room, "Choose microphone and speaker") !== undefined);
    named(room, "Choose microphone and speaker")!.click();
    const [first] = room.callsRoom.snapshot.devices.microphones.filter(({ deviceId }) => deviceId.length > 20);
    await until(() => named(room, first!.label) !== undefined);
    named(room, first!.label)!.click();
    await until(() => {
      const { microphone } = room.callsRoom.snapshot;
      return microphone.status === "on" && microphone.deviceId === first!.deviceId;
    });
  });

  it("works by keys while the focus is in the room", async () => {
    const room = await join();
    room.querySelector("button")!.focus();
    await sendKeys({ press: "v" });
    await until(() => named(room, "Camera")?.ariaPressed === "true");
    await sendKeys({ press: "v" });
    await until(() => named(room, "Camera")?.ariaPressed === "false");
  });

  it("leaves", async () => {
    const room = await join();
    named(room, "Leave")!.click();
    await until(() => room.callsRoom.snapshot.status.phase === "left");
    await until(() => named(room, "Leave") === undefined);
  });
});
