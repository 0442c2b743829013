import { expect } from "@open-wc/testing";
import { html } from "lit";
import "../../../src/features/captions/elements/index.js";
import type { CaptionsView, TranscriptView } from "../../../src/features/captions/contract.js";
import type { TranslationsView } from "../../../src/features/captions/translation/contract.js";
import { choose } from "../../../src/features/captions/elements/look.js";
import { uiOf } from "../../../src/elements/core/room-ui.js";
import { CallsRoom } from "../../../src/elements/room/room.js";
import type { RoomSnapshot } from "../../../src/client/types.js";
import { spoken, written } from "../../../stories/support/spoken-words.js";
import { DoubleRoomElement, inRoom } from "./support/double-room.js";
import { joinedSnapshot, person, RoomDouble } from "./support/room-double.js";
import { nextTask, settled, until, visibleText } from "./support/wait.js";

const call = (captions: Partial<CaptionsView> = {}, transcript?: Partial<TranscriptView>): RoomSnapshot => ({
  ...joinedSnapshot,
  participants: [person("p0", "Grace Hopper"), person("p1", "Katherine Johnson")],
  features: { captions: spoken(captions), ...(transcript && { transcript: written(transcript) }) },
});
const commands = ({ requests }: RoomDouble): unknown[] =>
  requests.flatMap((request) => (request.type === "feature" ? { [request.feature]: request.command } : []));

/** By WCAG, of two greys. */
const contrast = (a: number, b: number): number => {
  const light = (value: number): number => {
    const part = value / 255;
    return (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4) + 0.05;
  };
  return Math.max(light(a), light(b)) / Math.min(light(a), light(b));
};

afterEach(() => {
  choose({ size: "medium", lines: 3, background: "solid", position: "bottom", language: "" });
  localStorage.removeItem("calls-elements:captions");
  localStorage.removeItem("calls-elements:interface");
});

describe("<calls-captions>", () => {
  const show = async (snapshot = call()) => {
    const { element, room } = await inRoom(snapshot, html`<calls-captions></calls-captions>`);
    const captions = element.querySelector("calls-captions")!;
    await captions.updateComplete;
    return { captions, room };
  };

  it("shows nothing, and asks for nothing, before captions are turned on", async () => {
    const { captions, room } = await show();
    expect(visibleText(captions)).to.equal("");
    expect(commands(room)).to.deep.equal([]);
    uiOf(room).set({ captions: true });
    await captions.updateComplete;
    expect(visibleText(captions)).to.contain("Grace Hopper Well found.");
    expect(visibleText(captions)).to.contain("Katherine Johnson it is not much, but it moves");
    expect(commands(room)).to.deep.equal([{ captions: { type: "read", reading: true } }]);
    uiOf(room).set({ captions: false });
    await captions.updateComplete;
    expect(visibleText(captions)).to.equal("");
    expect(commands(room).at(-1)).to.deep.equal({ captions: { type: "read", reading: false } });
  });

  it("is accessible, is read and not spoken, and says each line in its language", async () => {
    const { captions, room } = await show();
    uiOf(room).set({ captions: true });
    await captions.updateComplete;
    await settled();
    await expect(captions).to.be.accessible();
    const log = captions.shadowRoot!.querySelector("[role=log]")!;
    expect(log.getAttribute("aria-live")).to.equal("off");
    expect([...log.querySelectorAll<HTMLElement>("[lang]")].map(({ lang }) => lang)).to.include("ar");
  });

  it("can be read over any picture, whatever is behind the words", async () => {
    const { captions, room } = await show();
    uiOf(room).set({ captions: true });
    await captions.updateComplete;
    const strip = captions.shadowRoot!.querySelector<HTMLElement>(".strip")!;
    const live = strip.querySelector<HTMLElement>(".live")!;
    for (const [background, least] of [
      ["solid", 12],
      ["soft", 4.5],
    ] as const) {
      choose({ background });
      await captions.updateComplete;
      for (const picture of [0, 255]) {
        const [, ground = 0, alpha = 1] = /rgba?\(([\d.]+),[^,]+,[^,]+(?:, ([\d.]+))?\)/.exec(getComputedStyle(strip).backgroundColor)!.map(Number); // prettier-ignore
        const behind = ground * alpha + picture * (1 - alpha);
        const opacity = Number(getComputedStyle(live).opacity);
        expect(contrast(255 * opacity + behind * (1 - opacity), behind), `${background} over ${picture}`).to.be.above(
          least,
        );
      }
    }
    choose({ background: "none" });
    await captions.updateComplete;
    expect(getComputedStyle(live).textShadow).to.match(/rgb\(0, 0, 0\).*rgb\(0, 0, 0\)/);
  });

  it("moves nothing while words come, and keeps its place in a room while nobody speaks", async () => {
    const content = html`<calls-captions steady style="inline-size: 600px"></calls-captions>`;
    const { element, room } = await inRoom(call({ lines: [] }), content);
    uiOf(room).set({ captions: true });
    const captions = element.querySelector("calls-captions")!;
    await captions.updateComplete;
    const strip = captions.shadowRoot!.querySelector(".strip")!;
    const { width, height } = strip.getBoundingClientRect();
    for (const next of [call({ lines: [], live: {} }), call()]) {
      room.set({ features: next.features });
      await captions.updateComplete;
      expect(strip.getBoundingClientRect()).to.include({ width, height });
      expect(captions.shadowRoot!.getAnimations()).to.deep.equal([]);
    }
  });

  it("lays out each line by its own words, and all of it by the page’s language", async () => {
    const { captions, room } = await show();
    captions.closest("double-room")!.dir = "rtl";
    uiOf(room).set({ captions: true });
    await until(() => captions.shadowRoot!.querySelector("[part~=base]")!.getAttribute("dir") === "rtl");
    await captions.updateComplete;
    const directions = [...captions.shadowRoot!.querySelectorAll<HTMLElement>("[part~=line]")].map(
      (line) => `${line.querySelector("[lang]")?.getAttribute("lang")} ${getComputedStyle(line).direction}`,
    );
    expect(directions).to.include("ar rtl").and.to.include("en ltr");
    const set = captions.shadowRoot!.querySelector(".set")!.getBoundingClientRect();
    expect(set.left).to.be.below(captions.shadowRoot!.querySelector(".lines")!.getBoundingClientRect().left);
  });

  it("tells that a transcript is written by one voice, and not by the notice as well", async () => {
    const { captions } = await show(call({}, { on: true }));
    const notice = captions.shadowRoot!.querySelector("[part~=notice]")!;
    expect(notice.closest("[role=status], [role=alert], [aria-live]")).to.equal(null);
    expect(notice.querySelector("[role=status], [role=alert], [aria-live]")).to.equal(null);
    await expect(captions).to.be.accessible();
  });

  it("shows as many lines as are wanted, the latest of them", async () => {
    const { captions, room } = await show();
    uiOf(room).set({ captions: true });
    choose({ lines: 2, size: "large" });
    await captions.updateComplete;
    const lines = captions.shadowRoot!.querySelector<HTMLElement>(".lines")!;
    const { lineHeight } = getComputedStyle(lines);
    expect(lines.clientHeight).to.be.closeTo(2 * Number.parseFloat(lineHeight), 2);
    const last = lines.querySelector("p:last-of-type")!.getBoundingClientRect();
    expect(last.bottom).to.be.at.most(lines.getBoundingClientRect().bottom + 1);
  });

  it("tells that a transcript is written, once, and keeps the person's own words out", async () => {
    const { captions, room } = await show(call({}, { on: true }));
    expect(visibleText(captions)).to.contain("What is said is being written down.");
    captions.shadowRoot!.querySelector<HTMLInputElement>("[role=switch]")!.click();
    await captions.updateComplete;
    expect(commands(room)).to.deep.equal([{ captions: { type: "keep-out", out: true } }]);
    captions.shadowRoot!.querySelector<HTMLButtonElement>(".dismiss")!.click();
    await captions.updateComplete;
    expect(visibleText(captions)).to.equal("");
  });

  it("shows lines in the language that the person chose, marked, and live words as they are spoken", async () => {
    const translated: TranslationsView = {
      available: true,
      languages: ["de", "fr"],
      language: "",
      lines: [],
      trouble: false,
    };
    const snapshot = (change: Partial<TranslationsView> = {}): RoomSnapshot => {
      const before = call();
      return { ...before, features: { ...before.features, translations: { ...translated, ...change } } };
    };
    const { captions, room } = await show(snapshot());
    uiOf(room).set({ captions: true });
    await captions.updateComplete;
    const choice = captions.shadowRoot!.querySelector("calls-translation")!;
    await choice.updateComplete;
    const select = choice.shadowRoot!.querySelector("select")!;
    expect([...select.options].map(({ text }) => text)).to.deep.equal(["As spoken", "French", "German"]);
    select.value = "de";
    select.dispatchEvent(new Event("change"));
    expect(commands(room).at(-1)).to.deep.equal({ translations: { type: "read", language: "de" } });
    const [line] = spoken().lines.slice(-1);
    room.set(snapshot({ language: "de", lines: [{ id: line!.id, text: "Gut gefunden." }] }));
    await captions.updateComplete;
    const words = captions.shadowRoot!.querySelector<HTMLElement>("[lang=de]")!;
    expect(words.textContent).to.equal("Gut gefunden.");
    expect(words.parentElement!.textContent).to.contain("Translated");
    expect(visibleText(captions)).not.to.contain(line!.text);
    expect(visibleText(captions)).to.contain("it is not much, but it moves");
    // Nothing is translated for a page that shows no words.
    uiOf(room).set({ captions: false });
    await nextTask();
    expect(commands(room).at(-1)).to.deep.equal({ translations: { type: "read", language: "" } });
    localStorage.removeItem("calls-elements:translate-to");
  });

  it("leaves the words to the tiles where somebody wants them there", async () => {
    const content = html`<calls-captions></calls-captions><calls-caption participant-id="p1"></calls-caption>`;
    const { element, room } = await inRoom(call(), content);
    uiOf(room).set({ captions: true });
    choose({ position: "tiles" });
    const [strip, tile] = [element.querySelector("calls-captions")!, element.querySelector("calls-caption")!];
    await Promise.all([strip.updateComplete, tile.updateComplete]);
    expect(visibleText(strip)).to.equal("");
    expect(visibleText(tile)).to.contain("it is not much, but it moves");
    expect(visibleText(tile)).not.to.contain("Well found");
  });
});

describe("<calls-transcript>", () => {
  const show = async (snapshot = call({}, {})) => {
    const { element, room } = await inRoom(
      snapshot,
      html`<calls-transcript style="block-size: 600px"></calls-transcript>`,
    );
    const panel = element.querySelector("calls-transcript")!;
    await panel.updateComplete;
    return { panel, room, root: panel.shadowRoot! };
  };

  it("is accessible, and says who said what", async () => {
    const { panel, room } = await show();
    await settled();
    await expect(panel).to.be.accessible();
    expect(visibleText(panel)).to.match(/Grace Hopper 0:00 Morning! .*Ada Lovelace 0:07 Yes\./);
    // While it is open, speech is turned into words.
    expect(commands(room)).to.deep.equal([{ captions: { type: "read", reading: true } }]);
    panel.remove();
    expect(commands(room).at(-1)).to.deep.equal({ captions: { type: "read", reading: false } });
  });

  it("finds what was said, and jumps to it among the rest", async () => {
    const { panel, root } = await show();
    const search = root.querySelector<HTMLInputElement>("[type=search]")!;
    search.value = "february";
    search.dispatchEvent(new InputEvent("input"));
    await panel.updateComplete;
    expect([...root.querySelectorAll("mark")].map(({ textContent }) => textContent)).to.deep.equal(["February"]);
    expect(visibleText(panel)).to.contain("One line found").and.not.to.contain("Morning!");
    root.querySelector<HTMLButtonElement>(".result")!.click();
    await panel.updateComplete;
    expect(root.querySelector(".target")!.textContent).to.contain("February");
    expect(visibleText(panel)).to.contain("Morning!");
  });

  it("is saved as text, WebVTT and JSON", async () => {
    const { root } = await show();
    const saved: { name: string; text: Promise<string> }[] = [];
    const blobs = new Map<string, Blob>();
    const { createObjectURL } = URL;
    const { click } = HTMLAnchorElement.prototype;
    URL.createObjectURL = (blob) => {
      blobs.set(`blob:${blobs.size}`, blob as Blob);
      return `blob:${blobs.size - 1}`;
    };
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      saved.push({ name: this.download, text: blobs.get(this.href)!.text() });
    };
    for (const button of root.querySelectorAll<HTMLButtonElement>("[part~=download]")) button.click();
    URL.createObjectURL = createObjectURL;
    HTMLAnchorElement.prototype.click = click;
    expect(saved.map(({ name }) => name)).to.deep.equal(["transcript.txt", "transcript.vtt", "transcript.json"]);
    expect(await saved[0]!.text).to.contain("[00:00:07] Ada Lovelace: Yes.");
    expect(await saved[1]!.text).to.match(/^WEBVTT\n\n00:00:00\.000 --> 00:00:04\.000\n<v Grace Hopper>Morning!/);
    expect(JSON.parse(await saved[2]!.text).lines).to.have.length(6);
  });

  it("has the switches of a host for hosts alone", async () => {
    const { panel, room, root } = await show(call({}, { on: false }));
    expect(visibleText(panel)).not.to.contain("Write a transcript");
    room.set({ self: { ...room.snapshot.self, role: "host" } });
    await panel.updateComplete;
    root.querySelector<HTMLInputElement>("[aria-label='Write a transcript']")!.click();
    await nextTask();
    expect(commands(room)).to.deep.include({ transcript: { type: "switch", on: true } });
  });
});

describe("<calls-own-words>", () => {
  const idle = new RoomDouble().snapshot;
  const show = async (snapshot: RoomSnapshot) => {
    const { element, room } = await inRoom(snapshot, html`<calls-own-words></calls-own-words>`);
    const own = element.querySelector("calls-own-words")!;
    await own.updateComplete;
    const root = own.shadowRoot!;
    return { own, room, root, keepOut: () => root.querySelector<HTMLInputElement>("[role=switch]")!.click() };
  };

  it("keeps words out from before the call on, in this call and on the next visit", async () => {
    const { own, room, root, keepOut } = await show(idle);
    expect(visibleText(own)).to.equal("Keep my words out What you say is neither shown nor written down.");
    await expect(own).to.be.accessible();
    keepOut();
    await own.updateComplete;
    expect(root.querySelector<HTMLInputElement>("[role=switch]")!.checked).to.equal(true);
    expect(commands(room)).to.deep.equal([]);
    room.set(call());
    expect(commands(room)).to.deep.include({ captions: { type: "keep-out", out: true } });
    const next = await show(idle);
    expect(next.root.querySelector<HTMLInputElement>("[role=switch]")!.checked).to.equal(true);
  });

  it("says which language the person speaks, remembers it, and has the browser listen in it", async () => {
    const listening: string[] = [];
    class Recognition extends EventTarget {
      lang = "";
      start = (): void => void listening.push(this.lang);
      abort = (): void => void listening.push(`no ${this.lang}`);
    }
    const before = Reflect.get(globalThis, "SpeechRecognition") as unknown;
    Reflect.set(globalThis, "SpeechRecognition", Recognition);
    const [track] = new AudioContext().createMediaStreamDestination().stream.getAudioTracks();
    const spoken = call({ source: "browser" });
    const microphone = { source: "microphone", trackName: "mic", enabled: true, track } as const;
    const { own, room, root } = await show({ ...spoken, self: { ...spoken.self, microphone } });
    expect(listening).to.deep.equal(["en"]);
    await expect(own).to.be.accessible();
    const select = root.querySelector("select")!;
    expect(select.selectedOptions[0]!.text).to.equal("The room’s (English)");
    select.value = [...select.options].find(({ text }) => text === "Türkçe")!.value;
    select.dispatchEvent(new Event("change"));
    await own.updateComplete;
    expect(listening).to.deep.equal(["en", "no en", "tr"]);
    expect(commands(room)).to.deep.equal([{ captions: { type: "speak", language: "tr" } }]);
    const next = await show(call());
    expect(next.root.querySelector("select")!.selectedOptions[0]!.text).to.equal("Türkçe");
    expect(commands(next.room)).to.deep.equal([{ captions: { type: "speak", language: "tr" } }]);
    track!.stop();
    Reflect.set(globalThis, "SpeechRecognition", before);
  });
});

describe("somebody who keeps their words out", () => {
  it("is told of to whoever reads along, while they speak and in the transcript", async () => {
    const snapshot = call({ out: ["p0"] }, { lines: [] });
    const content = html`<calls-captions></calls-captions><calls-transcript></calls-transcript>`;
    const { element, room } = await inRoom(snapshot, content);
    uiOf(room).set({ captions: true });
    const [strip, panel] = [element.querySelector("calls-captions")!, element.querySelector("calls-transcript")!];
    await Promise.all([strip.updateComplete, panel.updateComplete]);
    expect(visibleText(panel)).to.contain("Words kept out: Grace Hopper");
    expect(visibleText(strip)).not.to.contain("kept out");
    room.set({ participants: snapshot.participants.map((each) => ({ ...each, speaking: true })) });
    await strip.updateComplete;
    expect(visibleText(strip)).to.contain("Words kept out: Grace Hopper").and.not.to.contain("out: Grace Hopper,");
  });
});

describe("a room element whose room has captions", () => {
  it("asks before the call whose words are kept out, and says so when it begins, before captions are loaded", async () => {
    await import("../../../src/index.js");
    class CheckedRoom extends CallsRoom {
      readonly double = new RoomDouble();
      protected override createRoom = (): RoomDouble => this.double;
    }
    customElements.define("checked-room", CheckedRoom);
    const room = new CheckedRoom();
    room.signaling = {
      join: () => Promise.reject(new Error("Nobody joins.")),
      check: async () => ({ roundTrip: 1, isLimited: false, features: ["captions", "transcript"] }),
    };
    document.body.append(room);
    const own = () => room.shadowRoot!.querySelector("calls-prejoin > calls-own-words")?.shadowRoot;
    await until(() => Boolean(own()?.querySelector("[role=switch]")));
    expect(visibleText(room)).to.contain("What is said here may be written down.");
    own()!.querySelector<HTMLInputElement>("[role=switch]")!.click();
    room.double.set(call());
    expect(commands(room.double)).to.deep.include({ captions: { type: "keep-out", out: true } });
    uiOf(room.double).set({ panel: "settings" });
    await until(() => room.shadowRoot!.querySelector("calls-settings > calls-own-words") !== null);
    room.remove();
  });

  it("brings them by itself, with lines of the menu and a panel", async () => {
    await import("../../../src/index.js");
    DoubleRoomElement.snapshot = call({}, {});
    const room = new DoubleRoomElement();
    room.style.cssText = "inline-size: 900px; block-size: 600px";
    document.body.append(room);
    const find = <T extends keyof HTMLElementTagNameMap>(tag: T) => room.shadowRoot!.querySelector(tag);
    await until(() => Boolean(find("calls-captions-button")?.shadowRoot?.querySelector("button")));
    expect(find("calls-captions")).to.not.equal(null);
    const button = find("calls-captions-button")!;
    expect(visibleText(button)).to.equal("Turn on captions");
    button.shadowRoot!.querySelector("button")!.click();
    await until(() => uiOf(room.double).snapshot.captions);
    uiOf(room.double).set({ panel: "transcript" });
    await until(() => find("calls-transcript") !== null);
    room.remove();
  });
});
