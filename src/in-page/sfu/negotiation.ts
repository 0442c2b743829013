/** Offers and answers of the SFU's end of a session. There is no trickle: what it says carries its candidates. */
import type { SessionDescription } from "../../wire/calls-api.js";
import { mediaSection } from "./media-section.js";
import { until } from "./until.js";
import { wrongOrder } from "./sfu-failure.js";

/** Milliseconds to wait for candidates; without servers to ask, gathering is over much sooner. */
const GATHERING_LIMIT = 2_000;

export class Negotiation {
  readonly #pc: RTCPeerConnection;
  readonly #signal: AbortSignal;

  constructor(pc: RTCPeerConnection, signal: AbortSignal) {
    this.#pc = pc;
    this.#signal = signal;
  }

  /** Has nothing been negotiated yet? */
  get isFresh(): boolean {
    return this.#pc.localDescription === null;
  }

  /** Is an offer of the SFU waiting for its answer? */
  get awaitsAnswer(): boolean {
    return this.#pc.signalingState === "have-local-offer";
  }

  /** @param prepare sets up the transceivers that the offer brought, before they are answered. */
  async answer(offer: SessionDescription, prepare: () => unknown = () => {}): Promise<SessionDescription> {
    if (offer.type !== "offer") throw wrongOrder("Expected an offer");
    await this.#apply(offer);
    try {
      await prepare();
      await this.#pc.setLocalDescription(await this.#pc.createAnswer());
    } catch (error) {
      await this.#pc.setRemoteDescription({ type: "rollback" });
      throw error;
    }
    return this.#localDescription("answer");
  }

  async offer(): Promise<SessionDescription> {
    await this.#pc.setLocalDescription(await this.#pc.createOffer());
    return this.#localDescription("offer");
  }

  async accept(answer: SessionDescription): Promise<void> {
    if (!this.awaitsAnswer || answer.type !== "answer") throw wrongOrder("Expected an answer to an offer of the SFU");
    await this.#apply(answer);
  }

  async #apply(description: SessionDescription): Promise<void> {
    try {
      await this.#pc.setRemoteDescription(description);
    } catch (error) {
      throw wrongOrder(error instanceof Error ? error.message : String(error));
    }
  }

  async #localDescription(type: SessionDescription["type"]): Promise<SessionDescription> {
    const pc = this.#pc;
    const sdp = () => pc.localDescription?.sdp ?? "";
    const isGathered = () => pc.iceGatheringState === "complete" && bundleHasCandidates(sdp());
    await until(pc, "icegatheringstatechange", isGathered, { limit: GATHERING_LIMIT, signal: this.#signal });
    return { type, sdp: sdp() };
  }
}

/**
 * Does the section that the bundle is on tell candidates? Where it is a new one, `iceGatheringState` still says that the
 * former is complete.
 */
function bundleHasCandidates(sdp: string): boolean {
  const mid = /^a=group:BUNDLE (\S+)/m.exec(sdp)?.[1];
  return mid === undefined || mediaSection(sdp, mid).includes("\r\na=candidate:");
}
