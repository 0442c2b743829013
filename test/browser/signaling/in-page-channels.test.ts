import { expect } from "@open-wc/testing";
import { eventually, once } from "./events.js";
import { Fixture, expectCode } from "./in-page-fixture.js";
import { colourTrack } from "./test-media.js";

describe("data channels through the in-page SFU", () => {
  let fixture: Fixture;

  beforeEach(() => {
    fixture = new Fixture();
  });

  afterEach(() => fixture.end());

  async function pair() {
    const people = await Promise.all([fixture.enter("Ada"), fixture.enter("Grace")]);
    await Promise.all(people.map((client) => client.establishChannels()));
    return people;
  }

  const local = (dataChannelName: string) => ({ location: "local", dataChannelName }) as const;
  const remote = (sessionId: string, dataChannelName: string) =>
    ({ location: "remote", sessionId, dataChannelName }) as const;

  it("delivers a hundred messages in order, text and bytes", async () => {
    const [ada, grace] = await pair();
    const sending = await ada.channel(local("chat"));
    const receiving = await grace.channel(remote(ada.sessionId, "chat"));
    const received: unknown[] = [];
    receiving.addEventListener("message", ({ data }) => received.push(data));
    for (let index = 0; index < 100; index++) sending.send(`message ${index}`);
    sending.send(new Uint8Array([1, 2, 3]));
    sending.send("");
    await eventually(() => received.length === 102);
    expect(received.slice(0, 100)).to.deep.equal(Array.from({ length: 100 }, (_, index) => `message ${index}`));
    expect(Array.from(new Uint8Array(received[100] as ArrayBuffer))).to.deep.equal([1, 2, 3]);
    expect(received[101]).to.equal("");
  });

  it("uses the section that came with the first offer of tracks, without an establish", async () => {
    const ada = await fixture.enter("Ada");
    ada.pc.createDataChannel("server-events", { negotiated: true, id: 0 });
    await ada.publish({ camera: colourTrack("red") });
    await ada.connected();
    expect((await ada.channel(local("chat"))).readyState).to.equal("open");
    await expectCode(ada.establishChannels(), "bad-request");
  });

  it("answers an establish that carries an offer", async () => {
    const ada = await fixture.enter("Ada");
    ada.pc.createDataChannel("server-events", { negotiated: true, id: 0 });
    const sessionDescription = await ada.offer();
    const reply = await ada.calls.call("establishDataChannels", ada.sessionId, { sessionDescription }, ada);
    expect(reply.requiresImmediateRenegotiation).to.equal(false);
    expect(reply.dataChannel?.id).to.equal(0);
    await ada.pc.setRemoteDescription(reply.sessionDescription!);
    await ada.connected();
  });

  it("goes one way, unless the subscriber may reply", async () => {
    const [ada, grace] = await pair();
    const publisher = await ada.channel(local("chat"));
    const subscriber = await grace.channel({ ...remote(ada.sessionId, "chat"), waitForAck: true });
    const heard: unknown[] = [];
    publisher.addEventListener("message", ({ data }) => heard.push(data));
    let isTold = false;
    subscriber.addEventListener("message", () => (isTold = true), { once: true });
    subscriber.send("unheard");
    const grant = { ...remote(ada.sessionId, "chat"), canReply: true };
    // It is told nothing before the SFU has its first message: once it is, that was dropped.
    await eventually(() => {
      publisher.send("ping");
      return isTold;
    });
    await grace.calls.call("updateDataChannels", grace.sessionId, { dataChannels: [grant] }, grace);
    subscriber.send("heard");
    await once(publisher, "message");
    expect(heard).to.deep.equal(["heard"]);
  });

  it("holds messages back until the subscriber asks for them", async () => {
    const [ada, grace] = await pair();
    const publisher = await ada.channel(local("chat"));
    const subscriber = await grace.channel({ ...remote(ada.sessionId, "chat"), waitForAck: true });
    const other = await grace.channel(remote(ada.sessionId, "chat"));
    const received: unknown[] = [];
    subscriber.addEventListener("message", ({ data }) => received.push(data));
    publisher.send("before");
    await once(other, "message");
    subscriber.send("ready");
    await eventually(() => {
      publisher.send("after");
      return received.length > 0;
    });
    expect(received[0]).to.equal("after");
  });

  it("closes a publication, which can then be made again", async () => {
    const [ada, grace] = await pair();
    const { calls, sessionId } = ada;
    const first = await ada.channel(local("chat"));
    const again = await calls.call("newDataChannels", sessionId, { dataChannels: [local("chat")] }, ada);
    expect(again.dataChannels[0]!.errorCode).to.equal("repeated_local_track_error");
    // It may close before the answer is here.
    const over = once(first, "close");
    const closed = await calls.call("closeDataChannels", sessionId, { dataChannels: [{ id: first.id! }] }, ada);
    expect(closed.dataChannels).to.deep.equal([{ id: first.id }]);
    await over;
    const gone = await grace.calls.call(
      "newDataChannels",
      grace.sessionId,
      { dataChannels: [remote(sessionId, "chat")] },
      grace,
    );
    expect(gone.dataChannels[0]!.errorCode).to.equal("not_found_track_error");
    const twice = await calls.call("closeDataChannels", sessionId, { dataChannels: [{ id: first.id! }] }, ada);
    expect(twice.dataChannels[0]!.errorCode).to.equal("close_track_error");
    await ada.channel(local("chat"));
  });

  it("lets a scripted participant talk and listen", async () => {
    const script = fixture.rooms.addParticipant({ room: "standup", name: "Linus", channels: ["chat"] });
    const ada = await fixture.enter("Ada");
    await ada.establishChannels();
    const mine = await ada.channel(local("chat"));
    const theirs = await ada.channel(remote(ada.connection.roster[0]!.session!.sessionId, "chat"));
    const heard = new Promise((resolve) => script.onMessage(resolve));
    mine.send("hello");
    expect(await heard).to.deep.equal({ channel: "chat", from: ada.connection.participantId, data: "hello" });
    script.send("chat", "hello back");
    expect((await once<MessageEvent>(theirs, "message")).data).to.equal("hello back");
    expect(() => script.send("other", "x")).to.throw("channel-closed");
  });
});
