import type { CallsFailure, SessionDescription } from "../../wire/calls-api.js";
import { CallsError } from "../../base/error.js";
import { hearingStereo, withOpus } from "./opus.js";
import type { AudioSending } from "./sending.js";
import type { SessionApi } from "./session-api.js";

/** A reply that may carry the service's half of an SDP exchange. */
interface ReplyWithDescription {
  sessionDescription?: SessionDescription;
  tracks?: readonly CallsFailure[];
}

/** The SDP exchanges of one peer connection, in both directions. Callers see to it that there is one at a time. */
export class Negotiator {
  readonly #connection: RTCPeerConnection;
  readonly #api: SessionApi;
  readonly #sound: ReadonlyMap<string, AudioSending>;
  readonly #end: (error: CallsError) => void;

  /**
   * @param sound how the sound of each media section is to be sent.
   * @param end called when the two sides are no longer in step.
   */
  constructor(
    connection: RTCPeerConnection,
    api: SessionApi,
    sound: ReadonlyMap<string, AudioSending>,
    end: (error: CallsError) => void,
  ) {
    this.#connection = connection;
    this.#api = api;
    this.#sound = sound;
    this.#end = end;
  }

  /**
   * The browser offers: over when the service's answer is applied.
   *
   * @param send passes the offer on and returns the reply with the answer.
   */
  async offer<Reply extends ReplyWithDescription>(send: (offer: SessionDescription) => Promise<Reply>): Promise<Reply> {
    const connection = this.#connection;
    await this.#inStep(() => this.#describe("offer"));
    let reply: Reply;
    try {
      reply = await send({ type: "offer", sdp: connection.localDescription?.sdp ?? "" });
    } catch (error) {
      await this.#rollBack();
      throw error;
    }
    // When every track of a call failed, the service did not look at the offer, so that the browser takes it back.
    if (!reply.sessionDescription && reply.tracks?.every(({ errorCode }) => errorCode)) await this.#rollBack();
    else await this.#inStep(() => this.#accept(reply.sessionDescription));
    return reply;
  }

  /** An offer of the browser that is out already: over when its answer is applied. */
  adopt(offer: SessionDescription, answer: SessionDescription | undefined): Promise<void> {
    return this.#inStep(async () => {
      await this.#connection.setLocalDescription(offer);
      await this.#accept(answer);
    });
  }

  /**
   * The service offers: over when it has accepted the browser's answer.
   *
   * @param onReceivers called when the receivers of the offer are there, which is well before anything comes.
   */
  async answer(offer: SessionDescription, onReceivers: () => void = () => {}): Promise<void> {
    const connection = this.#connection;
    await this.#inStep(async () => {
      await connection.setRemoteDescription(offer);
      onReceivers();
      await this.#describe("answer");
      const sdp = connection.localDescription?.sdp ?? "";
      await this.#api.renegotiate({ sessionDescription: { type: "answer", sdp } });
    });
  }

  async #describe(type: "offer" | "answer"): Promise<void> {
    const connection = this.#connection;
    const { sdp = "" } = await (type === "offer" ? connection.createOffer() : connection.createAnswer());
    await connection.setLocalDescription({ type, sdp: hearingStereo(sdp) });
  }

  async #accept(answer: SessionDescription | undefined): Promise<void> {
    if (!answer) throw new CallsError("protocol", "The service answered an offer without a description.");
    await this.#connection.setRemoteDescription({ type: answer.type, sdp: withOpus(answer.sdp, this.#sound) });
  }

  async #rollBack(): Promise<void> {
    if (this.#connection.signalingState !== "have-local-offer") return;
    await this.#inStep(() => this.#connection.setLocalDescription({ type: "rollback" }));
  }

  /** Half an exchange cannot be repaired: a failure in here costs the session. */
  async #inStep(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (cause) {
      const error = CallsError.from(cause);
      this.#end(error);
      throw error;
    }
  }
}
