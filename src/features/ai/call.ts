import { CallsApiError } from "../../server/calls/error.js";
import type { ServiceHandle } from "../../server/services/service.js";
import { AI_TRACK, type AiFailure } from "./contract.js";
import { ProviderError, type VoiceProvider, type WebRtcVoice } from "./providers/provider.js";
import type { TrackSource } from "./ingest.js";
import { openSilence, type Silence } from "./silence.js";

/** The AI while it is in a room. */
export interface AiPresence {
  readonly run: number;
  readonly participantId: string;
  /** Lets it hear this microphone and no other; `undefined` for none. */
  hear(source: TrackSource | undefined): void;
  /** Ends it, at the provider and on the SFU. Never rejects. */
  close(): Promise<void>;
}

/** What it needs. */
export interface AiCallOptions<Provider extends VoiceProvider> {
  readonly room: ServiceHandle;
  readonly provider: Provider;
  /** Which time it is that the AI was brought in. */
  readonly run: number;
  /** As whom it comes in. */
  readonly participantId: string;
  readonly name: string;
  readonly instructions: string;
  readonly voice: string;
  /** It can be spoken with. */
  came(): void;
  /** It is over by itself, or came to nothing. */
  failed(failure: AiFailure, code: string): void;
  /** Something is open that has to be ended, also by whoever goes on after a restart: a provider's call, or an adapter of the SFU. */
  opened(id: string): void;
}

/** Milliseconds. */
const TIMING = {
  /** How long the provider has until it is heard. */
  start: 20_000,
  /** Between two looks at whether it is heard, and after a microphone that could not be had. */
  again: 500,
  /** Between two looks at a call that goes on. */
  look: 10_000,
} as const;

/** What tells microphones apart. */
export const keyOf = (source: TrackSource | undefined): string =>
  source === undefined ? "" : `${source.sessionId} ${source.trackName}`;

/** One call with a provider by WebRTC: its session on the SFU, and whom it hears. */
export class AiCall implements AiPresence {
  readonly run: number;
  readonly participantId: string;
  readonly #options: AiCallOptions<WebRtcVoice>;
  /** Ends what is under way. */
  readonly #end = new AbortController();
  readonly #opening: Promise<void>;
  #sessionId: string | undefined;
  #silence: Silence | undefined;
  #callId: string | undefined;
  #hasCome = false;
  #wanted: TrackSource | undefined;
  /** What it was pointed at last: at nothing in the beginning. */
  #heard: TrackSource | undefined;
  #isPointing = false;

  constructor(options: AiCallOptions<WebRtcVoice>) {
    this.#options = options;
    this.run = options.run;
    this.participantId = options.participantId;
    this.#opening = this.#open().catch((error: unknown) => this.#fail(error));
  }

  hear(source: TrackSource | undefined): void {
    this.#wanted = source;
    void this.#point();
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#opening;
    const { room, provider, participantId } = this.#options;
    this.#silence?.close();
    room.dismiss(participantId);
    // A server that goes down closes nothing of its rooms any more, as people's browsers end what they have. Here nobody else does.
    if (room.signal.aborted && this.#sessionId !== undefined) {
      const { tracks } = await room.calls.sessions.get(this.#sessionId).catch(() => ({ tracks: [] }));
      const mids = tracks.flatMap(({ mid, status }) => (mid !== undefined && status === "active" ? [{ mid }] : []));
      if (mids.length > 0) {
        await room.calls.tracks.close(this.#sessionId, { tracks: mids, force: true }).catch(() => {});
      }
    }
    if (this.#callId !== undefined) await hangUp(room, provider, this.#callId);
  }

  async #open(): Promise<void> {
    const { room, provider, instructions, voice, came, opened } = this.#options;
    const { signal } = this.#end;
    const { calls } = room;
    this.#silence = await openSilence(room, `${AI_TRACK}-silence`, signal);
    const { sessionId } = await calls.sessions.create({ thirdParty: true }, { signal });
    this.#sessionId = sessionId;
    this.#attend(sessionId, false);
    const { sessionDescription: offer } = await calls.tracks.add(
      sessionId,
      { tracks: [{ location: "local", trackName: AI_TRACK, kind: "audio", bidirectionalMediaStream: true }] },
      { signal },
    );
    if (!offer) throw new CallsApiError(200, "backend_error");
    // It is not ended by the signal: a call that the provider has begun is known, and is ended.
    const answer = await provider.connect({ sdp: offer.sdp, instructions, voice }, room);
    this.#callId = answer.callId;
    if (answer.callId !== undefined) opened(answer.callId);
    signal.throwIfAborted();
    await calls.sessions.renegotiate(sessionId, { type: "answer", sdp: answer.sdp }, { signal });
    await this.#untilHeard(sessionId);
    this.#attend(sessionId, true);
    this.#hasCome = true;
    came();
    this.#lookLater(sessionId);
    void this.#point();
  }

  #attend(sessionId: string, isHeard: boolean): void {
    const { room, participantId, name } = this.#options;
    const tracks = isHeard ? [{ trackName: AI_TRACK, kind: "audio" as const, source: "microphone" as const }] : [];
    room.attend({ participantId, participantName: name, session: { sessionId, tracks } });
  }

  /** Waits until the provider's sound can be received: that the SFU took the answer does not prove that anything comes. */
  async #untilHeard(sessionId: string): Promise<void> {
    const { room } = this.#options;
    const { signal } = this.#end;
    const until = room.now() + TIMING.start;
    let probe: string | undefined;
    for (;;) {
      try {
        probe ??= (await room.calls.sessions.create({}, { signal })).sessionId;
        const pull = { location: "remote", sessionId, trackName: AI_TRACK } as const;
        const { tracks, errorCode } = await room.calls.tracks.add(probe, { tracks: [pull] }, { signal });
        if (errorCode === undefined && tracks[0] && tracks[0].errorCode === undefined) return;
      } catch (error) {
        signal.throwIfAborted();
        probe = undefined;
        if (!(error instanceof CallsApiError) || !error.retryable) throw error;
      }
      if (room.now() >= until) throw new ProviderError("unreachable", "no-sound");
      await this.#wait(TIMING.again);
    }
  }

  #wait(milliseconds: number): Promise<void> {
    const { signal } = this.#end;
    return new Promise((resolve, reject) => {
      const cancel = this.#options.room.schedule(resolve, milliseconds);
      const end = (): void => {
        cancel();
        reject(signal.reason as Error);
      };
      if (signal.aborted) end();
      else signal.addEventListener("abort", end, { once: true });
    });
  }

  #lookLater(sessionId: string): void {
    const { room } = this.#options;
    room.schedule(() => void this.#look(sessionId), TIMING.look);
  }

  /** Is the provider still there? */
  async #look(sessionId: string): Promise<void> {
    const { signal } = this.#end;
    if (signal.aborted) return;
    try {
      const { tracks } = await this.#options.room.calls.sessions.get(sessionId, { signal });
      const own = tracks.find(({ trackName, location }) => trackName === AI_TRACK && location !== "remote");
      if (own?.status === "inactive") return this.#fail(new ProviderError("ended", "silent"));
    } catch (error) {
      // What can be told later is looked at again.
      if (!(error instanceof CallsApiError) || !error.retryable) return this.#fail(new ProviderError("ended", "gone"));
    }
    this.#lookLater(sessionId);
  }

  /** Points its ear where it should, one step after the other: changes of one session must not overlap. */
  async #point(): Promise<void> {
    const { signal } = this.#end;
    if (this.#isPointing || !this.#hasCome) return;
    this.#isPointing = true;
    try {
      while (!signal.aborted && this.#target() !== this.#heard) {
        const target = this.#target();
        if (target && (await this.#pull(target))) continue;
        // Whoever had it before must not be heard any longer, whatever becomes of the next.
        if (this.#heard !== this.#silence && !(await this.#pull(this.#silence))) {
          return this.#fail(new ProviderError("unreachable", "no-silence"));
        }
        await this.#wait(2 * TIMING.again);
      }
    } catch {
      // It is over.
    } finally {
      this.#isPointing = false;
    }
  }

  /** What it should hear; the very object that it hears already where that is the same. */
  #target(): TrackSource | undefined {
    const wanted = this.#wanted ?? (this.#heard && this.#silence);
    return keyOf(wanted) === keyOf(this.#heard) ? this.#heard : wanted;
  }

  /** @returns whether it hears that now. */
  async #pull(source: TrackSource | undefined): Promise<boolean> {
    if (!source || this.#sessionId === undefined) return false;
    const { signal } = this.#end;
    const { sessionId, trackName } = source;
    const track = { location: "remote", sessionId, trackName, mid: `#${AI_TRACK}`, kind: "audio" } as const;
    try {
      const reply = await this.#options.room.calls.tracks.add(this.#sessionId, { tracks: [track] }, { signal });
      if (reply.errorCode !== undefined || reply.tracks[0]?.errorCode !== undefined) return false;
      this.#heard = source;
      if (source === this.#silence) this.#silence?.play();
      return true;
    } catch {
      signal.throwIfAborted();
      return false;
    }
  }

  #fail(error: unknown): void {
    if (this.#end.signal.aborted) return;
    this.#end.abort();
    this.#options.failed(...reasonOf(error));
  }
}

/** What people are told of an error, and what the log. */
export function reasonOf(error: unknown): [failure: AiFailure, code: string] {
  if (error instanceof ProviderError) return [error.failure, error.code];
  return error instanceof CallsApiError ? ["unreachable", error.code] : ["not-configured", "no-adapter"];
}

/** Milliseconds between tries to end a call. */
const TRIES = [0, 1_000, 5_000];

/** Ends a call at the provider. What cannot be reached ends it by itself when nothing is sent to it. */
export async function hangUp(
  room: Pick<ServiceHandle, "log">,
  provider: WebRtcVoice,
  callId: string,
  ask: typeof fetch = fetch,
): Promise<void> {
  for (const wait of TRIES) {
    if (wait > 0) await new Promise<void>((resolve) => void setTimeout(resolve, wait));
    try {
      return await provider.hangUp?.(callId, { fetch: ask });
    } catch (error) {
      const { failure, code } = error instanceof ProviderError ? error : new ProviderError("unreachable", "failed");
      // It knows no such call any more: that is what was wanted.
      if (failure === "refused") return;
      room.log("warn", "a call could not be ended at the provider", { code });
    }
  }
}
