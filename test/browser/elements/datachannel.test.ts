import { expect, fixture } from "@open-wc/testing";
import { html } from "lit";
import type { CallsDatachannel } from "../../../src/elements/datachannel/datachannel.js";
import { CallsError } from "../../../src/base/error.js";
import { inRoom } from "./support/double-room.js";
import { joinedSnapshot, type RoomDouble } from "./support/room-double.js";
import { nextTask } from "./support/wait.js";

const show = async (
  content = html`<calls-datachannel name="chat"></calls-datachannel>`,
): Promise<{ element: HTMLElement; channel: CallsDatachannel; room: RoomDouble; events: string[] }> => {
  const { element, room } = await inRoom(joinedSnapshot, content);
  const channel = element.querySelector("calls-datachannel")!;
  const events: string[] = [];
  for (const type of ["calls-datachannel-open", "calls-datachannel-close", "calls-datachannel-message"] as const) {
    channel.addEventListener(type, (event) => events.push("data" in event ? `${event.from}: ${event.data}` : type));
  }
  return { element, channel, room, events };
};

describe("<calls-datachannel>", () => {
  it("opens its channel with the policy of its attributes", async () => {
    const { room } = await show(
      html`<calls-datachannel
        name="cursor"
        ordered="false"
        max-retransmits="0"
        max-packet-life-time="150"
      ></calls-datachannel>`,
    );
    expect(room.channels.map(({ name }) => name)).to.deep.equal(["cursor"]);
    expect(room.channels[0]?.policy).to.deep.equal({ ordered: false, maxRetransmits: 0, maxPacketLifeTime: 150 });
    const { room: asking } = await show(
      html`<calls-datachannel name="asking" wait-for-ack can-reply></calls-datachannel>`,
    );
    expect(asking.channels[0]?.policy).to.deep.equal({ ordered: true, waitForAck: true, canReply: true });
    const { room: plain } = await show();
    expect(plain.channels[0]?.policy).to.deep.equal({ ordered: true });
  });

  it("tells when it opens, what arrives and when it closes", async () => {
    const { channel, room, events } = await show();
    expect(channel.state).to.equal("connecting");
    room.channels[0]?.setState("open");
    expect(channel.state).to.equal("open");
    room.channels[0]?.receive({ from: "grace", data: "<b>hello</b>" });
    room.channels[0]?.setState("closed");
    expect(events).to.deep.equal(["calls-datachannel-open", "grace: <b>hello</b>", "calls-datachannel-close"]);
  });

  it("tells who hears it", async () => {
    const { channel, room } = await show();
    const told: (readonly string[])[] = [];
    channel.addEventListener("calls-datachannel-listeners", ({ listeners }) => told.push(listeners));
    expect(channel.listeners).to.deep.equal([]);
    room.channels[0]?.setListeners(["grace"]);
    expect(told).to.deep.equal([["grace"]]);
    expect(channel.listeners).to.deep.equal(["grace"]);
  });

  it("stays open for the page while somebody new is being connected, and closes with the call", async () => {
    const { room, events } = await show();
    room.channels[0]?.setState("open");
    room.channels[0]?.setState("connecting");
    room.channels[0]?.setState("open");
    expect(events).to.deep.equal(["calls-datachannel-open"]);
    room.set({ status: { phase: "left", reason: "left" } });
    room.channels[0]?.setState("connecting");
    expect(events).to.deep.equal(["calls-datachannel-open", "calls-datachannel-close"]);
    room.set({ status: joinedSnapshot.status });
    room.channels[0]?.setState("open");
    expect(events.slice(2)).to.deep.equal(["calls-datachannel-open"]);
  });

  it("sends text, buffers and views", async () => {
    const { channel, room } = await show();
    const buffer = new ArrayBuffer(2);
    const view = new Uint8Array([1, 2]);
    channel.send("hello");
    channel.send(buffer);
    channel.send(view);
    expect(room.channels[0]?.sent).to.deep.equal(["hello", buffer, view]);
  });

  it("takes values with json, and leaves out what is none", async () => {
    const { channel, room } = await show(html`<calls-datachannel name="cursors" json></calls-datachannel>`);
    const values: unknown[] = [];
    channel.addEventListener("calls-datachannel-message", ({ from, json }) => values.push([from, json]));
    room.channels[0]?.receive({ from: "grace", data: '{"x":1,"y":[2]}' });
    room.channels[0]?.receive({ from: "grace", data: "hello" });
    room.channels[0]?.receive({ from: "grace", data: new ArrayBuffer(2) });
    room.channels[0]?.receive({ from: "ben", data: "null" });
    expect(values).to.deep.equal([
      ["grace", { x: 1, y: [2] }],
      ["ben", null],
    ]);
    channel.sendJson({ x: 3 });
    expect(room.channels[0]?.sent).to.deep.equal(['{"x":3}']);
  });

  it("sends what is large, answers one, and tells what is on its way", async () => {
    const { channel, room } = await show(html`<calls-datachannel name="files" can-reply></calls-datachannel>`);
    const told: unknown[] = [];
    channel.addEventListener("calls-datachannel-progress", ({ progress }) => told.push(progress));
    channel.addEventListener("calls-datachannel-message", ({ isReply, json }) => told.push([isReply, json]));
    await channel.sendBlob(new Blob(["abc"]));
    channel.reply("grace", "thanks");
    expect(new TextDecoder().decode(room.channels[0]?.sent[0] as ArrayBuffer)).to.equal("abc");
    expect(room.channels[0]?.sent[1]).to.equal("thanks");
    const progress = { from: "grace", id: 1, received: 10, total: 20 };
    room.channels[0]?.setProgress(progress);
    room.channels[0]?.receive({ from: "", data: "you too", isReply: true });
    expect(told).to.deep.equal([progress, [true, undefined]]);
  });

  it("says so when there is no room to send to", async () => {
    const alone = await fixture<CallsDatachannel>(html`<calls-datachannel name="chat"></calls-datachannel>`);
    expect(alone.state).to.equal("closed");
    expect(() => alone.send("hello"))
      .to.throw(CallsError)
      .with.property("code", "channel-closed");
  });

  it("keeps its channel through a move, and closes it when it is gone", async () => {
    const { element, channel, room, events } = await show();
    room.channels[0]?.setState("open");
    element.append(document.createElement("p"), channel);
    await nextTask();
    await channel.updateComplete;
    expect(room.channels).to.have.length(1);
    expect(room.channels[0]?.state).to.equal("open");
    channel.remove();
    await nextTask();
    expect(room.channels[0]?.state).to.equal("closed");
    expect(events).to.deep.equal(["calls-datachannel-open", "calls-datachannel-close"]);
  });

  it("opens another channel for another name", async () => {
    const { channel, room } = await show();
    channel.name = "whiteboard";
    await channel.updateComplete;
    expect(room.channels.map(({ name, state }) => [name, state])).to.deep.equal([
      ["chat", "closed"],
      ["whiteboard", "connecting"],
    ]);
  });

  it("reports a channel that cannot be opened", async () => {
    const { element, channel, room } = await show();
    const errors: unknown[] = [];
    element.addEventListener("calls-error", (event) => errors.push(event.error.code));
    room.channel = () => {
      throw new CallsError("bad-request", "no");
    };
    channel.name = "other";
    await channel.updateComplete;
    expect(errors).to.deep.equal(["bad-request"]);
  });

  it("works away from the room with for", async () => {
    const { element, room } = await show();
    element.id = "call";
    const away = await fixture<CallsDatachannel>(html`<calls-datachannel for="call" name="away"></calls-datachannel>`);
    away.send("hello");
    expect(room.channels.map(({ name }) => name)).to.deep.equal(["chat", "away"]);
  });

  it("leaves the interface of the room in place", async () => {
    const { element } = await show();
    expect(element.shadowRoot!.querySelector("calls-grid")).not.to.equal(null);
  });
});
