/** Hold to talk: the AI and the microphone are there for as long as the button is held, and no longer. */
import { describe, expect, it } from "vitest";
import { HoldToTalk, type TalkingRoom } from "../../src/features/ai/client.js";
import type { AiCommand, AiView } from "../../src/features/ai/contract.js";

class Room {
  readonly asked: string[] = [];
  #tell = (): void => {};
  #timers: (() => void)[] = [];
  holder: string | undefined;
  enabled = false;

  get #snapshot(): unknown {
    const view: Partial<AiView> = {
      status: "on",
      ...(this.holder !== undefined && { holder: { id: this.holder, name: "" } }),
    };
    const self = { id: "me", microphone: { enabled: this.enabled } };
    return { status: { phase: "joined" }, self, features: { ai: view } };
  }

  get talking(): TalkingRoom {
    const snapshot = (): never => this.#snapshot as never;
    const asked = this.asked;
    return {
      get snapshot() {
        return snapshot();
      },
      select: (selector, listener) => {
        let last = selector(snapshot());
        this.#tell = () => {
          const next = selector(snapshot());
          if (next !== last) listener((last = next));
        };
        return () => (this.#tell = () => {});
      },
      request: (request) => {
        if (request.type === "set-microphone") {
          this.enabled = request.enabled;
          asked.push(request.enabled ? "on" : "off");
        }
        return Promise.resolve();
      },
      feature: () =>
        ({
          request: (command: AiCommand) => {
            asked.push(command.type);
            return Promise.resolve();
          },
        }) as never,
    } as TalkingRoom;
  }

  readonly schedule = (callback: () => void): (() => void) => {
    this.#timers.push(callback);
    return () => (this.#timers = this.#timers.filter((each) => each !== callback));
  };

  pass(): void {
    for (const callback of this.#timers.splice(0)) callback();
  }

  give(holder: string | undefined): void {
    this.holder = holder;
    this.#tell();
  }
}

const begin = (room: Room): HoldToTalk => new HoldToTalk(room.talking, room);

describe("hold to talk", () => {
  it("asks, speaks when it is one's turn, and gives both back a moment after the last word", () => {
    const room = new Room();
    const talk = begin(room);
    talk.press();
    talk.press();
    expect(room.asked).toEqual(["ask"]);
    room.give("me");
    expect(room.asked).toEqual(["ask", "on"]);
    talk.release();
    expect(room.asked.splice(0)).toEqual(["ask", "on", "off"]);
    room.pass();
    expect(room.asked).toEqual(["give-back"]);
  });

  it("goes on when the button is held again before it was given back", () => {
    const room = new Room();
    const talk = begin(room);
    talk.press();
    room.give("me");
    talk.release();
    talk.press();
    room.pass();
    expect(room.asked).toEqual(["ask", "on", "off", "on"]);
  });

  it("says nothing when it is somebody else's turn, and none too late", () => {
    const room = new Room();
    const talk = begin(room);
    room.holder = "ben";
    talk.press();
    talk.release();
    room.pass();
    room.give("me");
    expect(room.asked).toEqual(["ask", "give-back"]);
  });

  it("leaves a microphone alone that was on before, and turns one off when a host takes the AI", () => {
    const room = new Room();
    const talk = begin(room);
    room.enabled = true;
    talk.press();
    room.give("me");
    talk.release();
    room.pass();
    expect(room.asked.splice(0)).toEqual(["ask", "give-back"]);
    room.give(undefined);
    room.enabled = false;
    talk.press();
    room.give("me");
    room.give("ada");
    expect(room.asked).toEqual(["ask", "on", "off"]);
  });

  it("lets go of everything when the page goes on without it", () => {
    const room = new Room();
    const talk = begin(room);
    talk.press();
    room.give("me");
    talk.close();
    room.give("ben");
    expect(room.asked).toEqual(["ask", "on", "give-back", "off"]);
  });
});
