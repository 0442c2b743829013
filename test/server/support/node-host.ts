import { configFromEnv, startRoomServer } from "../../../src/server/hosts/node.js";
import { agenda as agendaFeature } from "../../../demo/agenda/agenda.js";
import { createClub } from "./club.js";
import type { HostOptions, RunningHost } from "./host.js";

export async function startNodeHost({ env, clock, club, agenda, ...options }: HostOptions): Promise<RunningHost> {
  let now = clock;
  const server = await startRoomServer({
    ...configFromEnv(env),
    ...options,
    ...(club && { behavior: createClub() }),
    ...(agenda && { features: [agendaFeature] }),
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
