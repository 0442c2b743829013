/** The Worker host with a clock that the test moves, and with ways to look into it and to shake it. */
import type { WorkerEnv } from "../../../src/server/hosts/worker.js";
import { RoomObject, createRoomObject, createWorker } from "../../../src/server/hosts/worker.js";
import { ROOM_HEADER, encodeHeader } from "../../../src/server/hosts/durable-rooms.js";
import { agenda } from "../../../demo/agenda/agenda.js";
import { captionsOf, providerFromEnv, spokenIn } from "../../../src/features/captions/server.js";
import { aiOf, voiceFromEnv } from "../../../src/features/ai/server.js";
import { assistantOf, modelFromEnv } from "../../../src/features/assistant/server.js";
import { createClub } from "../../server/support/club.js";
import { echoService } from "../../server/support/echo-service.js";
import type { DurableObjectState } from "../../../src/server/hosts/workerd.js";
import type { Command, Report, Setup } from "./commands.js";

// The Worker and its objects share these: they live in one isolate.
let setup: Setup = { env: {} };
let clock: number | undefined;
let merged: WorkerEnv | undefined;
let births = 0;
/** Counts resets. */
let generation = 0;
const rooms = new Set<string>();

const now = (): number => clock ?? Date.now();
const worker = createWorker({ now });
// As a Worker's main module does, whose front then knows what rooms have. Rooms of tests are another class.
createRoomObject({ features: [agenda] });

/** More of the runtime than the host uses. */
type TestEnv = WorkerEnv & {
  META: { list(): Promise<{ keys: { name: string }[] }>; delete(key: string): Promise<void> };
};
interface TestState extends DurableObjectState {
  abort(): void;
}

export class TestRoom extends RoomObject {
  readonly #state: TestState;
  readonly #generation = generation;
  constructor(state: TestState, env: WorkerEnv) {
    const captions = setup.captions
      ? captionsOf({ provider: providerFromEnv(setup.env), model: modelFromEnv(setup.env), transcript: true })
      : { features: [], services: [] };
    const ai = setup.ai
      ? aiOf({ ...(setup.ai !== true && setup.ai), provider: voiceFromEnv(setup.env) })
      : { features: [], services: [] };
    const chat = setup.assistant
      ? assistantOf({ model: modelFromEnv(setup.env), spoken: spokenIn })
      : { features: [], services: [] };
    super(
      state,
      { ...env, ...setup.env },
      {
        now,
        settings: { ...setup.timing, ...(setup.perObject !== undefined && { perObject: setup.perObject }) },
        ...(setup.club && { behavior: createClub() }),
        features: [...(setup.agenda ? [agenda] : []), ...captions.features, ...ai.features, ...chat.features],
        services: () => [
          ...(setup.echo === undefined ? [] : [echoService(setup.echo)]),
          ...captions.services,
          ...ai.services,
          ...chat.services,
        ],
      },
    );
    this.#state = state;
    births += 1;
  }

  override async fetch(request: Request): Promise<Response> {
    switch (request.headers.get("x-test-room") as Command["type"] | "begin" | null) {
      case "reset":
        await this.#state.storage.deleteAll();
        this.#state.abort();
        break;
      case "evict":
        this.#state.abort();
        break;
      case "begin":
        if (this.#generation !== generation) this.#state.abort();
        return new Response();
      case "advance":
        await this.alarm();
        break;
      case "report":
        return Response.json(this.#state.getWebSockets().filter((socket) => socket.readyState === 1).length);
    }
    return super.fetch(request);
  }
}

/** Asks each room's object; an aborted one does not answer. */
function ask(env: WorkerEnv, headers: Record<string, string> = {}, only?: string): Promise<unknown[]> {
  const replies = [...rooms].map(async (id) => {
    if (only !== undefined && id !== only) return null;
    const init = { method: "POST", body: '{"type":"find"}', headers: { ...headers, [ROOM_HEADER]: encodeHeader(id) } };
    const room = env.ROOMS.get(env.ROOMS.idFromName(id));
    return (await room.fetch(new Request("https://room.internal/", init))).json().catch(() => null);
  });
  return Promise.all(replies.map((reply) => reply.catch(() => null)));
}

async function reset(env: TestEnv, next: Setup): Promise<void> {
  rooms.clear();
  for (const { name } of (await env.META.list()).keys) await env.META.delete(name);
  generation += 1;
  setup = next;
  clock = setup.clock;
  merged = undefined;
  births = 0;
}

async function obey(command: Command, env: TestEnv): Promise<Report> {
  if (command.type === "advance") clock = now() + command.milliseconds;
  const replies = await ask(env, { "x-test-room": command.type }, command.type === "evict" ? command.only : undefined);
  if (command.type === "reset") await reset(env, command.setup);
  const born = births;
  if (command.type !== "report") return { rooms: rooms.size, participants: 0, sockets: 0, births: born };
  const infos = (await ask(env)) as ({ participantCount: number } | null)[];
  const participants = infos.reduce((sum, info) => sum + (info?.participantCount ?? 0), 0);
  const sockets = (replies as number[]).reduce((sum, count) => sum + count, 0);
  return { rooms: rooms.size, participants, sockets, births: born };
}

/**
 * Remembers which rooms there are. Each begins as this test wants it: an object whose alarm was cut off by its end is begun again by
 * the runtime at any time, and with that as another test wanted it.
 */
function watched(env: WorkerEnv): WorkerEnv {
  const { ROOMS } = env;
  const names = new Map<object, string>();
  const begun = new Set<string>();
  const begin = async (name: string): Promise<void> => {
    if (begun.has(name)) return;
    const asked = new Request("https://room.internal/", { headers: { "x-test-room": "begin" } });
    // One of before ends by this, and so does the answer.
    await ROOMS.get(ROOMS.idFromName(name))
      .fetch(asked)
      .catch(() => null);
    begun.add(name);
  };
  return {
    ...env,
    ...setup.env,
    ROOMS: {
      get: (id) => ({
        fetch: async (request) => {
          await begin(names.get(id) ?? "");
          return ROOMS.get(id).fetch(request);
        },
      }),
      idFromName: (name) => {
        rooms.add(name);
        const id = ROOMS.idFromName(name);
        names.set(id, name);
        return id;
      },
    },
  };
}

export default {
  async fetch(request: Request, env: TestEnv): Promise<Response> {
    if (new URL(request.url).pathname === "/test-command") {
      return Response.json(await obey((await request.json()) as Command, env));
    }
    merged ??= watched(env);
    return worker.fetch(request, merged);
  },
};
