import type { Environment } from "../environment.js";
import type { SessionDescription, TracksReply } from "../../wire/calls-api.js";
import { CallsError } from "../../base/error.js";
import { hearingStereo } from "./opus.js";
import { SERVER_EVENTS } from "../../wire/tables.js";
import type { MediaKind } from "../../wire/room-protocol.js";
import { addReceiver } from "./receivers.js";

/** Pairs of receivers that are made at most while a join is on its way, besides that of the template. */
const MOST_SPARES = 8;

/**
 * How many of them the next join of this page will want: as many as the last one, and before it those of a small call. One that is
 * made for nothing costs two milliseconds, there and when it is stopped; one that is missing costs as much, later.
 */
let spares = 2;
/** Whether this browser's offers can be repeated, once it is known. */
let isRepeatable = false;

/** A connection whose offer has been answered, by whoever made the session. */
export interface Answered {
  readonly sessionId: string;
  readonly connection: RTCPeerConnection;
  /** Not set yet: gathering begins when it is, and should know the TURN servers, which come with the answer. */
  readonly offer: Promise<SessionDescription>;
  /** What was pulled into it. */
  readonly reply: TracksReply;
}

/**
 * An offer to receive, made before there is a session to send it to.
 *
 * The first picture of a join waits for its API calls, one after the other. With an offer that goes along with the join it waits
 * for none of them: the room server, which is near the SFU, makes the session and pulls into the offer in one go.
 *
 * How many sections it takes is known where the join is answered. So one of each kind goes there, as a template, which is
 * repeated as often as there are tracks; here the same is done when the answer is in. What other ways cost is measured in
 * `test/bench/join.md`.
 */
export class Opening {
  readonly #environment: Environment;
  #connection: RTCPeerConnection | undefined;
  #template: Promise<SessionDescription> | undefined;
  #cancelSpares: () => void = () => {};

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /**
   * The template of an offer: one section that receives of each kind. Made once, so that it may be asked for ahead.
   *
   * @throws CallsError or DOMException where the browser cannot offer, or does not say the same again.
   */
  offer(): Promise<SessionDescription> {
    return (this.#template ??= this.#makeTemplate());
  }

  async #makeTemplate(): Promise<SessionDescription> {
    // With a pool, even of one, Chromium keeps the ICE credentials of an offer for the next.
    const configuration: RTCConfiguration = { bundlePolicy: "max-bundle", iceCandidatePoolSize: 1 };
    const connection = this.#environment.createPeerConnection(configuration);
    this.#connection = connection;
    connection.createDataChannel(SERVER_EVENTS.name, { negotiated: true, id: SERVER_EVENTS.id });
    addReceiver(connection, "audio");
    const trial = isRepeatable ? undefined : await connection.createOffer();
    addReceiver(connection, "video");
    const template = await sayOffer(connection);
    if (trial && credentials(trial.sdp) !== credentials(template.sdp)) {
      throw new CallsError("protocol", "This browser makes offers that cannot be repeated.");
    }
    isRepeatable = true;
    this.#addSpares(connection, spares);
    return template;
  }

  /** Hands the connection over, with the answer to its offer, which now has as many sections. */
  take(sessionId: string, reply: TracksReply): Answered | undefined {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#cancelSpares();
    if (!connection) return undefined;
    fitReceivers(connection, reply.sessionDescription?.sdp ?? "");
    return { sessionId, connection, offer: sayOffer(connection), reply };
  }

  /** Lets go of a connection that nobody took. */
  close(): void {
    this.#cancelSpares();
    this.#connection?.close();
    this.#connection = undefined;
  }

  /** A receiver takes a millisecond, and there is time for them while the join is on its way, a pair in a task. */
  #addSpares(connection: RTCPeerConnection, count: number): void {
    if (count === 0) return;
    this.#cancelSpares = this.#environment.schedule(() => {
      addReceiver(connection, "audio");
      addReceiver(connection, "video");
      this.#addSpares(connection, count - 1);
    }, 0);
  }
}

/** Makes the receivers of a connection those of an answer: stops what is too much, adds what is missing. */
function fitReceivers(connection: RTCPeerConnection, answer: string): void {
  const missing = [...answer.matchAll(/^m=(audio|video) /gm)].map(([, kind]) => kind as MediaKind);
  spares = Math.min(MOST_SPARES, Math.max(0, Math.ceil(missing.length / 2) - 1));
  for (const transceiver of connection.getTransceivers()) {
    const place = missing.indexOf(transceiver.receiver.track.kind as MediaKind);
    if (place < 0) transceiver.stop();
    else missing.splice(place, 1);
  }
  for (const kind of missing) addReceiver(connection, kind);
}

async function sayOffer(connection: RTCPeerConnection): Promise<SessionDescription> {
  const { sdp = "" } = await connection.createOffer();
  return { type: "offer", sdp: hearingStereo(sdp) };
}

const credentials = (sdp = ""): string | undefined => /^a=ice-ufrag:.*$/m.exec(sdp)?.[0];
