import { checkFeatures } from "../../room/feature-state.js";
import { declareFeatures } from "./declared-features.js";
import { RoomObject } from "./room-object.js";
import type { WorkerEnv, WorkerHooks } from "./worker-config.js";
import type { DurableObjectState } from "./workerd.js";

/**
 * The Durable Object class of the Worker host, with rules and features of your own: export it as `RoomObject` from the Worker's main
 * module.
 *
 * @throws TypeError when something is wrong with `features`.
 * @example
 * ```ts
 * import { createRoomObject, createWorker } from "calls-elements/server/worker";
 *
 * export const RoomObject = createRoomObject({ behavior: { onJoin: ({ name }, room) => room.broadcast(`Hi, ${name}`) } });
 * export default createWorker();
 * ```
 */
export function createRoomObject(hooks: WorkerHooks): new (context: DurableObjectState, env: WorkerEnv) => RoomObject {
  // What is wrong with them is told when the Worker is deployed, not when somebody comes.
  declareFeatures(checkFeatures(hooks.features));
  return class extends RoomObject {
    constructor(context: DurableObjectState, env: WorkerEnv) {
      super(context, env, hooks);
    }
  };
}
