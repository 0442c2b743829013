import { expect, fixture } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { html } from "lit";
import "../../../src/elements/people/people.define.js";
import { inviteLink } from "../../../src/elements/people/invite.js";
import type { CallsPeople } from "../../../src/elements/people/people.js";
import type { MediaState } from "../../../src/client/types.js";
import { CallsError } from "../../../src/base/error.js";
import { inRoom, type DoubleRoomElement } from "./support/double-room.js";
import { joinedSnapshot, person, type RoomDouble } from "./support/room-double.js";
import { countUpdates, nextTask, settled, until, visibleText } from "./support/wait.js";

const on = (source: MediaState["source"]): MediaState => ({
  source,
  trackName: source,
  enabled: true,
  track: undefined,
});
const grace = person("grace", "Grace", { microphone: on("microphone"), camera: on("camera") });
const zoe = person("zoe", "Zoë", { hand: 2 });
const ben = person("ben", "Ben", { hand: 1, role: "viewer" });
const host = person("me", "Ada", { isSelf: true, role: "host" });
const call = { ...joinedSnapshot, participants: [grace, zoe, ben] };

interface Page {
  readonly element: DoubleRoomElement;
  readonly people: CallsPeople;
  readonly room: RoomDouble;
  readonly root: ShadowRoot;
  readonly button: (name: string, within?: ParentNode) => HTMLButtonElement;
  readonly row: (name: string) => HTMLElement;
  /** Opens somebody's menu and chooses from it. */
  readonly choose: (name: string, action: string) => Promise<void>;
}

const show = async (
  change: Partial<RoomDouble["snapshot"]> = {},
  content = html`<calls-people style="block-size: 600px" invite="https://example.com/call"></calls-people>`,
): Promise<Page> => {
  const { element, room } = await inRoom({ ...call, ...change }, content);
  const people = element.querySelector("calls-people")!;
  const root = people.shadowRoot!;
  const button = (name: string, within: ParentNode = root): HTMLButtonElement =>
    [...within.querySelectorAll("button")].find((each) => (each.ariaLabel ?? each.textContent.trim()) === name)!;
  return {
    element,
    people,
    room,
    root,
    button,
    row: (name) => [...root.querySelectorAll<HTMLElement>(".row")].find((row) => row.textContent.includes(name))!,
    choose: async (name, action) => {
      button(`More about ${name}`).click();
      await until(() => root.querySelector(".menu")?.matches(":popover-open") ?? false);
      button(action, root.querySelector(".menu")!).click();
      await people.updateComplete;
    },
  };
};

const names = (root: ShadowRoot): (string | undefined)[] =>
  [...root.querySelectorAll(".row b")].map(({ textContent }) => textContent?.trim());
const spoken = (): string => document.querySelector("[data-calls-announcer]")?.textContent ?? "";

describe("<calls-people>", () => {
  it("is accessible: for everybody, for hosts with people at the door, with a menu, and with a question", async () => {
    const { people, room, root, button, choose } = await show();
    await settled();
    await expect(people).to.be.accessible();
    room.set({ self: host, waiting: [{ id: "eve", name: "Eve", since: 1 }] });
    await people.updateComplete;
    root.querySelector("details")!.open = true;
    await settled();
    await expect(people).to.be.accessible();
    button("More about Grace").click();
    await until(() => root.querySelector(".menu")?.matches(":popover-open") ?? false);
    await settled();
    await expect(people).to.be.accessible();
    await choose("Grace", "Remove from the call");
    await until(() => root.querySelector("dialog")?.open ?? false);
    await settled();
    await expect(people).to.be.accessible();
  });

  it("shows hands first, in the order in which they were raised, then yourself and the others", async () => {
    const { people, room, root } = await show();
    expect(names(root)).to.deep.equal(["Ben", "Zoë", "Ada (you)", "Grace"]);
    expect(root.querySelector("h2")!.textContent).to.contain("4");
    room.set({ participants: [grace, { ...zoe, hand: undefined }, ben] });
    await people.updateComplete;
    expect(names(root)).to.deep.equal(["Ben", "Ada (you)", "Grace", "Zoë"]);
  });

  it("says of everybody whether microphone and camera are on, and what they are", async () => {
    const { row } = await show();
    expect(visibleText(row("Grace")))
      .to.contain("Microphone on")
      .and.contain("Camera on");
    expect(visibleText(row("Ben")))
      .to.contain("Viewer")
      .and.contain("Hand raised")
      .and.contain("Microphone off");
  });

  it("finds people by a part of their name, whatever marks its letters have", async () => {
    const others = Array.from({ length: 9 }, (_, index) => person(`p${index}`, `Person ${index}`));
    const { people, root } = await show({ participants: [zoe, ...others] });
    const field = root.querySelector("input")!;
    const search = async (text: string): Promise<void> => {
      field.value = text;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await people.updateComplete;
    };
    await search(" zoe");
    expect(names(root)).to.deep.equal(["Zoë"]);
    await search("nobody");
    expect(visibleText(people)).to.contain("Nobody here has a name like that");
    await search("");
    expect(names(root)).to.have.length(11);
  });

  it("shows the audience, looks for people in it, and has a host bring somebody onto the stage and back", async () => {
    const seated = {
      count: 1_200,
      sample: [{ id: "lin", name: "Linus" }],
      hands: [{ id: "mae", name: "Mae", hand: 3 }],
    };
    const { people, room, root, button, choose } = await show({ self: host, audience: seated });
    expect(visibleText(people)).to.contain("Audience · 1,200");
    expect(names(root).slice(-2)).to.deep.equal(["Mae", "Linus"]);
    const field = root.querySelector("input")!;
    field.value = "ari";
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await until(() => room.requests.length > 0);
    room.set({ audience: { ...seated, found: { text: "ari", people: [{ id: "ari", name: "Ariadne" }] } } });
    await people.updateComplete;
    expect(names(root)).to.deep.equal(["Ariadne"]);
    button("Bring onto the stage: Ariadne").click();
    field.value = "";
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await people.updateComplete;
    await choose("Grace", "Back to the audience");
    await nextTask();
    expect(room.requests).to.deep.equal([
      { type: "search", text: "ari" },
      { type: "role", participantId: "ari", role: "speaker" },
      { type: "role", participantId: "grace", role: "audience" },
    ]);
    room.set({ self: { ...host, role: "audience" } });
    await people.updateComplete;
    expect(root.querySelector("input")).to.equal(null);
    expect(button("Bring onto the stage: Linus")).to.equal(undefined);
  });

  it("has a host lower a hand in the audience, and put somebody of it out", async () => {
    const audience = {
      count: 2,
      sample: [{ id: "lin", name: "Linus" }],
      hands: [{ id: "mae", name: "Mae", hand: 3 }],
    };
    const { people, room, root, button, choose } = await show({ self: host, audience });
    await choose("Mae", "Lower hand");
    for (const action of ["Remove from the call", "Remove for good"]) {
      await choose("Linus", action);
      expect(button("Lower hand", root.querySelector(".menu")!)).to.equal(undefined);
      await until(() => root.querySelector("dialog")?.open ?? false);
      expect(visibleText(root.querySelector("dialog")!)).to.contain("Linus");
      button(action, root.querySelector("dialog")!).click();
      await until(() => root.querySelector("dialog") === null);
    }
    await until(() => room.requests.length === 3);
    expect(room.requests).to.deep.equal([
      { type: "hand", raised: false, participantId: "mae" },
      { type: "remove", participantId: "lin" },
      { type: "remove", participantId: "lin", ban: true },
    ]);
    room.set({ self: { ...host, role: "speaker" } });
    await people.updateComplete;
    expect(button("More about Linus")).to.equal(undefined);
    // Each is offered to whom the room would not refuse it.
    room.set({ self: host, actions: ["hand"] });
    await people.updateComplete;
    expect(button("More about Linus")).to.equal(undefined);
    await choose("Mae", "Lower hand");
    room.set({ self: { ...host, role: "speaker" }, actions: ["hand", "remove"] });
    await people.updateComplete;
    button("More about Mae").click();
    await until(() => root.querySelector(".menu")?.matches(":popover-open") ?? false);
    const offered = [...root.querySelectorAll(".menu button")].map(({ textContent }) => textContent.trim());
    expect(offered).to.deep.equal(["Remove from the call", "Remove for good"]);
  });

  it("offers what hosts do to hosts alone", async () => {
    const { people, room, root, button } = await show();
    expect(button("More about Grace")).to.equal(undefined);
    expect(root.querySelector("details")).to.equal(null);
    room.set({ self: host });
    await people.updateComplete;
    expect(button("More about Grace")).not.to.equal(undefined);
    expect(root.querySelector("details")).not.to.equal(null);
  });

  it("asks for what a host chooses", async () => {
    const { room, choose } = await show({ self: host });
    await choose("Grace", "Mute");
    await choose("Grace", "Turn off camera");
    await choose("Ben", "Ask to unmute");
    await choose("Ben", "Lower hand");
    await choose("Ben", "Let them speak");
    await choose("Grace", "Only let them watch");
    await choose("Grace", "Spotlight for everyone");
    await nextTask();
    expect(room.requests).to.deep.equal([
      { type: "mute", participantId: "grace", source: "microphone" },
      { type: "mute", participantId: "grace", source: "camera" },
      { type: "ask-unmute", participantId: "ben", source: "microphone" },
      { type: "hand", raised: false, participantId: "ben" },
      { type: "role", participantId: "ben", role: "speaker" },
      { type: "role", participantId: "grace", role: "viewer" },
      { type: "policy", spotlight: ["grace"] },
    ]);
  });

  it("asks before what cannot be taken back", async () => {
    const { room, root, choose, button } = await show({ self: host });
    const answer = async (action: string): Promise<void> => {
      await until(() => root.querySelector("dialog")?.open ?? false);
      button(action, root.querySelector("dialog")!).click();
      await until(() => root.querySelector("dialog") === null);
      await nextTask();
    };
    await choose("Grace", "Remove from the call");
    expect(visibleText(root.querySelector("dialog")!)).to.contain("Remove Grace?");
    await answer("Cancel");
    expect(room.requests).to.deep.equal([]);
    await choose("Grace", "Remove from the call");
    await answer("Remove from the call");
    await choose("Ben", "Remove for good");
    await answer("Remove for good");
    await choose("Grace", "Make host");
    await answer("Make host");
    root.querySelector("details")!.open = true;
    button("Mute everyone").click();
    await answer("Mute everyone");
    expect(room.requests).to.deep.equal([
      { type: "remove", participantId: "grace" },
      { type: "remove", participantId: "ben", ban: true },
      { type: "role", participantId: "grace", role: "host" },
      { type: "mute", source: "microphone" },
    ]);
  });

  it("offers what the backend can do, and no menu about whom nothing can be done", async () => {
    const { room, root, row, choose } = await show({ actions: ["mute:microphone"] });
    expect(row("Zoë").querySelector("button")).to.equal(null);
    expect(root.querySelector(".order")).to.equal(null);
    await choose("Grace", "Mute");
    await until(() => room.requests.length > 0);
    expect(room.requests).to.deep.equal([{ type: "mute", participantId: "grace", source: "microphone" }]);
    expect([...root.querySelectorAll(".menu button")].map(({ textContent }) => textContent.trim())).to.deep.equal([
      "Mute",
    ]);
  });

  it("opens its menu by keyboard, and gives the focus back", async () => {
    const { root, button, room } = await show({ self: host });
    button("More about Grace").focus();
    await sendKeys({ press: "Enter" });
    await until(() => root.activeElement?.textContent?.trim() === "Mute");
    await sendKeys({ press: "ArrowDown" });
    expect(root.activeElement?.textContent?.trim()).to.equal("Turn off camera");
    await sendKeys({ press: "Escape" });
    await until(() => root.activeElement === button("More about Grace"));
    expect(room.requests).to.deep.equal([]);
  });

  describe("the door", () => {
    const waiting = [
      { id: "eve", name: "Eve", since: 1 },
      { id: "sam", name: "Sam", since: 2 },
    ];

    it("is answered for one, or for everybody", async () => {
      const { room, button } = await show({ self: host, waiting });
      button("Let in: Eve").click();
      button("Turn away: Sam").click();
      button("Let everyone in").click();
      await nextTask();
      expect(room.requests).to.deep.equal([
        { type: "admit", participantId: "eve" },
        { type: "deny", participantId: "sam" },
        { type: "admit" },
      ]);
    });

    it("is locked and guarded by switches, which show what is so", async () => {
      const { people, room, root } = await show({ self: host });
      root.querySelector("details")!.open = true;
      const [lock, guard] = [...root.querySelectorAll<HTMLInputElement>("[role=switch]")];
      lock!.click();
      guard!.click();
      await nextTask();
      expect(room.requests).to.deep.equal([
        { type: "policy", locked: true },
        { type: "policy", waitingRoom: true },
      ]);
      expect([lock!.checked, guard!.checked]).to.deep.equal([false, false]);
      room.set({ policy: { locked: true, waitingRoom: false, spotlight: [] } });
      await people.updateComplete;
      expect([lock!.checked, guard!.checked]).to.deep.equal([true, false]);
    });
  });

  it("says so when something did not work", async () => {
    const { people, room, button } = await show({ self: host, waiting: [{ id: "eve", name: "Eve", since: 1 }] });
    room.refusal = new CallsError("forbidden", "for the test");
    button("Let in: Eve").click();
    await until(() => visibleText(people).includes("That did not work"));
    expect(spoken()).to.contain("That did not work");
  });

  describe("the invitation", () => {
    const write = navigator.clipboard.writeText.bind(navigator.clipboard);
    afterEach(() => {
      navigator.clipboard.writeText = write;
    });

    it("is copied", async () => {
      let copied = "";
      navigator.clipboard.writeText = async (text) => void (copied = text);
      const { people, button } = await show();
      button("Copy invite link").click();
      await until(() => visibleText(people).includes("Link copied"));
      expect(copied).to.equal("https://example.com/call");
    });

    it("is that of the room, when the panel has none of its own", async () => {
      let copied = "";
      navigator.clipboard.writeText = async (text) => void (copied = text);
      const { people, element, button } = await show();
      people.invite = "";
      element.invite = "https://example.com/all";
      await element.updateComplete;
      button("Copy invite link").click();
      await until(() => copied === "https://example.com/all");
    });

    it("is shown where the browser copies nothing", async () => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError"));
      const { root, button } = await show();
      button("Copy invite link").click();
      await until(() => root.querySelector<HTMLInputElement>("input[readonly]")?.value === "https://example.com/call");
    });

    it("says nothing of who invites", () => {
      const link = inviteLink("https://example.com/?room=a&name=Ada&token=secret&autojoin#top");
      expect(link).to.equal("https://example.com/?room=a#top");
    });
  });

  it("renders nothing when somebody speaks or their picture comes", async () => {
    const { people, room } = await show();
    const updates = countUpdates(people);
    room.set({ participants: [{ ...grace, speaking: true, quality: "poor" }, zoe, ben] });
    await people.updateComplete;
    expect(updates()).to.equal(0);
  });

  it("shows five hundred people, of whom only those in sight are laid out", async () => {
    const crowd = Array.from({ length: 500 }, (_, index) => person(`p${index}`, `Person ${index}`));
    const { root } = await show({ participants: crowd });
    const rows = [...root.querySelectorAll<HTMLElement>(".row")];
    expect(rows).to.have.length(501);
    await until(() => !rows.at(-1)!.querySelector("b")!.checkVisibility({ contentVisibilityAuto: true }));
  });

  it("works away from the room with for", async () => {
    const { element, room } = await inRoom({ ...call, self: host }, html`<p>Own page</p>`);
    element.id = "call";
    const away = await fixture<CallsPeople>(html`<calls-people for="call" no-invite></calls-people>`);
    expect(names(away.shadowRoot!)).to.have.length(4);
    away.shadowRoot!.querySelector<HTMLInputElement>("[role=switch]")!.click();
    await nextTask();
    expect(room.requests).to.deep.equal([{ type: "policy", locked: true }]);
    expect(away.shadowRoot!.querySelector("[part~=invite]")).to.equal(null);
  });
});
