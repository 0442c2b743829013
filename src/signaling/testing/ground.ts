import { CallsError } from "../../base/error.js";
import type { AnnouncedSession, RoomAction } from "../../wire/room-protocol.js";
import type { Ability } from "../../wire/room-actions.js";
import { abilityOf, allows } from "../../wire/ability.js";
import type { JoinOptions, RoomConnection, SignalingEvent } from "../signaling.js";
import type { AdapterFixture } from "./fixture.js";
import { WatchedNetwork } from "./network.js";
import type { Network } from "./network.js";

/** The backend has nothing of the kind: no failure. */
export class Skipped extends Error {}

/** Somebody in the room, over a network of their own. */
export interface Person {
  readonly connection: RoomConnection;
  readonly network: WatchedNetwork;
  /** Everything that the connection told of, in order. */
  readonly events: readonly SignalingEvent[];
}

/** What rows stand on: a backend, the people that they let in, and what they expect. */
export class Ground {
  readonly fixture: AdapterFixture;
  readonly #people: RoomConnection[] = [];
  #doing = "the beginning";

  constructor(fixture: AdapterFixture) {
    this.fixture = fixture;
  }

  readonly doing = (): string => this.#doing;

  get room(): string {
    return this.fixture.room ?? "suite";
  }

  network(): WatchedNetwork {
    const { fetch, WebSocket } = globalThis;
    const network: Network = this.fixture.network?.() ?? { fetch, WebSocket };
    return new WatchedNetwork(network);
  }

  /** A join that is under way. */
  joining(name: string, network: WatchedNetwork, options: Partial<JoinOptions> = {}): Promise<RoomConnection> {
    const signal = new AbortController().signal;
    const joined = this.fixture.signaling(network).join({ room: this.room, name, signal, ...options });
    joined.then(
      (connection) => this.#people.push(connection),
      () => {},
    );
    return joined;
  }

  async join(name: string): Promise<Person> {
    this.#doing = `the join of ${name}`;
    const network = this.network();
    const connection = await this.joining(name, network);
    const events: SignalingEvent[] = [];
    connection.subscribe((event) => events.push(event));
    return { connection, network, events };
  }

  async session(connection: RoomConnection, tracks: AnnouncedSession["tracks"]): Promise<AnnouncedSession> {
    this.#doing = "a session";
    const { signal } = new AbortController();
    const made =
      this.fixture.session ??
      (async ({ calls }) => (await calls.call("newSession", undefined, undefined, { signal })).sessionId);
    return { sessionId: await made(connection), tracks };
  }

  /** Waits until what is known of a connection is so. @param what as it is said in a failure. */
  async until<T>(connection: RoomConnection, what: string, pick: () => T): Promise<NonNullable<T>> {
    this.#doing = what;
    return await new Promise((resolve) => {
      const check = (): void => {
        const value = pick();
        if (value === undefined || value === null || value === false) return;
        unsubscribe();
        resolve(value);
      };
      const unsubscribe = connection.subscribe(check);
      check();
    });
  }

  /** Somebody as another one sees them. */
  seen(by: RoomConnection, whom: RoomConnection) {
    return by.roster.find(({ id }) => id === whom.participantId);
  }

  /** Asks for something that the backend says it does. */
  async act(connection: RoomConnection, action: RoomAction): Promise<void> {
    const ability: Ability = abilityOf(action);
    const act = await this.acts(connection);
    const { actions } = connection.facts ?? {};
    if (actions && !allows(actions, ability)) throw new Skipped(`The backend does not do “${ability}”.`);
    this.#doing = `the answer to ${action.type}`;
    await act(action);
  }

  /** What asks the room for something, once the connection has it. */
  async acts(connection: RoomConnection): Promise<NonNullable<RoomConnection["act"]>> {
    this.has("acts");
    return await this.until(connection, "that something can be asked for", () => connection.act);
  }

  has(feature: NonNullable<AdapterFixture["lacks"]>[number]): void {
    if (this.fixture.lacks?.includes(feature)) throw new Skipped(`The backend knows nothing of ${feature}.`);
  }

  is(holds: unknown, what: string): void {
    if (!holds) throw new Error(`${what}.`);
  }

  equal(found: unknown, expected: unknown, what: string): void {
    const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
    this.is(a === b, `${what}: ${a} instead of ${b}`);
  }

  /** The code that something fails with. */
  async failure(promise: Promise<unknown>, what: string): Promise<CallsError> {
    this.#doing = what;
    try {
      await promise;
    } catch (error) {
      if (error instanceof CallsError) return error;
      throw new Error(`${what} fails with what is no CallsError: ${String(error)}`, { cause: error });
    }
    throw new Error(`${what} does not fail.`);
  }

  async end(): Promise<void> {
    await Promise.allSettled(this.#people.map((connection) => connection.leave()));
    await this.fixture.close();
  }
}

/** One thing that an adapter has to do. */
export interface AdapterRow {
  readonly name: string;
  /** Rejects when the adapter does not do it. */
  run(ground: Ground): Promise<void>;
}
