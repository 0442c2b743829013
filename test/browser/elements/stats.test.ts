import { expect, fixture } from "@open-wc/testing";
import { html } from "lit";
import "../../../src/elements/stats/stats.define.js";
import { pathOf, valueText } from "../../../src/elements/stats/series.js";
import type { CallsStats } from "../../../src/elements/stats/stats.js";
import type { RoomReport } from "../../../src/client/diagnostics/types.js";
import { inRoom } from "./support/double-room.js";
import { joinedSnapshot, person, type RoomDouble } from "./support/room-double.js";
import { second, trackStats } from "./support/stats.js";
import { countUpdates, settled, until, visibleText } from "./support/wait.js";

const call = { ...joinedSnapshot, participants: [person("grace", "Grace"), person("ben", "Ben")] };
const mine = trackStats({ participantId: "me", direction: "outbound", bitrate: 2_400_000, roundTrip: 80, loss: 0.025 });

const show = async (): Promise<{ stats: CallsStats; room: RoomDouble; root: ShadowRoot }> => {
  const { element, room } = await inRoom(call, html`<calls-stats style="block-size: 500px"></calls-stats>`);
  const stats = element.querySelector("calls-stats")!;
  return { stats, room, root: stats.shadowRoot! };
};

const value = (root: ShadowRoot, row: number, metric: string): string | undefined =>
  root.querySelectorAll(".person")[row]?.querySelector(`[data-metric=${metric}] .value`)?.textContent ?? undefined;

describe("<calls-stats>", () => {
  const write = navigator.clipboard.writeText.bind(navigator.clipboard);
  afterEach(() => {
    navigator.clipboard.writeText = write;
  });

  it("is accessible, with nothing and with people", async () => {
    const { stats, room } = await show();
    await settled();
    await expect(stats).to.be.accessible();
    expect(visibleText(stats)).to.contain("Nothing is sent or received yet");
    room.setStats(second([mine, trackStats()]));
    await stats.updateComplete;
    await settled();
    await expect(stats).to.be.accessible();
  });

  it("shows yourself first, then the others, each with the data of all their tracks and the worst of the rest", async () => {
    const { stats, room, root } = await show();
    const sound = trackStats({
      source: "microphone",
      kind: "audio",
      bitrate: 32_000,
      loss: 0.1,
      framesPerSecond: undefined,
    });
    room.setStats(second([trackStats({ participantId: "ben" }), trackStats(), sound, mine]));
    await stats.updateComplete;
    const names = [...root.querySelectorAll("h3")].map(({ textContent }) => textContent);
    expect(names).to.deep.equal(["Ada (you)", "Grace", "Ben"]);
    expect(["bitrate", "loss", "delay", "frameRate"].map((metric) => value(root, 0, metric))).to.deep.equal([
      "2.4 Mb/s",
      "2.5%",
      "80 ms",
      "30",
    ]);
    expect(["bitrate", "loss", "delay"].map((metric) => value(root, 1, metric))).to.deep.equal([
      "832 kb/s",
      "10%",
      "42 ms",
    ]);
  });

  it("draws every second, and renders nothing for it", async () => {
    const { stats, room, root } = await show();
    room.setStats(second([trackStats()]));
    await stats.updateComplete;
    const updates = countUpdates(stats);
    for (let at = 1; at < 100; at++) room.setStats(second([trackStats({ bitrate: at * 10_000 })], at));
    expect(updates()).to.equal(0);
    const path = root.querySelector("[data-metric=bitrate] path")!.getAttribute("d")!;
    expect(path.split("L")).to.have.length(60);
    expect(path).to.match(/^M0 .*L59 0\.0$/);
    expect(value(root, 0, "bitrate")).to.equal("990 kb/s");
  });

  it("leaves out who is not there any more", async () => {
    const { stats, room, root } = await show();
    room.setStats(second([mine, trackStats()]));
    room.setStats(second([mine]));
    await stats.updateComplete;
    expect(root.querySelectorAll(".person")).to.have.length(1);
  });

  it("copies the report, and shows it where the browser copies nothing", async () => {
    const { stats, room, root } = await show();
    let copied = "";
    navigator.clipboard.writeText = async (text) => void (copied = text);
    const button = root.querySelector<HTMLButtonElement>("[part~=report]")!;
    button.click();
    await until(() => visibleText(stats).includes("That did not work"));
    room.reportReply = { version: 1 } as RoomReport;
    button.click();
    await until(() => visibleText(stats).includes("Report copied"));
    expect(JSON.parse(copied)).to.deep.equal({ version: 1 });
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError"));
    button.click();
    await until(() => root.querySelector("textarea")?.value.includes("version") ?? false);
  });

  it("listens only while it is on the page", async () => {
    const { stats, room } = await show();
    expect(room.statsListenerCount).to.equal(1);
    stats.remove();
    expect(room.statsListenerCount).to.equal(0);
  });

  it("works away from the room with for", async () => {
    const { element, room } = await inRoom(call, html`<p>Own page</p>`);
    element.id = "call";
    const away = await fixture<CallsStats>(html`<calls-stats for="call"></calls-stats>`);
    room.setStats(second([trackStats()]));
    await away.updateComplete;
    expect(visibleText(away)).to.contain("Grace");
  });
});

describe("plots", () => {
  it("have gaps where nothing is known, and do not make a mountain of little", () => {
    expect(pathOf([0.001, undefined, 0.05], "loss", 28)).to.equal("M57 27.4M59 0.0");
    expect(pathOf([], "bitrate", 28)).to.equal("");
  });

  it("say what is not known as such", () => {
    expect(valueText(undefined, "delay", "en")).to.equal("–");
    expect(valueText(0.5, "loss", "de")).to.match(/^50\s%$/);
  });
});
