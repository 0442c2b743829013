import { MicrophoneTap } from "../../server/services/speech/microphone.js";
import { keyOf, reasonOf, type AiCallOptions, type AiPresence } from "./call.js";
import { AI_TRACK } from "./contract.js";
import { openIngest, silentFrames, type IngestTrack, type TrackSource } from "./ingest.js";
import { Mouth } from "./mouth.js";
import { ProviderError } from "./providers/provider.js";
import type { Conversation, SocketVoice, VoiceLine } from "./providers/voice-line.js";

/** Milliseconds until the SFU has to have come for what is said. */
const PATIENCE = 10_000;
/** Frames of silence with which its track begins, so that it can be received before the first word. */
const BEGINNING = 25;

/** An AI to whom sound is brought: its track on the SFU is an adapter's, and what it hears comes by another. */
export class SocketCall implements AiPresence {
  readonly run: number;
  readonly participantId: string;
  readonly #options: AiCallOptions<SocketVoice>;
  /** Ends what is under way. */
  readonly #end = new AbortController();
  readonly #opening: Promise<void>;
  #track: IngestTrack | undefined;
  #mouth: Mouth | undefined;
  #conversation: Conversation | undefined;
  #wanted: TrackSource | undefined;
  #heard: { readonly key: string; readonly tap: MicrophoneTap } | undefined;
  #isFull = false;

  constructor(options: AiCallOptions<SocketVoice>) {
    this.#options = options;
    this.run = options.run;
    this.participantId = options.participantId;
    this.#opening = this.#open().catch((error: unknown) => this.#fail(error));
  }

  hear(source: TrackSource | undefined): void {
    this.#wanted = source;
    const conversation = this.#conversation;
    if (!conversation || this.#end.signal.aborted || keyOf(source) === (this.#heard?.key ?? "")) return;
    if (this.#heard) {
      // Whoever had it before is not heard any longer, whatever becomes of the next.
      this.#heard.tap.close();
      conversation.pause();
    }
    const { room } = this.#options;
    this.#heard = source && {
      key: keyOf(source),
      tap: new MicrophoneTap({
        microphone: source,
        handle: room,
        heard: (samples) => conversation.hear(samples),
        troubled: (code) => room.log("warn", "the AI does not hear its holder yet", { code }),
      }),
    };
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#opening;
    this.#heard?.tap.close();
    this.#conversation?.close();
    this.#mouth?.close();
    this.#track?.close();
    this.#options.room.dismiss(this.participantId);
  }

  async #open(): Promise<void> {
    const { room, provider, instructions, voice, name, came, opened } = this.#options;
    const { signal } = this.#end;
    const track = await this.#openTrack();
    opened(track.adapterId);
    signal.throwIfAborted();
    const { dial, fetch, log, now, schedule } = room;
    const tools = { dial, fetch, log, now, schedule, signal };
    const conversation = await provider.converse({ instructions, voice }, this.#lineTo(track), tools);
    if (signal.aborted) return conversation.close();
    this.#conversation = conversation;
    const tracks = [{ trackName: AI_TRACK, kind: "audio" as const, source: "microphone" as const }];
    const { participantId } = this;
    room.attend({ participantId, participantName: name, session: { sessionId: track.sessionId, tracks } });
    came();
    this.hear(this.#wanted);
  }

  /** Resolves when the SFU takes what is said. */
  async #openTrack(): Promise<IngestTrack> {
    const { room } = this.#options;
    const { signal } = this.#end;
    const { promise, resolve, reject } = deferred();
    const cancel = room.schedule(() => reject(new ProviderError("unreachable", "no-sfu")), PATIENCE);
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    try {
      const track = await openIngest({
        handle: room,
        trackName: AI_TRACK,
        signal,
        came: (send) => {
          for (const frame of silentFrames(BEGINNING)) send(frame);
          resolve();
        },
        gone: () => this.#fail(new ProviderError("ended", "sfu-gone")),
      });
      this.#track = track;
      await promise;
      return track;
    } finally {
      cancel();
    }
  }

  #lineTo(track: IngestTrack): VoiceLine {
    const mouth = new Mouth(track, this.#options.room);
    this.#mouth = mouth;
    return {
      say: (samples, rate) => {
        if (this.#end.signal.aborted || mouth.say(samples, rate)) return;
        if (!this.#isFull) this.#options.room.log("warn", "the AI says more than can be said", { code: "too-much" });
        this.#isFull = true;
      },
      hush: () => mouth.hush(),
      drained: () => mouth.drained(),
      ended: (failure, code) => this.#fail(new ProviderError(failure, code)),
    };
  }

  #fail(error: unknown): void {
    if (this.#end.signal.aborted) return;
    this.#end.abort();
    this.#options.failed(...reasonOf(error));
  }
}

/** A promise that others settle, of which nobody needs to hear when it fails. */
function deferred(): { promise: Promise<void>; resolve(): void; reject(reason: Error): void } {
  let resolve = (): void => {};
  let reject: (reason: Error) => void = resolve;
  const promise = new Promise<void>((...ways) => ([resolve, reject] = ways));
  promise.catch(() => {});
  // They are known by now: a promise calls back at once.
  return { promise, resolve, reject };
}
