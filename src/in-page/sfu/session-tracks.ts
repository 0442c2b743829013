/** The media of one session: what it publishes and what it pulls. */
import { CALLS_LIMITS } from "../../wire/tables.js";
import type {
  CallsFailure,
  CloseTracksReply,
  CloseTracksRequest,
  NewTracksRequest,
  SessionDescription,
  SessionStateReply,
  TrackObject,
  TrackReply,
  TracksReply,
  UpdateTracksRequest,
} from "../../wire/calls-api.js";
import type { Negotiation } from "./negotiation.js";
import type { MediaPublication } from "./publications.js";
import type { Publications } from "./publications.js";
import { ReceivedTracks } from "./received-tracks.js";
import { alreadyClosed, invalidParams, itemFailure, trackNotFound } from "./sfu-failure.js";
import { offeredRids } from "./simulcast.js";

interface PublishedTrack {
  readonly location: "local";
  readonly trackName: string;
  readonly transceiver: RTCRtpTransceiver;
  readonly publication: MediaPublication;
  isActive: boolean;
}

interface PulledTrack {
  readonly location: "remote";
  sessionId: string;
  trackName: string;
  readonly transceiver: RTCRtpTransceiver;
  publication: MediaPublication;
  isActive: boolean;
}

/** A remote track of a request, with its publication or why there is none. */
type Pull = { request: TrackObject } & (
  | { publication: MediaPublication; transceiver: RTCRtpTransceiver | undefined }
  | { failure: CallsFailure }
);

export class SessionTracks {
  readonly #sessionId: string;
  readonly #pc: RTCPeerConnection;
  readonly #negotiation: Negotiation;
  readonly #publications: Publications<MediaPublication>;
  readonly #received: ReceivedTracks;
  #tracks: (PublishedTrack | PulledTrack)[] = [];

  constructor(
    sessionId: string,
    pc: RTCPeerConnection,
    negotiation: Negotiation,
    publications: Publications<MediaPublication>,
  ) {
    this.#sessionId = sessionId;
    this.#pc = pc;
    this.#negotiation = negotiation;
    this.#publications = publications;
    this.#received = new ReceivedTracks(pc);
  }

  get state(): SessionStateReply["tracks"] {
    return this.#tracks.map((track) => ({
      location: track.location,
      trackName: track.trackName,
      ...(track.location === "remote" && { sessionId: track.sessionId }),
      mid: track.transceiver.mid ?? "",
      status: track.isActive ? "active" : "inactive",
    }));
  }

  async add({ tracks = [], sessionDescription, autoDiscover }: NewTracksRequest): Promise<TracksReply> {
    if (tracks.length > CALLS_LIMITS.tracksPerCall) throw invalidParams("Too many tracks in the request");
    const locations = new Set(tracks.map((track) => track.location));
    if (locations.size > 1) throw invalidParams("Local and remote tracks cannot be mixed in one request");
    if (locations.has("remote")) return this.#pull(tracks, sessionDescription);
    if (sessionDescription) return this.#publish(tracks, sessionDescription, autoDiscover === true);
    if (tracks.length === 0) throw invalidParams("Expecting at least one track or a session description");
    return this.#publishWithOffer(tracks);
  }

  async update({ tracks }: UpdateTracksRequest): Promise<TracksReply> {
    const replies: TrackReply[] = [];
    for (const track of tracks) replies.push({ ...track, ...(await this.#repoint(track)) });
    return { requiresImmediateRenegotiation: false, tracks: replies };
  }

  async close({ tracks, force, sessionDescription }: CloseTracksRequest): Promise<CloseTracksReply> {
    if (!force && !sessionDescription) throw invalidParams("Expecting a session description unless forced");
    const replies = tracks.map(({ mid }) => ({ mid, ...this.#close(mid) }));
    return {
      requiresImmediateRenegotiation: false,
      ...(!force && sessionDescription && { sessionDescription: await this.#negotiation.answer(sessionDescription) }),
      tracks: replies,
    };
  }

  closePublished(): void {
    for (const track of this.#active("local")) this.#end(track);
  }

  closeAll(): void {
    for (const track of this.#tracks) this.#end(track);
    this.#received.close();
  }

  // ---- Publishing ----------------------------------------------------------------------------------------------------

  async #publish(tracks: TrackObject[], offer: SessionDescription, autoDiscover: boolean): Promise<TracksReply> {
    let replies: TrackReply[] = [];
    const sessionDescription = await this.#negotiation.answer(offer, () => {
      const wanted = autoDiscover ? this.#undiscovered() : tracks;
      replies = wanted.map((track) => ({ ...track, ...this.#publishOn(track) }));
    });
    return { requiresImmediateRenegotiation: false, sessionDescription, tracks: replies };
  }

  #publishOn(track: TrackObject): CallsFailure | undefined {
    const transceiver = this.#pc.getTransceivers().find(({ mid }) => mid !== null && mid === track.mid);
    if (!transceiver) return itemFailure("invalid_params", `The offer has no media section ${track.mid}`);
    if (track.bidirectionalMediaStream) transceiver.direction = "sendrecv";
    return this.#addPublished(track, transceiver);
  }

  #addPublished({ trackName }: TrackObject, transceiver: RTCRtpTransceiver): CallsFailure | undefined {
    if (!trackName) return itemFailure("invalid_params", "A published track needs a name");
    if (this.#publications.get(this.#sessionId, trackName)) {
      return itemFailure("repeated_local_track_error", "A track of this name is published already");
    }
    const rids = offeredRids(this.#pc.remoteDescription?.sdp ?? "", transceiver.mid ?? "");
    const publication = this.#received.publish(transceiver.receiver, rids);
    this.#publications.add(this.#sessionId, trackName, publication);
    this.#tracks.push({ location: "local", trackName, transceiver, publication, isActive: true });
    return undefined;
  }

  /** What the offer sends and nobody has named. */
  #undiscovered(): TrackObject[] {
    const taken = new Set(this.#active("local").map((track) => track.transceiver));
    return this.#pc
      .getTransceivers()
      .filter((transceiver) => !taken.has(transceiver) && transceiver.direction === "recvonly")
      .map(({ mid, receiver }) => ({
        location: "local",
        mid: mid ?? "",
        trackName: crypto.randomUUID(),
        kind: receiver.track.kind === "audio" ? "audio" : "video",
      }));
  }

  /** Without an offer of the client, the SFU offers; that works for sendrecv tracks only. */
  async #publishWithOffer(tracks: TrackObject[]): Promise<TracksReply> {
    const added = tracks.map((track) => {
      if (!track.kind || !track.bidirectionalMediaStream) {
        throw invalidParams("Without a session description a local track needs its kind and bidirectionalMediaStream");
      }
      const transceiver = this.#pc.addTransceiver(track.kind, { direction: "sendrecv" });
      return { track, transceiver, failure: this.#addPublished(track, transceiver) };
    });
    const sessionDescription = await this.#negotiation.offer();
    return {
      requiresImmediateRenegotiation: true,
      sessionDescription,
      tracks: added.map(({ track, transceiver, failure }) => ({ ...track, mid: transceiver.mid ?? "", ...failure })),
    };
  }

  // ---- Pulling -------------------------------------------------------------------------------------------------------

  async #pull(tracks: TrackObject[], offer: SessionDescription | undefined): Promise<TracksReply> {
    const pulls = await Promise.all(tracks.map((track) => this.#find(track)));
    const sessionDescription = pulls.some((pull) => "publication" in pull)
      ? await this.#carry(pulls, offer)
      : undefined;
    return {
      requiresImmediateRenegotiation: sessionDescription?.type === "offer",
      ...(sessionDescription && { sessionDescription }),
      tracks: pulls.map((pull) => pullReply(pull)),
    };
  }

  /** @returns the answer to the client's offer, or an offer for the media sections that had to be added. */
  async #carry(pulls: Pull[], offer: SessionDescription | undefined): Promise<SessionDescription | undefined> {
    if (offer) {
      return this.#negotiation.answer(offer, () => this.#attach(pulls, ({ track }) => this.#idleReceiver(track.kind)));
    }
    const added = await this.#attach(pulls, ({ track }) => this.#pc.addTransceiver(track, { direction: "sendonly" }));
    return added ? this.#negotiation.offer() : undefined;
  }

  async #find(request: TrackObject): Promise<Pull> {
    const publication = await this.#flowing(request);
    if (!publication) return { request, failure: trackNotFound() };
    const transceiver = request.mid ? this.#sendrecv(request.mid) : undefined;
    if (request.mid && !transceiver) {
      return { request, failure: itemFailure("invalid_params", `No sendrecv transceiver at ${request.mid}`) };
    }
    return { request, publication, transceiver };
  }

  async #flowing({ sessionId, trackName }: TrackObject): Promise<MediaPublication | undefined> {
    const publication = this.#publications.get(sessionId, trackName);
    return publication && (await publication.isFlowing()) ? publication : undefined;
  }

  /** @returns whether transceivers were set up that were not there before. */
  async #attach(
    pulls: Pull[],
    newTransceiver: (publication: MediaPublication) => RTCRtpTransceiver | undefined,
  ): Promise<boolean> {
    let added = false;
    for (const pull of pulls) {
      if ("failure" in pull) continue;
      const { request, publication } = pull;
      const transceiver = pull.transceiver ?? newTransceiver(publication);
      if (!transceiver) throw invalidParams("The offer has too few media sections to receive on");
      added ||= !pull.transceiver;
      pull.transceiver = transceiver;
      const { sessionId = "", trackName = "" } = request;
      this.#tracks.push({ location: "remote", sessionId, trackName, transceiver, publication, isActive: true });
      await publication.attach(transceiver.sender, request.simulcast);
    }
    return added;
  }

  /** `#name` means the transceiver on which this session publishes the name. */
  #sendrecv(mid: string): RTCRtpTransceiver | undefined {
    const published = this.#active("local").find((track) => `#${track.trackName}` === mid)?.transceiver;
    const transceiver = published ?? this.#pc.getTransceivers().find((candidate) => candidate.mid === mid);
    return transceiver?.direction === "sendrecv" ? transceiver : undefined;
  }

  /** A media section that the client's offer brought for receiving, and that carries nothing yet. */
  #idleReceiver(kind: string): RTCRtpTransceiver | undefined {
    const taken = new Set(this.#tracks.map((track) => track.transceiver));
    const idle = this.#pc
      .getTransceivers()
      .filter((transceiver) => !taken.has(transceiver) && transceiver.direction === "recvonly")
      .find(({ receiver }) => receiver.track.kind === kind);
    if (idle) idle.direction = "sendonly";
    return idle;
  }

  async #repoint(request: TrackObject): Promise<CallsFailure | undefined> {
    const pulled = this.#active("remote").find(({ transceiver }) => transceiver.mid === request.mid);
    if (!pulled) return itemFailure("update_track_error", `Nothing is received on ${request.mid}`);
    const publication = await this.#flowing(request);
    if (!publication) return trackNotFound();
    if (publication.track.kind !== pulled.publication.track.kind) {
      return itemFailure("update_track_error", "A track can only be replaced by one of its kind");
    }
    const { sender } = pulled.transceiver;
    if (publication !== pulled.publication) pulled.publication.release(sender);
    pulled.publication = publication;
    await publication.attach(sender, request.simulcast);
    pulled.sessionId = request.sessionId ?? "";
    pulled.trackName = request.trackName ?? "";
    return undefined;
  }

  // ---- Closing -------------------------------------------------------------------------------------------------------

  #close(mid: string): CallsFailure | undefined {
    const closing = this.#tracks.filter((track) => track.isActive && track.transceiver.mid === mid);
    for (const track of closing) {
      this.#end(track);
      // The client learns it with the next negotiation, so that the section is not offered as if it carried something.
      if (track.location === "remote" && track.transceiver.direction === "sendonly") {
        track.transceiver.direction = "inactive";
      }
    }
    return closing.length === 0 ? alreadyClosed() : undefined;
  }

  #end(track: PublishedTrack | PulledTrack): void {
    if (!track.isActive) return;
    track.isActive = false;
    if (track.location === "remote") {
      track.publication.detach(track.transceiver.sender);
      return;
    }
    this.#publications.delete(this.#sessionId, track.trackName);
    track.publication.close();
  }

  #active<L extends "local" | "remote">(location: L) {
    return this.#tracks.filter(
      (track): track is Extract<PublishedTrack | PulledTrack, { location: L }> =>
        track.isActive && track.location === location,
    );
  }
}

function pullReply(pull: Pull): TrackReply {
  const { request } = pull;
  if ("failure" in pull) return { ...request, mid: "", ...pull.failure };
  return { ...request, mid: pull.transceiver?.mid ?? "" };
}
