import { randomId } from "../../base/random-id.js";
import type { FeatureRefusal, RoomFeature } from "../../room/feature.js";
import type {
  BackendReply,
  BackendRequest,
  BackendRoom,
  RoomService,
  RunningService,
  ServiceHandle,
} from "../../server/services/service.js";
import type { Participant } from "../../wire/room-protocol.js";
import { sourceOf } from "../../wire/sources.js";
import { Budget } from "./budget.js";
import { AiCall, hangUp, type AiCallOptions, type AiPresence } from "./call.js";
import type { AiCommand, AiView } from "./contract.js";
import { field, type VoiceProvider } from "./providers/provider.js";
import type { AiState } from "./room.js";
import type { TrackSource } from "./ingest.js";
import { SocketCall } from "./socket-call.js";

/** Options of {@link aiService}. */
export interface AiServiceOptions {
  /** The feature whose AI it brings in. */
  readonly feature: RoomFeature<AiState, AiCommand, AiView>;
  /** Who the AI is. Without one nobody can bring it in, and what an earlier server left open is let go of. */
  readonly provider?: VoiceProvider | undefined;
  /** As it is called in the room. Default `Assistant`. */
  readonly name?: string;
  /** Minutes that the AIs of all rooms of the server have on one day at most, added up: each begun minute counts. Default 1,440. */
  readonly totalMinutesPerDay?: number;
}

/** Under which something is kept that has to be ended. */
const CALL = "call";

/** As long as a day. */
const TOTAL_MINUTES = 1_440;

/** Brings the AI in, lets it hear whoever has it, and ends it. */
export function aiService({
  feature,
  provider,
  name = "Assistant",
  totalMinutesPerDay = TOTAL_MINUTES,
}: AiServiceOptions): RoomService {
  return {
    name: "ai",
    wanted(room) {
      const state = room.feature(feature);
      return state !== undefined && (state.status !== "off" || state.open);
    },
    start: (room) => new Attending(room, { feature, provider, name, totalMinutesPerDay }),
    path: "ai",
    respond: (request, room) => answer(request, room, feature),
  };
}

const STATUS: Readonly<Record<string, number>> = { invalid_message: 400, forbidden: 403, unavailable: 503, limit: 429 };

/** `GET /api/rooms/ID/ai` says how it is; `POST` takes what a host may ask: `{"type": "enable", "instructions": "…"}` and so on. */
function answer(
  { method, body }: BackendRequest,
  room: BackendRoom,
  feature: AiServiceOptions["feature"],
): BackendReply {
  if (method === "POST") {
    const isAlone = room.participants.length === 0;
    const isAsked = ASKED.has(field(body, "type"));
    const refusal = isAlone ? alone : isAsked ? room.command(feature, body as AiCommand) : notAsked;
    if (refusal) return { status: STATUS[refusal.code] ?? 409, text: JSON.stringify({ error: refusal }) };
  }
  const state = room.feature(feature);
  const view = state && (feature.view?.(state, { id: "", role: "host" }) ?? state);
  return view ? { text: JSON.stringify(view) } : { status: 404, text: JSON.stringify({ error: alone }) };
}

/** What a host may ask. The rest is for those who speak with it, and for the service itself. */
const ASKED: ReadonlySet<unknown> = new Set<AiCommand["type"]>(["enable", "disable", "take"]);

const notAsked: FeatureRefusal = { code: "invalid_message", reason: "'type' is enable, disable or take." };
const alone: FeatureRefusal = { code: "off", reason: "Nobody is in the room, so that nobody could speak with it." };

type AttendingOptions = Pick<AiServiceOptions, "feature" | "provider"> &
  Required<Pick<AiServiceOptions, "name" | "totalMinutesPerDay">>;

/** The AI of one room at work. */
class Attending implements RunningService {
  readonly #room: ServiceHandle;
  readonly #feature: AiServiceOptions["feature"];
  readonly #provider: VoiceProvider | undefined;
  readonly #name: string;
  #call: AiPresence | undefined;
  /** Something is being ended, or asked for: nothing begins before that is done. */
  #isBusy = false;
  readonly #budget: Budget;

  constructor(room: ServiceHandle, { feature, provider, name, totalMinutesPerDay }: AttendingOptions) {
    this.#room = room;
    this.#feature = feature;
    this.#provider = provider;
    this.#name = name;
    this.#budget = new Budget(room, totalMinutesPerDay, () => {
      const call = this.#call;
      if (call) this.#command({ type: "failed", run: call.run, failure: "limit" });
    });
    room.signal.addEventListener("abort", () => void this.#call?.close());
    void this.#begin();
  }

  changed(): void {
    const state = this.#room.feature(this.#feature);
    if (!state || this.#isBusy) return;
    const call = this.#call;
    if (call && (state.status === "off" || state.run !== call.run)) return void this.#end(call);
    if (!call && state.status !== "off") return void this.#bring(state);
    if (!call) return undefined;
    const { participants } = this.#room;
    // A host has put it out, or everybody has left.
    if (!participants.some(({ id }) => id === call.participantId)) return this.#command({ type: "disable" });
    const holder = participants.find(({ id }) => id === state.holder?.id);
    // Whom a host has made a viewer speaks no more.
    if (holder?.role === "viewer") this.#command({ type: "take", for: "next" });
    else call.hear(holder && microphoneOf(holder));
    return undefined;
  }

  /** Lets go of what an earlier life of this server has left open; the state says that there is something. */
  async #begin(): Promise<void> {
    const state = this.#room.feature(this.#feature);
    if (!state?.open) return this.changed();
    this.#isBusy = true;
    if (state.participantId !== undefined) this.#room.dismiss(state.participantId);
    const left = this.#room.storage.get(CALL);
    if (typeof left === "string") await this.#letGo(left);
    this.#closed();
  }

  async #letGo(id: string): Promise<void> {
    if (this.#provider && "connect" in this.#provider) return hangUp(this.#room, this.#provider, id);
    // It is of no use any more, as nobody answers it: it ends by itself if it has to.
    await this.#room.calls.adapters.close([id]).catch(() => {});
  }

  async #end(call: AiPresence): Promise<void> {
    this.#isBusy = true;
    this.#budget.end();
    await call.close();
    this.#call = undefined;
    this.#closed();
  }

  #closed(): void {
    if (this.#room.signal.aborted) return;
    this.#isBusy = false;
    this.#room.storage.delete(CALL);
    this.#command({ type: "closed" });
    this.changed();
  }

  /** Brings it in, where there is a minute left for it. */
  async #bring({ run }: AiState): Promise<void> {
    const provider = this.#provider;
    if (!provider) return this.#command({ type: "failed", run, failure: "not-configured" });
    this.#isBusy = true;
    const answer = await this.#budget.begin();
    this.#isBusy = false;
    const state = this.#room.feature(this.#feature);
    if (this.#room.signal.aborted) return this.#budget.end();
    if (state?.run === run && state.status !== "off") {
      if (answer === "granted") return this.#open(state, provider);
      return this.#command({ type: "failed", run, failure: answer });
    }
    // Meanwhile it was ended, or ended and brought in again.
    this.#budget.end();
    this.changed();
  }

  #open({ run, instructions, voice }: AiState, provider: VoiceProvider): void {
    const room = this.#room;
    const participantId = `ai-${randomId()}`;
    // Said before anything is opened: what is open is known, whatever happens.
    this.#command({ type: "coming", run, participantId });
    room.attend({ participantId, participantName: this.#name });
    const options: Omit<AiCallOptions<VoiceProvider>, "provider"> = {
      room,
      run,
      participantId,
      name: this.#name,
      instructions,
      voice,
      came: () => {
        room.log("info", "an AI is in the room");
        this.#command({ type: "came", run });
      },
      failed: (failure, code) => {
        room.log("warn", "the AI is not there", { code });
        this.#command({ type: "failed", run, failure });
      },
      opened: (id) => room.storage.put(CALL, id),
    };
    this.#call =
      "connect" in provider ? new AiCall({ ...options, provider }) : new SocketCall({ ...options, provider });
  }

  #command(command: AiCommand): void {
    this.#room.command(this.#feature, command);
  }
}

/** The microphone of somebody; a muted one, too, so that it is heard with the first word. */
function microphoneOf({ session }: Participant): TrackSource | undefined {
  const track = session?.tracks.find((each) => sourceOf(each) === "microphone");
  return session && track && { sessionId: session.sessionId, trackName: track.trackName };
}
