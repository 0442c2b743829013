/**
 * What an adapter has to do, row by row: joining, people, trouble, acts, leaving.
 *
 * @module
 */
import type { AdapterRow } from "../ground.js";
import type { Ground } from "../ground.js";
import { Skipped } from "../ground.js";

/** Aborts a join at one step of it. @returns whether the join was that long. */
async function abortAt(ground: Ground, step: number): Promise<boolean> {
  const network = ground.network();
  const abort = new AbortController();
  let isReached = false;
  network.onStep = (each) => {
    if (each !== step) return;
    isReached = true;
    abort.abort();
  };
  const joined = ground.joining(`Step ${step}`, network, { signal: abort.signal });
  if (
    !isReached &&
    (await joined.then(
      () => true,
      () => false,
    )) &&
    !isReached
  )
    return false;
  // A join that was done in that very moment stays one: its connection is left like any other.
  const connection = await joined.catch(async (error: unknown) => {
    const { code } = await ground.failure(Promise.reject(error), `A join that is aborted at step ${step}`);
    ground.equal(code, "aborted", `A join that is aborted at step ${step}`);
  });
  await connection?.leave();
  ground.equal(network.open, 0, `Sockets that are open after a join that was aborted at step ${step}`);
  return true;
}

/** Steps of a join are counted up to here. */
const MOST_STEPS = 40;

export const JOINING: readonly AdapterRow[] = [
  {
    name: "join: an id, the name, the room, an empty roster, and a way that is up",
    async run(ground) {
      const { connection } = await ground.join("Ada");
      ground.is(connection.participantId !== "", "There is no participant id");
      ground.equal(connection.participantName, "Ada", "The name");
      ground.equal(connection.roomId, ground.room, "The room");
      ground.equal(connection.roster, [], "The roster of somebody alone");
      ground.equal(connection.state, { status: "connected" }, "The state");
      ground.is(Array.isArray(connection.iceServers), "There are no iceServers");
      ground.is(Object.isFrozen(connection.roster), "The roster is not frozen");
    },
  },
  {
    name: "refusal: a room that there cannot be",
    async run(ground) {
      const network = ground.network();
      const error = await ground.failure(ground.joining("Ada", network, { room: "no/room" }), "A join of “no/room”");
      ground.equal(error.code, "invalid-room", "The code");
      ground.equal(network.open, 0, "Sockets that are open");
    },
  },
  {
    name: "refusal: somebody who may not come in",
    async run(ground) {
      const network = ground.network();
      const refused = ground.fixture.refused?.(network);
      if (!refused) throw new Skipped("The fixture refuses nobody.");
      const { signal } = new AbortController();
      const join = refused.signaling.join({ room: ground.room, name: "Eve", signal });
      ground.equal((await ground.failure(join, "The refused join")).code, refused.code, "The code");
      ground.equal(network.open, 0, "Sockets that are open");
    },
  },
  {
    name: "refusal: a backend that cannot be reached",
    async run(ground) {
      ground.has("unreachable");
      const network = ground.network();
      network.down = true;
      const error = await ground.failure(ground.joining("Ada", network), "A join without a network");
      ground.equal(error.code, "server-unreachable", "The code");
      ground.equal(network.open, 0, "Sockets that are open");
    },
  },
  {
    name: "abort: before the join",
    async run(ground) {
      const network = ground.network();
      const join = ground.joining("Ada", network, { signal: AbortSignal.abort() });
      ground.equal((await ground.failure(join, "A join that is aborted already")).code, "aborted", "The code");
      ground.equal(network.open, 0, "Sockets that are open");
    },
  },
  {
    name: "abort: at every step of a join",
    async run(ground) {
      let step = 1;
      while (step <= MOST_STEPS && (await abortAt(ground, step))) step++;
      // Whoever was aborted is in nobody's way.
      const { connection } = await ground.join("Ada");
      ground.equal(connection.state.status, "connected", "The state of a join after those");
    },
  },
];
