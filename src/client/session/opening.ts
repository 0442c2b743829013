import type { Environment } from "../environment.js";
import type { SessionDescription, TracksReply } from "../../wire/calls-api.js";
import { hearingStereo } from "./opus.js";
import { SERVER_EVENTS, SERVER_EVENTS_ID } from "./channel-calls.js";
import { addReceiver } from "./receivers.js";

/**
 * Sections of each kind in the offer that goes with a join. A small meeting is whole with the join's reply, a large one begins
 * with its first people, and the rest of the page is the next call.
 *
 * Measured on two busy cores, in one run, from join to the first frame: with two people 111 ms with 4 sections, 110 with 5 and
 * 161 with 9 (`partytracks` 114); with nine people 132, 151 and 181 (164). The offer of 4 is under 15 kB, which TCP sends without
 * waiting for an answer first; that of 9 has 32 kB.
 */
const SECTIONS = 4;

/** A connection whose offer has been answered, by whoever made the session. */
export interface Answered {
  readonly sessionId: string;
  readonly connection: RTCPeerConnection;
  readonly offer: SessionDescription;
  /** What was pulled into it. */
  readonly reply: TracksReply;
}

/**
 * An offer to receive, made before there is a session to send it to.
 *
 * The first picture of a join waits for its API calls, one after the other, and for nothing else that counts. Measured from
 * join to the first frame, in the unit of one call: sessions/new, a pull that the service offers and its renegotiate are three
 * behind the join; a session made with the join leaves two; a pull with the browser's own offer, one. An offer that goes along
 * with the join leaves none: the room server, which is near the SFU, makes the session and pulls in one go. A second session
 * for publishing gains nothing on that: the way is free again when the join is answered. Pulls and publications cannot share a
 * call, by the rules of the service, so that publishing is the call after.
 */
export class Opening {
  readonly #environment: Environment;
  #connection: RTCPeerConnection | undefined;
  #offer: SessionDescription | undefined;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** @throws CallsError or DOMException where the browser cannot offer. */
  async offer(): Promise<SessionDescription> {
    const connection = this.#environment.createPeerConnection({ bundlePolicy: "max-bundle" });
    this.#connection = connection;
    connection.createDataChannel(SERVER_EVENTS, { negotiated: true, id: SERVER_EVENTS_ID });
    for (let section = 0; section < SECTIONS; section++) {
      addReceiver(connection, "audio");
      addReceiver(connection, "video");
    }
    // Not set yet: gathering begins when it is, and should know the TURN servers, which come with the answer.
    const { sdp = "" } = await connection.createOffer();
    this.#offer = { type: "offer", sdp: hearingStereo(sdp) };
    return this.#offer;
  }

  /** Hands the connection over, with the answer to its offer. */
  take(sessionId: string, reply: TracksReply): Answered | undefined {
    const [connection, offer] = [this.#connection, this.#offer];
    this.#connection = undefined;
    return connection && offer && { sessionId, connection, offer, reply };
  }

  /** Lets go of a connection that nobody took. */
  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }
}
