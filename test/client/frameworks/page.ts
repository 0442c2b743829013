/** The page of the framework tests: React in strict mode, Vue, and the client without a room, asked from outside. */
import { StrictMode, createElement, useState } from "react";
import { createRoot } from "react-dom/client";
import { createApp, h, ref } from "vue";
import { CallsClient } from "../../../src/client/calls-client.js";
import { useCalls as useCallsInReact, useCallsRoom as useReactRoom } from "../../../src/client/react.js";
import { useCalls as useCallsInVue, useCallsRoom as useVueRoom } from "../../../src/client/vue.js";
import type { Room } from "../../../src/client/index.js";
import { createInPageRooms } from "../../../src/in-page/index.js";
import { roomServer } from "../../../src/signaling/index.js";
import type { RoomConnection } from "../../../src/signaling/index.js";

const rooms = createInPageRooms();
const scripts = new Map<string, { leave(): void }>();
/** Every room that a framework made; what became of it is asked for by using it. */
const made: Room[] = [];

function remember(room: Room | undefined): Room | undefined {
  if (room && !made.includes(room)) made.push(room);
  return room;
}

let unmount = (): void => {};
let renderings = 0;

function ReactPeople({ room }: { room: Room | undefined }) {
  renderings++;
  // A new array and a new function each time: neither may make React render for ever.
  const names = useCallsInReact(
    room,
    (s) => s.participants.map(({ name }) => name),
    (a, b) => a.join() === b.join(),
  );
  const states = useCallsInReact(room, ({ status }) => [status.phase === "joined" ? status.media : status.phase]);
  return createElement("p", {}, `${states?.[0] ?? "none"}: ${names?.join(", ") ?? ""}`);
}

function ReactPage() {
  const room = remember(useReactRoom({ signaling: rooms.signaling }));
  const [shown, setShown] = useState(true);
  return createElement(
    "main",
    {},
    createElement(
      "button",
      { onClick: () => void room?.request({ type: "join", room: "standup", name: "Ada" }) },
      "Join",
    ),
    createElement("button", { onClick: () => setShown(!shown) }, "Toggle"),
    shown && createElement(ReactPeople, { room }),
  );
}

const VuePage = {
  setup() {
    const room = useVueRoom({ signaling: rooms.signaling });
    const names = useCallsInVue(room, (s) => s.participants.map(({ name }) => name).join(", "));
    const phase = useCallsInVue(room, (s) => s.status.phase);
    const clicks = ref(0);
    return () => {
      renderings++;
      remember(room.value);
      const join = (): void => void room.value?.request({ type: "join", room: "standup", name: "Ada" });
      return h("main", [
        h("button", { onClick: join }, "Join"),
        h("button", { onClick: () => clicks.value++ }, `Clicked ${clicks.value}`),
        h("p", `${phase.value ?? "none"}: ${names.value ?? ""}`),
      ]);
    };
  },
};

interface Caller {
  readonly connection: RoomConnection;
  readonly client: CallsClient;
  readonly states: string[];
  stream?: MediaStream;
}

const callers = new Map<string, Caller>();

function caller(name: string): Caller {
  const found = callers.get(name);
  if (!found) throw new Error(`Nobody is called ${name}.`);
  return found;
}

async function eventually<T>(check: () => T | undefined | false): Promise<T> {
  for (;;) {
    const value = check();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

const api = {
  mountReact(): void {
    const root = createRoot(document.body.appendChild(document.createElement("div")));
    root.render(createElement(StrictMode, {}, createElement(ReactPage)));
    unmount = () => root.unmount();
  },
  mountVue(): void {
    const app = createApp(VuePage);
    app.mount(document.body.appendChild(document.createElement("div")));
    unmount = () => app.unmount();
  },
  unmount: (): void => unmount(),
  renderings: (): number => renderings,
  enter: (name: string): void => void scripts.set(name, rooms.addParticipant({ room: "standup", name })),
  leave: (name: string): void => scripts.get(name)?.leave(),
  /** Which of the rooms that were made are destroyed. */
  async destroyed(): Promise<boolean[]> {
    return Promise.all(
      made.map((room) =>
        room.request({ type: "leave" }).then(
          () => false,
          () => true,
        ),
      ),
    );
  },

  /** Somebody with a client, and a room for nothing but telling the others. */
  async call(name: string): Promise<string> {
    const connection = await roomServer().join({ room: "standup", name, signal: new AbortController().signal });
    const client = new CallsClient({ calls: connection.calls, iceServers: connection.iceServers });
    const states: string[] = [client.state];
    client.onChange(({ state, published }) => {
      if (states.at(-1) !== state) states.push(state);
      const [track] = published;
      const tracks = published.map(({ trackName, kind }) => ({ trackName, kind }));
      if (track) connection.announce({ sessionId: track.sessionId, tracks });
    });
    callers.set(name, { connection, client, states });
    await client.initialize();
    return client.createSession();
  },
  async publish(name: string): Promise<string[]> {
    const { client } = caller(name);
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    caller(name).stream = stream;
    return (await client.publishStream(stream, { video: { contentHint: "detail" } })).map(({ kind }) => kind);
  },
  hints: (name: string): string[] =>
    caller(name)
      .stream?.getTracks()
      .map(({ contentHint }) => contentHint) ?? [],
  unpublish(name: string): number {
    const { client, stream } = caller(name);
    if (stream) client.unpublishStream(stream);
    return client.published.length;
  },
  /** Resolves with the size of somebody's picture, once it moves. */
  async watch(name: string, other: string): Promise<number> {
    const { client, connection } = caller(name);
    const session = await eventually(() => {
      const found = connection.roster.find((person) => person.name === other)?.session;
      return found?.tracks.length === 2 && found;
    });
    const { sessionId } = session;
    const tracks = session.tracks.map(({ trackName, kind }) => ({ sessionId, trackName, kind }));
    const subscription = client.subscribe(tracks);
    await eventually(() => subscription.stream.getTracks().length === tracks.length);
    const video = document.createElement("video");
    Object.assign(video, { muted: true, srcObject: subscription.stream });
    await video.play();
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    const { videoWidth } = video;
    subscription.close();
    return subscription.stream.getTracks().length === 0 ? videoWidth : NaN;
  },
  async session(name: string, former: string): Promise<string> {
    const { client } = caller(name);
    return eventually(() => client.state === "connected" && client.sessionId !== former && client.sessionId);
  },
  states: (name: string): string[] => caller(name).states,
  async hangUp(name: string): Promise<void> {
    caller(name).client.close();
    caller(name)
      .stream?.getTracks()
      .forEach((track) => track.stop());
    await caller(name).connection.leave();
  },
  /** What becomes of a client whose server refuses. */
  async refused(name: string): Promise<unknown[]> {
    const { calls } = caller(name).connection;
    const client = new CallsClient({ calls });
    const error = await client.initialize().catch((reason: { code: string }) => reason.code);
    return [error, client.state, client.error?.code];
  },
};

export type FrameworksPage = typeof api;
Object.assign(globalThis, { api });
