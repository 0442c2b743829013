/** A reply of the SFU, as far as tests look into it. */
export interface Reply {
  readonly status: number;
  // Replies are checked field by field where they matter.
  readonly body: {
    sessionId?: string;
    errorCode?: string;
    errorDescription?: string;
    requiresImmediateRenegotiation?: boolean;
    sessionDescription?: { type: "offer" | "answer"; sdp: string };
    tracks?: { mid?: string; trackName?: string; sessionId?: string; errorCode?: string; status?: string }[];
    dataChannel?: { id?: number };
    dataChannels?: { id?: number; dataChannelName?: string; errorCode?: string; status?: string }[];
  };
}

export interface PublishOptions {
  readonly name: string;
  readonly kind: "audio" | "video";
  /** Hertz of the tone to publish. */
  readonly tone?: number;
  /** Take the (fake) microphone instead: Firefox runs no AudioContext where there is no sound card. */
  readonly microphone?: boolean;
  readonly width?: number;
  readonly height?: number;
  /** Publish a drawing instead of the camera: see `readPattern`. */
  readonly pattern?: boolean;
  /** Layers, best first, each half the size of the one before. */
  readonly rids?: readonly string[];
  readonly codec?: string;
  readonly scalabilityMode?: string;
  /** Publishes, and sends nothing before `startSending`. */
  readonly silent?: boolean;
}

export interface VideoStats {
  readonly framesDecoded: number;
  readonly frameWidth: number;
  readonly packetsLost: number;
  readonly freezeCount: number;
  readonly keyFramesDecoded: number;
  readonly codec: string;
  readonly nackCount: number;
  readonly pliCount: number;
  /** Packets that came as retransmissions. */
  readonly recovered: number;
  /** Milliseconds since 1900 at the sender, of what plays now; 0 before the first sender report. */
  readonly playoutTime: number;
}

/** How sound fares that is received, since it began. Counts are samples of 48 kHz. */
export interface SoundStats {
  readonly samples: number;
  readonly concealed: number;
  /** Left out, because there were too many. */
  readonly removed: number;
  /** Made up, because there were too few. */
  readonly inserted: number;
  /** Milliseconds that it waits before it plays, on average. */
  readonly bufferedMs: number;
  readonly packets: number;
  readonly packetsLost: number;
  /** When these were so, in milliseconds. */
  readonly at: number;
}

export interface PullTrack {
  readonly location: "remote";
  readonly sessionId: string;
  readonly trackName: string;
  readonly mid?: string;
  readonly simulcast?: { preferredRid?: string; priorityOrdering?: string; ridNotAvailable?: string };
}

export interface ChannelOptions {
  readonly id: number;
  readonly ordered?: boolean;
  readonly maxRetransmits?: number;
  readonly maxPacketLifeTime?: number;
}

/** One entry of `getStats`, with the members that tests read. */
export interface Stats {
  readonly id: string;
  readonly type: string;
  readonly mimeType?: string;
  readonly codecId?: string;
  readonly rid?: string;
  readonly [member: string]: number | string | undefined;
}

/** What looks into the PeerConnection. */
export interface StatsApi {
  video(mid: string): Promise<VideoStats>;
  /** Resolves when that many more frames were decoded on `mid`. */
  moreFrames(mid: string, count: number): Promise<VideoStats>;
  /** Resolves when frames of this width are decoded. */
  frameWidth(mid: string, width: number): Promise<VideoStats>;
  /** Resolves when the loudest on `mid` is a tone of `hertz`. Rejects after 20 s with what was heard. */
  hears(mid: string, hertz: number): Promise<void>;
  sound(mid: string): Promise<SoundStats>;
  /** Resolves when that many more samples were played on `mid`. */
  moreSamples(mid: string, count: number): Promise<void>;
  /** Packets received so far on `mid`. */
  packets(mid: string): Promise<number>;
  /** Resolves when this layer (or the only one) of a published mid sends. */
  layerFlows(mid: string, rid: string): Promise<void>;
  /** Stats of outbound video by rid: width, bytes. */
  outbound(
    mid: string,
  ): Promise<{ rid: string; bytes: number; frames: number; nacks: number; plis: number; retransmitted: number }[]>;
  pair(): Promise<{ local: string; remote: string }>;
}

/** What a page of {@link TestBrowser} can do. */
export interface PageApi extends StatsApi {
  /** One call to the session API, path after `/sessions`. */
  api(method: string, path: string, body?: unknown): Promise<Reply>;
  /** Creates a PeerConnection and a session. */
  create(): Promise<string>;
  sessionId(): string;
  /** Publishes tracks in one offer; resolves to the reply, with the mids in order. */
  publish(tracks: readonly PublishOptions[], withChannels?: boolean): Promise<Reply & { mids: string[] }>;
  /** Pulls tracks and answers the offer. */
  pull(tracks: readonly PullTrack[]): Promise<Reply>;
  /** Resolves when the connection is up. */
  connected(): Promise<string>;
  establishChannels(withOffer: boolean): Promise<Reply>;
  /** Opens a negotiated channel and collects its messages. */
  openChannel(options: ChannelOptions): Promise<void>;
  send(id: number, message: string): void;
  sendBinary(id: number, length: number): void;
  /** Messages that came on a channel: text as it is, binary as `binary:<length>:<sum>`. */
  messages(id: number): string[];
  /** Resolves when that many came. */
  received(id: number, count: number): Promise<string[]>;
  channelClosed(id: number): Promise<void>;
  stopSending(mid: string): Promise<void>;
  startSending(mid: string): Promise<void>;
  /** Turns one simulcast layer on or off. */
  setLayer(mid: string, rid: string, active: boolean): Promise<void>;
  /** Makes an offer and its request body without sending them. */
  offerOnly(tracks: readonly PublishOptions[]): Promise<unknown>;
  /** Stops the transceivers of these mids and closes them with an offer. */
  closeNegotiated(mids: readonly string[]): Promise<Reply>;
  restartIce(): Promise<Reply>;
  /** Adds transceivers and makes an offer; resolves to the SDP and the mids. */
  offer(transceivers: readonly { kind: "audio" | "video"; direction: RTCRtpTransceiverDirection }[]): Promise<{
    sdp: string;
    mids: string[];
  }>;
  /** Takes a description from the SFU; an offer is answered, and the answer's SDP returned. */
  accept(description: { type: "offer" | "answer"; sdp: string }): Promise<string>;
  /** Answers an offer of the SFU, sending these tracks in its sections. */
  sendInAnswer(offer: RTCSessionDescriptionInit, tracks: readonly (PublishOptions & { mid: string })[]): Promise<Reply>;
  /** Sends a generated track on an existing transceiver. */
  sendOn(mid: string, options: PublishOptions): Promise<void>;
  iceUfrag(): string;
  closeConnection(): void;
  mLines(): number;
}
