import { configFromEnv, startRoomServer } from "../../../src/server/hosts/node.js";
import { agenda as agendaFeature } from "../../../demo/agenda/agenda.js";
import { captionsOf, providerFromEnv, spokenIn } from "../../../src/features/captions/server.js";
import { aiOf, voiceFromEnv } from "../../../src/features/ai/server.js";
import { assistantOf, modelFromEnv } from "../../../src/features/assistant/server.js";
import { createClub } from "./club.js";
import { echoService } from "./echo-service.js";
import type { HostOptions, RunningHost } from "./host.js";

export async function startNodeHost({
  env,
  clock,
  club,
  agenda,
  echo,
  captions,
  ai,
  assistant,
  ...options
}: HostOptions): Promise<RunningHost> {
  let now = clock;
  const parts = [
    ...(captions ? [captionsOf({ provider: providerFromEnv(env), model: modelFromEnv(env), transcript: true })] : []),
    ...(ai ? [aiOf({ ...(ai !== true && ai), provider: voiceFromEnv(env) })] : []),
    ...(assistant ? [assistantOf({ model: modelFromEnv(env), spoken: spokenIn })] : []),
  ];
  const server = await startRoomServer({
    ...configFromEnv(env),
    ...options,
    ...(club && { behavior: createClub() }),
    features: [...(agenda ? [agendaFeature] : []), ...parts.flatMap(({ features }) => features)],
    services: [...(echo === undefined ? [] : [echoService(echo)]), ...parts.flatMap(({ services }) => services)],
    ...(clock !== undefined && { clock: () => now ?? 0 }),
  });
  return {
    ...server,
    stats: () => Promise.resolve(server.stats()),
    advance: (milliseconds) => {
      now = (now ?? 0) + milliseconds;
      return Promise.resolve();
    },
  };
}
