import { expect, fixture } from "@open-wc/testing";
import { html } from "lit";
import "./support/kit.js";
import type { CallsDatachannelMessageEvent, CallsRoom } from "./support/kit.js";
import { createInPageRooms, type InPageRooms } from "../../../src/in-page/index.js";
import { CallsError } from "../../../src/base/error.js";
import type { Signaling } from "../../../src/signaling/signaling.js";
import { canvasTrack, stopCanvasTracks } from "./support/canvas-track.js";
import { nextTask, until, visibleText } from "./support/wait.js";

/** The pictures of a room element, by the name on the tile. */
const pictures = (room: CallsRoom): Map<string, HTMLVideoElement> => {
  const stage = room.shadowRoot?.querySelector("calls-grid")?.shadowRoot;
  // Of two people, yourself stands in a corner of the other one's picture.
  const corner = stage?.querySelector("calls-self")?.shadowRoot;
  const tiles = [corner, stage].flatMap((root) => [...(root?.querySelectorAll("calls-participant") ?? [])]);
  return new Map(
    tiles.map((tile) => {
      const name = tile.shadowRoot?.querySelector(".name")?.textContent ?? "";
      return [name, tile.shadowRoot!.querySelector("video")!];
    }),
  );
};

/** Frames that were decoded and shown so far. */
const frames = (video: HTMLVideoElement | undefined): number => video?.getVideoPlaybackQuality().totalVideoFrames ?? 0;

/** Two people in one page encode and decode for each other: what is small is there sooner. */
const SMALL = { camera: { constraints: { width: 320, height: 180 } } };

const moves = async (room: CallsRoom, name: string): Promise<void> => {
  let watched: HTMLVideoElement | undefined;
  let before = 0;
  await until(() => {
    const video = pictures(room).get(name);
    // Somebody's picture may get another place, and with it another element.
    if (video !== watched) before = frames(video);
    watched = video;
    return frames(video) > before + 5;
  });
};

describe("a call between elements", () => {
  let rooms: InPageRooms;
  beforeEach(() => {
    rooms = createInPageRooms();
  });
  afterEach(() => {
    rooms.close();
    stopCanvasTracks();
  });

  const join = async (name: string): Promise<CallsRoom> =>
    await fixture<CallsRoom>(
      html`<calls-room room="standup" name=${name} autojoin start-muted .signaling=${rooms.signaling} .media=${SMALL}>
        <calls-datachannel name="chat"></calls-datachannel>
      </calls-room>`,
    );

  it("shows two people to each other and carries their messages", async () => {
    const ada = await join("Ada");
    const grace = await join("Grace");
    await Promise.all([moves(ada, "Grace"), moves(grace, "Ada"), moves(ada, "Ada (you)")]);

    const [adaChat, graceChat] = [ada, grace].map((room) => room.querySelector("calls-datachannel")!);
    await until(() => [adaChat, graceChat].every((chat) => chat!.state === "open" && chat!.listeners.length === 1));
    const received: CallsDatachannelMessageEvent[] = [];
    graceChat!.addEventListener("calls-datachannel-message", (event) => received.push(event));
    const back = new Promise<CallsDatachannelMessageEvent>((resolve) => {
      adaChat!.addEventListener("calls-datachannel-message", resolve, { once: true });
    });
    adaChat!.send("one");
    adaChat!.send("two");
    adaChat!.send("three");
    await until(() => received.length === 3);
    expect(received.map(({ data }) => data)).to.deep.equal(["one", "two", "three"]);
    expect(received[0]?.from).to.equal(ada.callsRoom.snapshot.self.id);
    graceChat!.send(new Uint8Array([7, 8]));
    expect(new Uint8Array((await back).data as ArrayBuffer)).to.deep.equal(new Uint8Array([7, 8]));

    grace.leave();
    await until(() => visibleText(grace).includes("You left the call") && pictures(ada).size === 1);
    expect(visibleText(ada)).to.contain("You’re the first one here");
  });

  it("captures as the page says, also when a framework says it after the element came", async () => {
    const media = { camera: { constraints: { width: { exact: 320 }, height: { exact: 240 } } } };
    const ada = await fixture<CallsRoom>(
      html`<calls-room
        room="standup"
        name="Ada"
        .signaling=${rooms.signaling}
        start-muted
        start-camera-off
      ></calls-room>`,
    );
    Object.assign(ada, { media, startCameraOff: false, autojoin: true });
    await moves(ada, "Ada (you)");
    expect(pictures(ada).get("Ada (you)")?.videoWidth).to.equal(320);
  });

  it("goes on through a move in the page", async () => {
    rooms.addParticipant({ room: "standup", name: "Grace", camera: canvasTrack("green") });
    const ada = await join("Ada");
    await moves(ada, "Grace");
    const { id } = ada.callsRoom.snapshot.self;
    const elsewhere = ada.parentElement!.appendChild(document.createElement("section"));
    elsewhere.append(ada);
    await moves(ada, "Grace");
    expect(ada.callsRoom.snapshot.self.id).to.equal(id);
  });

  it("goes on out of the page where that is wanted, and nobody sees anybody leave", async () => {
    const grace = await join("Grace");
    const ada = await join("Ada");
    ada.setAttribute("keep-alive", "");
    await Promise.all([moves(ada, "Grace"), moves(grace, "Ada")]);
    const home = ada.parentElement!;
    const { callsRoom } = ada;
    const { id } = callsRoom.snapshot.self;
    const left: unknown[] = [];
    grace.callsRoom.subscribe(({ participants }) => participants.length === 0 && left.push(participants));
    ada.remove();
    await nextTask();
    await moves(grace, "Ada");
    home.append(ada);
    await Promise.all([moves(ada, "Grace"), moves(grace, "Ada")]);
    expect(ada.callsRoom).to.equal(callsRoom);
    expect(callsRoom.snapshot.self.id).to.equal(id);
    expect(left).to.deep.equal([]);

    // Leaving works from wherever the element is.
    ada.remove();
    await nextTask();
    ada.leave();
    await until(() => left.length > 0);
    await until(() => callsRoom.snapshot.camera.status === "off");
    home.append(ada);
    await until(() => visibleText(ada).includes("You left the call"));
  });

  it("goes on through a move that keeps what it moves", async () => {
    if (!("moveBefore" in Element.prototype)) return;
    rooms.addParticipant({ room: "standup", name: "Grace", camera: canvasTrack("green") });
    const ada = await join("Ada");
    await moves(ada, "Grace");
    const { callsRoom } = ada;
    const video = pictures(ada).get("Grace");
    const elsewhere = ada.parentElement!.appendChild(document.createElement("section"));
    elsewhere.moveBefore(ada, null);
    await nextTask();
    await moves(ada, "Grace");
    expect(ada.callsRoom).to.equal(callsRoom);
    expect(pictures(ada).get("Grace")).to.equal(video);
  });

  it("is asked for before it is drawn: the answer is what everybody waits for", async () => {
    let wasDrawn: boolean | undefined;
    const isDrawn = (): boolean => ada.shadowRoot?.querySelector(".call") !== null;
    const signaling: Signaling = {
      join: () => {
        wasDrawn = isDrawn();
        return new Promise(() => {});
      },
    };
    const ada = await fixture<CallsRoom>(html`<calls-room room="standup" .signaling=${signaling}></calls-room>`);
    expect(isDrawn()).to.equal(false);
    ada.join({ name: "Ada" });
    await until(isDrawn);
    expect(wasDrawn).to.equal(false);
  });

  it("joins from the step before the call, with what a person does there", async () => {
    const ada = await fixture<CallsRoom>(html`<calls-room room="standup" .signaling=${rooms.signaling}></calls-room>`);
    const prejoin = ada.shadowRoot!.querySelector("calls-prejoin")!;
    await until(() => (prejoin.shadowRoot!.querySelector("video")?.videoWidth ?? 0) > 0);
    prejoin.shadowRoot!.querySelector("input")!.value = "Ada";
    prejoin.shadowRoot!.querySelector<HTMLButtonElement>("[part~=join]")!.click();
    await until(() => ada.matches(":state(joined)"));
    await moves(ada, "Ada (you)");
    expect(ada.callsRoom.snapshot.self.name).to.equal("Ada");
  });

  it("comes to nothing when it is removed in the middle of a join", async () => {
    let release = (): void => {};
    const held = new Promise<undefined>((resolve) => {
      release = () => resolve(undefined);
    });
    rooms.close();
    rooms = createInPageRooms({ fault: () => held });
    const errors: unknown[] = [];
    const note = (event: ErrorEvent | PromiseRejectionEvent): void => void errors.push(event);
    addEventListener("error", note);
    addEventListener("unhandledrejection", note);
    const ada = await join("Ada");
    ada.addEventListener("calls-error", ({ error }) => errors.push(error));
    const { callsRoom } = ada;
    await until(() => callsRoom.snapshot.status.phase !== "idle");
    ada.remove();
    await nextTask();
    release();
    await nextTask();
    removeEventListener("error", note);
    removeEventListener("unhandledrejection", note);
    expect(errors).to.deep.equal([]);
    expect(callsRoom.snapshot.status.phase).not.to.equal("joined");
  });

  it("shows what went wrong, and gets in when it is tried again", async () => {
    const real = rooms.signaling;
    let refusals = 1;
    rooms = {
      ...rooms,
      signaling: {
        join: (options) => (refusals-- > 0 ? Promise.reject(new CallsError("room-full", "no")) : real.join(options)),
      },
    };
    const ada = await join("Ada");
    await until(() => visibleText(ada).includes("This call is full"));
    ada.shadowRoot!.querySelector("calls-ended")!.shadowRoot!.querySelector<HTMLButtonElement>(".primary")!.click();
    await moves(ada, "Ada (you)");
  });

  it("mounts twice, as strict frameworks do, and is one person", async () => {
    const home = await fixture<HTMLElement>(html`<div></div>`);
    const watcher = await join("Watcher");
    const ada = Object.assign(document.createElement("calls-room"), {
      room: "standup",
      name: "Ada",
      autojoin: true,
      signaling: rooms.signaling,
    });
    home.append(ada);
    ada.remove();
    home.append(ada);
    await until(() => ada.matches(":state(joined)") && pictures(watcher).size === 2);
    await nextTask();
    expect([...pictures(watcher).keys()]).to.deep.equal(["Watcher (you)", "Ada"]);
  });

  it("puts names that are markup on the tile as text", async () => {
    const hostile = `<img src=x onerror="window.pwned = true">`;
    rooms.addParticipant({ room: "standup", name: hostile });
    const ada = await join("Ada");
    await until(() => pictures(ada).has(hostile));
    expect(Reflect.get(window, "pwned")).to.equal(undefined);
  });
});
