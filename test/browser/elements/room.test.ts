import { expect, fixture } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { html } from "lit";
import { CallsRoomJoinEvent, CallsUiSetEvent } from "./support/kit.js";
import { CallsError, type CallsErrorCode } from "../../../src/base/error.js";
import { DoubleRoomElement, narrated } from "./support/double-room.js";
import { pretendPermission, restorePermissions } from "./support/permissions.js";
import { idleSnapshot, joinedSnapshot, person, type RoomDouble } from "./support/room-double.js";
import { countUpdates, nextTask, settled, until, visibleText } from "./support/wait.js";

const show = async (
  snapshot: RoomDouble["snapshot"],
  content = html`<double-room room="standup" name="Ada"></double-room>`,
): Promise<{ element: DoubleRoomElement; room: RoomDouble; find: (selector: string) => HTMLElement | null }> => {
  DoubleRoomElement.snapshot = snapshot;
  const element = await fixture<DoubleRoomElement>(content);
  await narrated();
  return { element, room: element.double, find: (selector) => element.shadowRoot!.querySelector(selector) };
};

const failed = (code: CallsErrorCode): Partial<RoomDouble["snapshot"]> => ({
  status: { phase: "failed", error: new CallsError(code, "for the test") },
});

/** The room, and what it has put into its shadow tree, have rendered. */
const rendered = async (element: DoubleRoomElement): Promise<void> => {
  await element.updateComplete;
  await nextTask();
};

const buttonsIn = (root: ShadowRoot): HTMLButtonElement[] => [
  ...root.querySelectorAll("button"),
  ...[...root.querySelectorAll("*")].flatMap(({ shadowRoot }) => (shadowRoot ? buttonsIn(shadowRoot) : [])),
];

const click = async (element: DoubleRoomElement, text: string): Promise<void> => {
  const buttons = buttonsIn(element.shadowRoot!);
  buttons.find((button) => button.textContent?.trim() === text)!.click();
  await nextTask();
  await rendered(element);
};

describe("<calls-room>", () => {
  beforeEach(() => pretendPermission("prompt"));
  afterEach(restorePermissions);

  describe("what it shows", () => {
    it("is accessible in every phase", async () => {
      const { element, room } = await show(idleSnapshot);
      const phases: Partial<RoomDouble["snapshot"]>[] = [
        {},
        { status: { phase: "joining" } },
        { status: { phase: "waiting" } },
        { ...joinedSnapshot, participants: [person("grace", "Grace")], audioBlocked: true },
        { status: { phase: "joined", signaling: "connected", media: "reconnecting" } },
        failed("server-unreachable"),
        { status: { phase: "left", reason: "left" } },
      ];
      for (const phase of phases) {
        room.set(phase);
        await rendered(element);
        await settled();
        await expect(element).to.be.accessible();
      }
    });

    it("goes from the step before, over the stage, to the end", async () => {
      const { element, room, find } = await show(idleSnapshot);
      expect(find("calls-prejoin")).not.to.equal(null);
      room.set({ status: { phase: "joining" } });
      await rendered(element);
      expect(find("calls-prejoin")).to.equal(null);
      expect(visibleText(element)).to.contain("Joining…");
      const grid = find("calls-grid");
      room.set(joinedSnapshot);
      await rendered(element);
      expect(find("calls-grid")).to.equal(grid);
      expect(visibleText(element)).to.contain("You’re the first one here");
      expect(element.matches(":state(joined)")).to.equal(true);
      room.set({ status: { phase: "left", reason: "left" } });
      await rendered(element);
      expect(visibleText(element)).to.contain("You left the call").and.to.contain("Rejoin");
    });

    it("tells of each of the two ways that may break", async () => {
      const { element, room } = await show(joinedSnapshot);
      room.set({ status: { phase: "joined", signaling: "connected", media: "reconnecting" } });
      await rendered(element);
      expect(visibleText(element)).to.contain("Getting you back");
      room.set({ status: { phase: "joined", signaling: "reconnecting", media: "connected" } });
      await rendered(element);
      expect(visibleText(element)).to.contain("People can still see and hear you");
    });

    it("offers to turn on sound, by a click that asks for it", async () => {
      const { element, room } = await show({ ...joinedSnapshot, audioBlocked: true });
      await click(element, "Turn on sound");
      expect(room.requests).to.deep.equal([{ type: "start-audio" }]);
      room.set({ audioBlocked: false });
      await rendered(element);
      expect(visibleText(element)).not.to.contain("Turn on sound");
    });

    const words: readonly (readonly [CallsErrorCode, string])[] = [
      ["room-full", "This call is full"],
      ["server-unreachable", "Check your internet connection, then try again."],
      ["forbidden", "Ask for an invitation"],
      ["unauthorized", "The call did not let you in"],
      ["token-expired", "Your invitation has expired"],
      ["invalid-room", "Check the link"],
      ["connection-failed", "Your network may block calls."],
      ["internal", "Something went wrong"],
    ];
    for (const [code, text] of words) {
      it(`says in plain words what ${code} means, and nothing of the code`, async () => {
        const { element, room } = await show(idleSnapshot);
        room.set(failed(code));
        await rendered(element);
        expect(visibleText(element)).to.contain(text).and.not.to.contain("for the test");
      });
    }

    it("waits at the door, and stops waiting when asked to", async () => {
      const { element, room } = await show({ ...idleSnapshot, status: { phase: "waiting" } });
      await rendered(element);
      expect(visibleText(element)).to.contain("Waiting to be let in");
      await click(element, "Stop waiting");
      expect(room.requests).to.deep.equal([{ type: "leave" }]);
    });

    it("opens one panel beside the stage, and closes it with Escape", async () => {
      const { element, find } = await show(joinedSnapshot);
      expect(find(".sidebar")!.hidden).to.equal(true);
      element.dispatchEvent(new CallsUiSetEvent({ panel: "chat" }));
      await rendered(element);
      await until(() => find("calls-chat")?.shadowRoot != null);
      expect(find(".sidebar")!.hidden).to.equal(false);
      element.dispatchEvent(new CallsUiSetEvent({ panel: "people" }));
      await rendered(element);
      expect(find("calls-chat")).to.equal(null);
      await until(() => find("calls-people")?.shadowRoot != null);
      find("calls-people")!.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
      await rendered(element);
      expect(find("calls-people")).to.equal(null);
      expect(element.shadowRoot!.activeElement).to.equal(find(".stage"));
    });

    it("puts the cursor into the chat for who opens it, and leaves the focus of others alone", async () => {
      const { element, find } = await show(joinedSnapshot);
      const outside = element.parentElement!.appendChild(document.createElement("input"));
      outside.focus();
      element.dispatchEvent(new CallsUiSetEvent({ panel: "chat" }));
      await until(() => (find("calls-chat")?.shadowRoot?.querySelector("textarea") ?? null) !== null);
      await settled();
      expect(document.activeElement).to.equal(outside);
      element.dispatchEvent(new CallsUiSetEvent({ panel: undefined }));
      await until(() => find("calls-chat") === null);
      find(".stage")!.focus();
      await sendKeys({ press: "c" });
      await until(() => find("calls-chat")?.shadowRoot?.activeElement?.localName === "textarea");
      await sendKeys({ type: "hs" });
      expect(element.double.requests).to.deep.equal([]);
    });

    it("asks how the call was, and tells the page", async () => {
      const { element, room } = await show(joinedSnapshot);
      const ratings: string[] = [];
      element.addEventListener("calls-feedback", (event) => ratings.push(event.rating));
      room.set({ status: { phase: "left", reason: "left" } });
      await rendered(element);
      buttonsIn(element.shadowRoot!)
        .find(({ ariaLabel }) => ariaLabel === "Good")!
        .click();
      await rendered(element);
      expect(ratings).to.deep.equal(["good"]);
      expect(visibleText(element)).to.contain("Thank you!");
    });

    it("says who ended the call when it was not you", async () => {
      const { element, room } = await show(joinedSnapshot);
      room.set({ status: { phase: "left", reason: "removed" } });
      await rendered(element);
      expect(visibleText(element)).to.contain("You were removed from the call");
    });

    it("does not render when somebody's tracks change", async () => {
      const { element, room } = await show({ ...joinedSnapshot, participants: [person("grace", "Grace")] });
      const updates = countUpdates(element);
      room.set({ participants: [person("grace", "Grace Hopper")] });
      room.set({ microphone: { status: "starting" } });
      await rendered(element);
      expect(updates()).to.equal(0);
    });

    it("keeps the focus inside when the view under it goes away", async () => {
      const { element, room, find } = await show(idleSnapshot);
      const prejoin = find("calls-prejoin")!;
      prejoin.shadowRoot!.querySelector("input")!.focus();
      room.set(joinedSnapshot);
      await rendered(element);
      expect(document.activeElement).to.equal(element);
      expect(element.shadowRoot!.activeElement).to.equal(find(".stage"));
    });
  });

  describe("what it does", () => {
    it("joins with the name that was typed, and with it again", async () => {
      const { element, room } = await show(idleSnapshot);
      element.dispatchEvent(new CallsRoomJoinEvent({ name: "Ada Lovelace" }));
      await nextTask();
      room.set(failed("room-full"));
      await rendered(element);
      await click(element, "Try again");
      expect(room.requests).to.deep.equal([
        { type: "join", room: "standup", name: "Ada Lovelace" },
        { type: "join", room: "standup", name: "Ada Lovelace" },
      ]);
    });

    it("goes back from a failed join, to change something", async () => {
      const { element, room, find } = await show(idleSnapshot);
      room.set(failed("invalid-name"));
      await rendered(element);
      await click(element, "Back");
      expect(find("calls-prejoin")).not.to.equal(null);
      room.set({ status: { phase: "joining" } });
      await rendered(element);
      room.set(failed("room-full"));
      await rendered(element);
      expect(visibleText(element)).to.contain("This call is full");
    });

    it("rejoins with the devices that were on", async () => {
      const { element, room } = await show(joinedSnapshot);
      buttonsIn(element.shadowRoot!)
        .find(({ ariaLabel }) => ariaLabel === "Camera")!
        .click();
      await nextTask();
      room.set({ status: { phase: "left", reason: "left" } });
      await rendered(element);
      room.requests.length = 0;
      await click(element, "Rejoin");
      expect(room.requests).to.deep.equal([
        { type: "set-camera", enabled: true },
        { type: "join", room: "standup", name: "Ada" },
      ]);
    });

    it("joins by itself with autojoin, once, with both devices", async () => {
      const { element, room } = await show(
        idleSnapshot,
        html`<double-room room="standup" name="Ada" autojoin></double-room>`,
      );
      await nextTask();
      element.requestUpdate();
      await rendered(element);
      expect(room.requests).to.deep.equal([
        { type: "set-microphone", enabled: true },
        { type: "set-camera", enabled: true },
        { type: "join", room: "standup", name: "Ada" },
      ]);
      const { room: quiet } = await show(
        idleSnapshot,
        html`<double-room room="standup" name="Ada" autojoin start-muted start-camera-off></double-room>`,
      );
      await nextTask();
      expect(quiet.requests.map(({ type }) => type)).to.deep.equal(["join"]);
    });

    it("shows the step before the call when the page cancels the join of autojoin", async () => {
      document.addEventListener("calls-room-join", (event) => event.preventDefault(), { once: true });
      const { find } = await show(
        idleSnapshot,
        html`<double-room room="standup" name="Ada" autojoin start-muted start-camera-off></double-room>`,
      );
      await nextTask();
      expect(find("calls-prejoin")).not.to.equal(null);
    });

    it("asks for the name that autojoin lacks", async () => {
      const { room, find } = await show(idleSnapshot, html`<double-room room="standup" autojoin></double-room>`);
      await nextTask();
      expect(room.requests).to.deep.equal([]);
      expect(find("calls-prejoin")).not.to.equal(null);
    });

    it("can be cancelled by a listener on itself or further out", async () => {
      const { element, room } = await show(idleSnapshot);
      element.addEventListener("calls-room-join", (event) => event.preventDefault(), { once: true });
      element.join();
      await nextTask();
      document.addEventListener("calls-room-join", (event) => event.preventDefault(), { once: true });
      element.join();
      await nextTask();
      expect(room.requests).to.deep.equal([]);
      element.join();
      await nextTask();
      expect(room.requests).to.have.length(1);
    });

    it("tells the page when it joined, when it left and what went wrong, each once", async () => {
      const { element, room } = await show(idleSnapshot);
      const told: string[] = [];
      element.addEventListener("calls-room-joined", (event) => told.push(`${event.roomId} ${event.participantId}`));
      element.addEventListener("calls-room-left", (event) => told.push(event.reason));
      element.addEventListener("calls-error", (event) => told.push(event.error.code));
      room.set(joinedSnapshot);
      room.set({ status: { phase: "joined", signaling: "reconnecting", media: "connected" } });
      room.set({ status: { phase: "left", reason: "stale" } });
      const error = new CallsError("room-full", "no");
      room.refusal = error;
      element.join();
      room.set({ status: { phase: "failed", error } });
      await nextTask();
      room.refusal = new CallsError("aborted", "on purpose");
      element.leave();
      await nextTask();
      expect(told).to.deep.equal(["standup me", "stale", "room-full"]);
    });

    it("announces who comes and goes, and not who was there already", async () => {
      document.querySelector("[data-calls-announcer]")?.remove();
      const { element, room } = await show({ ...idleSnapshot, status: { phase: "joining" } });
      const said = (): string[] =>
        [...document.querySelectorAll("[data-calls-announcer] p")].map((line) => line.textContent ?? "");
      room.set({ ...joinedSnapshot, participants: [person("grace", "Grace")] });
      room.set({ participants: [person("grace", "Grace"), person("linus", "<b>Linus</b>")] });
      room.set({ participants: [person("linus", "<b>Linus</b>")] });
      await rendered(element);
      expect(said()).to.deep.equal(["You joined the call", "<b>Linus</b> joined", "Grace left"]);
      room.set({ status: { phase: "joined", signaling: "connected", media: "reconnecting" } });
      expect(said().at(-1)).to.equal("Your connection dropped. Getting you back…");
    });
  });

  describe("its place in the page", () => {
    it("keeps the call through a move, and through leaving and coming back in one task", async () => {
      const { element, room } = await show(joinedSnapshot);
      const { parentElement: home } = element;
      const other = home!.appendChild(document.createElement("div"));
      other.append(element);
      await nextTask();
      element.remove();
      home!.append(element);
      await nextTask();
      await rendered(element);
      expect(room.destroyed).to.equal(0);
      expect(element.callsRoom).to.equal(room);
      room.set({ participants: [person("grace", "Grace")] });
      await until(() => visibleText(element).includes("Grace"));
    });

    it("lets go of everything when it is gone, and has another call when it comes back", async () => {
      const { element, room, find } = await show(joinedSnapshot);
      const { parentElement: home } = element;
      element.remove();
      await nextTask();
      expect(room.destroyed).to.equal(1);
      expect(room.listenerCount).to.equal(0);
      DoubleRoomElement.snapshot = idleSnapshot;
      home!.append(element);
      await rendered(element);
      expect(element.callsRoom).not.to.equal(room);
      expect(find("calls-prejoin")).not.to.equal(null);
    });

    it("leaves nothing behind after many comings and goings", async () => {
      const { element, room } = await show({ ...joinedSnapshot, participants: [person("grace", "Grace")] });
      const { parentElement: home } = element;
      const listeners = room.listenerCount;
      for (let round = 0; round < 50; round++) {
        element.remove();
        home!.append(element);
        await rendered(element);
      }
      await until(() => visibleText(element).includes("Grace"));
      expect(room.listenerCount).to.equal(listeners);
      expect(element.made).to.have.length(1);
      expect(document.querySelectorAll("[data-calls-announcer]").length).to.be.at.most(1);
    });

    it("replaces regions by the page's own, and the whole by its content", async () => {
      const { element, room, find } = await show(
        joinedSnapshot,
        html`<double-room room="standup">
          <p slot="stage">My stage</p>
          <script type="application/json"></script>
          <noscript>Without scripts there is no call.</noscript>
        </double-room>`,
      );
      expect(find("calls-grid")).to.equal(null);
      expect(find("calls-controls")).not.to.equal(null);
      element.querySelector("p")!.remove();
      await nextTask();
      await rendered(element);
      expect(find("calls-grid")).not.to.equal(null);
      element.append(document.createElement("calls-grid"));
      await nextTask();
      await rendered(element);
      expect(find(".base")).to.equal(null);
      expect(element.matches(":state(replaced)")).to.equal(true);
      expect(getComputedStyle(element).minBlockSize).to.equal("0px");
      expect(room.destroyed).to.equal(0);
    });
  });
});
