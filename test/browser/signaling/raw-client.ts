/** A client of the Connection API with nothing but an RTCPeerConnection, as plain as the service's own examples. */
import type { DataChannelObject, SessionDescription, TrackObject } from "../../../src/wire/calls-api.js";
import type { CallsTransport, RoomConnection } from "../../../src/signaling/signaling.js";
import type { AnnouncedChannel, AnnouncedTrack } from "../../../src/wire/room-protocol.js";
import { once } from "./events.js";

export class RawClient {
  readonly pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  readonly connection: RoomConnection;
  readonly calls: CallsTransport;
  readonly signal = new AbortController().signal;
  sessionId = "";
  readonly #tracks: AnnouncedTrack[] = [];
  readonly #channels: AnnouncedChannel[] = [];

  constructor(connection: RoomConnection) {
    this.connection = connection;
    this.calls = connection.calls;
  }

  async begin(): Promise<this> {
    const { sessionId } = await this.calls.call("newSession", undefined, undefined, { signal: this.signal });
    this.sessionId = sessionId;
    return this;
  }

  /** Tells the room of what is published, beside what it knows: others receive nothing else. */
  announce({ tracks = [], channels = [] }: { tracks?: AnnouncedTrack[]; channels?: AnnouncedChannel[] }): void {
    this.#tracks.push(
      ...tracks.filter(({ trackName }) => this.#tracks.every((known) => known.trackName !== trackName)),
    );
    this.#channels.push(...channels.filter(({ name }) => this.#channels.every((known) => known.name !== name)));
    this.connection.announce({ sessionId: this.sessionId, tracks: [...this.#tracks], channels: [...this.#channels] });
  }

  /** Publishes with an offer that carries no candidates at all. */
  async publish(tracks: Record<string, MediaStreamTrack>, options: RTCRtpTransceiverInit = {}) {
    const transceivers = Object.entries(tracks).map(([trackName, track]) => ({
      trackName,
      transceiver: this.pc.addTransceiver(track, { direction: "sendonly", ...options }),
    }));
    const offer = await this.offer();
    const reply = await this.calls.call(
      "newTracks",
      this.sessionId,
      {
        sessionDescription: offer,
        tracks: transceivers.map(({ trackName, transceiver }) => ({
          location: "local",
          trackName,
          mid: transceiver.mid!,
        })),
      },
      { signal: this.signal },
    );
    await this.pc.setRemoteDescription(reply.sessionDescription!);
    this.announce({
      tracks: Object.entries(tracks).map(([trackName, { kind }]) => ({
        trackName,
        kind: kind === "audio" ? "audio" : "video",
      })),
    });
    return reply;
  }

  async close(mids: string[], force: boolean) {
    const stopping = this.pc.getTransceivers().filter(({ mid }) => mids.includes(mid ?? ""));
    if (!force) for (const transceiver of stopping) transceiver.stop();
    const reply = await this.calls.call(
      "closeTracks",
      this.sessionId,
      { tracks: mids.map((mid) => ({ mid })), force, ...(!force && { sessionDescription: await this.offer() }) },
      { signal: this.signal },
    );
    if (reply.sessionDescription) await this.pc.setRemoteDescription(reply.sessionDescription);
    return reply;
  }

  async pull(...tracks: Omit<TrackObject, "location">[]) {
    const reply = await this.calls.call(
      "newTracks",
      this.sessionId,
      { tracks: tracks.map((track) => ({ ...track, location: "remote" })) },
      { signal: this.signal },
    );
    if (reply.requiresImmediateRenegotiation) await this.answer(reply.sessionDescription!);
    return reply;
  }

  async establishChannels() {
    const reply = await this.calls.call("establishDataChannels", this.sessionId, {}, { signal: this.signal });
    this.pc.createDataChannel("server-events", { negotiated: true, id: reply.dataChannel!.id! });
    if (reply.requiresImmediateRenegotiation) await this.answer(reply.sessionDescription!);
    await this.connected();
    return reply;
  }

  async channel(object: DataChannelObject): Promise<RTCDataChannel> {
    const { dataChannels } = await this.calls.call(
      "newDataChannels",
      this.sessionId,
      { dataChannels: [object] },
      { signal: this.signal },
    );
    const { location, sessionId: _sessionId, dataChannelName, ...policy } = object;
    const channel = this.pc.createDataChannel(dataChannelName, {
      ...policy,
      negotiated: true,
      id: dataChannels[0]!.id!,
    });
    channel.binaryType = "arraybuffer";
    if (channel.readyState !== "open") await once(channel, "open");
    if (location === "local") this.announce({ channels: [{ name: dataChannelName }] });
    return channel;
  }

  async offer(): Promise<SessionDescription> {
    await this.pc.setLocalDescription(await this.pc.createOffer());
    return { type: "offer", sdp: withoutCandidates(this.pc.localDescription!.sdp) };
  }

  async answer(offer: SessionDescription): Promise<void> {
    await this.pc.setRemoteDescription(offer);
    await this.pc.setLocalDescription(await this.pc.createAnswer());
    const sessionDescription = { type: "answer", sdp: withoutCandidates(this.pc.localDescription!.sdp) } as const;
    await this.calls.call("renegotiate", this.sessionId, { sessionDescription }, { signal: this.signal });
  }

  async connected(): Promise<void> {
    while (this.pc.connectionState !== "connected") await once(this.pc, "connectionstatechange");
  }

  transceiver(mid: string | undefined): RTCRtpTransceiver {
    return this.pc.getTransceivers().find((transceiver) => transceiver.mid === mid)!;
  }

  async end(): Promise<void> {
    this.pc.close();
    await this.connection.leave();
  }
}

function withoutCandidates(sdp: string): string {
  return sdp.replaceAll(/^a=(candidate|end-of-candidates).*\r\n/gm, "");
}
