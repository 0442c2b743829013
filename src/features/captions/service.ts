import { publishes } from "../../wire/ability.js";
import type { Participant } from "../../wire/room-protocol.js";
import { sourceOf } from "../../wire/sources.js";
import type {
  BackendReply,
  BackendRequest,
  RoomService,
  RunningService,
  ServiceHandle,
  ServiceRoom,
} from "../../server/services/service.js";
import type { Words } from "../../server/services/speech/dictation.js";
import type { Microphone } from "../../server/services/speech/microphone.js";
import type { TranscriptionProvider } from "../../server/services/speech/provider.js";
import { Ear } from "./ear.js";
import { TRANSCRIPT_TYPES, writeTranscript, type TranscriptFormat } from "./formats.js";
import { captionsFeature, MOST_TEXT, transcriptFeature, type CaptionsState } from "./room.js";

/** Options of {@link captionsService}. */
export interface CaptionsServiceOptions {
  /** Who turns speech into words. Without one it only keeps the transcript of what browsers hear. */
  readonly provider?: TranscriptionProvider | undefined;
  /** Microphones that it listens to at once in one room; whoever spoke last has precedence. Default 8. */
  readonly microphones?: number;
}

const captions = captionsFeature();
const transcript = transcriptFeature();

/** Milliseconds after somebody has spoken for which their open microphone is listened to. Then it begins with their next word. */
const PATIENCE = 60_000;
/** Milliseconds between two changes of words that may still change: each is told to everybody. */
const PACE = 250;
const MICROPHONES = 8;

/** Hears what people say, and writes the transcript. */
export function captionsService({ provider, microphones = MICROPHONES }: CaptionsServiceOptions = {}): RoomService {
  return {
    name: "captions",
    wanted(room) {
      const state = room.feature(captions);
      if (!state) return false;
      const isWritten = room.feature(transcript)?.on === true;
      // What was read of the transcript's switch before has to be told once more when it is off.
      return isWritten || state.written || (state.on && state.readers.length > 0 && provider !== undefined);
    },
    start: (room) => new Captioning(room, provider, microphones),
    path: "transcript",
    respond: answer,
  };
}

/** `GET /api/rooms/ID/transcript`, as JSON or with `?format=txt` or `vtt`. */
function answer({ method, query }: BackendRequest, room: ServiceRoom): BackendReply {
  const state = room.feature(transcript);
  if (method !== "GET" || !state) return refusal(404, "There is no transcript in this room.");
  const { format = "json" } = query;
  if (!(format in TRANSCRIPT_TYPES)) return refusal(400, "'format' is json, txt or vtt.");
  const contentType = TRANSCRIPT_TYPES[format as TranscriptFormat];
  if (format !== "json") return { contentType, text: writeTranscript(state.lines, format as TranscriptFormat) };
  const { on, lines, dropped } = state;
  return { contentType, text: JSON.stringify({ on, lines, dropped }) };
}

const refusal = (status: number, reason: string): BackendReply => ({
  status,
  text: JSON.stringify({ error: { code: "invalid_message", reason } }),
});

/** One speaker who is listened to, or was until they muted themselves. */
interface Listened {
  readonly ear: Ear;
  readonly key: string;
  /** Words that wait for their turn. */
  pending: Words | undefined;
  toldAt: number;
}

/** Captions of one room at work. */
class Captioning implements RunningService {
  readonly #room: ServiceHandle;
  readonly #provider: TranscriptionProvider | undefined;
  readonly #microphones: number;
  readonly #listened = new Map<string, Listened>();
  /** When somebody was last known to speak, by their id. */
  readonly #spoke = new Map<string, number>();
  #looksAt = Number.POSITIVE_INFINITY;

  constructor(room: ServiceHandle, provider: TranscriptionProvider | undefined, microphones: number) {
    this.#room = room;
    this.#provider = provider;
    this.#microphones = microphones;
    room.signal.addEventListener("abort", () => {
      for (const id of this.#listened.keys()) this.#leave(id);
    });
    this.changed();
  }

  changed(): void {
    const state = this.#room.feature(captions);
    if (!state) return;
    this.#write(state);
    if (this.#provider) this.#listen(state, this.#provider);
  }

  /** What has settled goes into the transcript, once. */
  #write(state: CaptionsState): void {
    const kept = this.#room.feature(transcript);
    if (!kept) return;
    if (kept.on !== state.written) this.#room.command(captions, { type: "written", written: kept.on });
    const fresh = state.lines.filter(({ id }) => id > kept.last);
    // What is said while nothing is written is passed over, so that it is not written later.
    if (fresh.length > 0) this.#room.command(transcript, { type: "append", lines: fresh });
  }

  /** Listens to whom it should, and to nobody else. */
  #listen(state: CaptionsState, provider: TranscriptionProvider): void {
    const wanted = this.#speakers(state);
    for (const [id, { key }] of this.#listened) if (wanted.get(id)?.key !== key) this.#leave(id);
    for (const [id, { microphone, language, key, isHeard }] of wanted) {
      const listened = this.#listened.get(id);
      if (!isHeard) listened?.ear.rest();
      else if (listened) listened.ear.listen();
      else {
        const troubled = (code: string): void => this.#trouble(code);
        const heard = (words: Words): void => this.#hear(id, words);
        const ear = new Ear({ handle: this.#room, microphone, language, provider, heard, troubled });
        this.#listened.set(id, { ear, key, pending: undefined, toldAt: 0 });
      }
    }
  }

  /** Those with a microphone; they are heard while it is on and they have spoken lately, or not had the time to: as many as spoke last. */
  #speakers(state: CaptionsState) {
    const { participants, now } = this.#room;
    const at = now();
    const streams = new Set(this.#room.streams);
    const isWanted = state.written || (state.on && state.readers.length > 0);
    const here = new Set(participants.map(({ id }) => id));
    for (const id of this.#spoke.keys()) if (!here.has(id)) this.#spoke.delete(id);
    const found = participants.flatMap((person) => {
      const microphone = isWanted && !state.out.includes(person.id) ? microphoneOf(person) : undefined;
      if (!microphone) {
        this.#spoke.delete(person.id);
        return [];
      }
      // Somebody who has just turned their microphone on is about to speak.
      const since = person.speaking ? at : (this.#spoke.get(person.id) ?? at);
      if (microphone.isOn) this.#spoke.set(person.id, since);
      else this.#spoke.delete(person.id);
      const language = state.languages[person.id] ?? state.language;
      const key = `${microphone.source.sessionId} ${microphone.source.trackName} ${language}`;
      // Of whom nobody would say that they speak again, they are heard all the time: silence is not sent to the provider.
      const until = streams.has(person.id) ? Number.POSITIVE_INFINITY : since + PATIENCE;
      const mayBeHeard = microphone.isOn && at <= until;
      return [{ id: person.id, since, until, microphone: microphone.source, language, key, mayBeHeard }];
    });
    const first = found.filter(({ mayBeHeard }) => mayBeHeard).toSorted((a, b) => b.since - a.since);
    this.#lookAgain(first.map(({ until }) => until + 1));
    const heard = new Set(first.slice(0, this.#microphones));
    return new Map(found.map((speaker) => [speaker.id, { ...speaker, isHeard: heard.has(speaker) }]));
  }

  #lookAgain(moments: readonly number[]): void {
    const { now, schedule } = this.#room;
    const next = Math.min(...moments);
    if (next >= this.#looksAt || next === Number.POSITIVE_INFINITY) return;
    this.#looksAt = next;
    schedule(() => {
      this.#looksAt = Number.POSITIVE_INFINITY;
      this.changed();
    }, next - now());
  }

  #leave(id: string): void {
    const listened = this.#listened.get(id);
    this.#listened.delete(id);
    listened?.ear.close();
  }

  #hear(id: string, words: Words): void {
    const listened = this.#listened.get(id);
    if (!listened) return;
    const { now, schedule } = this.#room;
    this.#spoke.set(id, now());
    const isWaiting = listened.pending !== undefined;
    listened.pending = words;
    if (words.type === "final" || now() - listened.toldAt >= PACE) return this.#tell(id, listened);
    if (!isWaiting) schedule(() => this.#tell(id, listened), PACE - (now() - listened.toldAt));
  }

  #tell(id: string, listened: Listened): void {
    const words = listened.pending;
    const person = this.#room.participants.find((each) => each.id === id);
    listened.pending = undefined;
    if (!words || !person) return;
    listened.toldAt = this.#room.now();
    const { text, language } = words;
    this.#room.command(captions, {
      type: "heard",
      from: id,
      name: person.name,
      // A provider of one's own may hold words back for minutes.
      text: text.slice(-MOST_TEXT),
      isFinal: words.type === "final",
      ...(language !== undefined && isTag(language) && { language }),
    });
    if (this.#room.feature(captions)?.trouble) this.#room.command(captions, { type: "trouble", trouble: false });
  }

  #trouble(code: string): void {
    this.#room.log("warn", "captions have trouble", { code });
    if (!this.#room.feature(captions)?.trouble) this.#room.command(captions, { type: "trouble", trouble: true });
  }
}

const isTag = (text: string): boolean => /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(text) && text.length <= 35;

/** The microphone of somebody who may speak. */
function microphoneOf({
  session,
  role,
}: Participant): { readonly source: Microphone; readonly isOn: boolean } | undefined {
  if (!session || !publishes(role)) return undefined;
  const all = session.tracks.filter((each) => sourceOf(each) === "microphone");
  const track = all.find(({ enabled }) => enabled !== false) ?? all[0];
  const { sessionId } = session;
  return track && { source: { sessionId, trackName: track.trackName }, isOn: track.enabled !== false };
}
