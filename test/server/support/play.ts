/** A room in which anything may happen next, for tests of what must hold whatever happens. */
import type { Machine } from "../../room/machine.js";
import { seeded } from "../../room/machine.js";

const PEOPLE = ["ada", "ben", "cho", "dia", "eli"];

/** @returns a function that does one thing to the room, decided by the seed. */
export function player(machine: Machine, seed: number): () => void {
  const random = seeded(seed);
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  let counter = 0;
  const acts: ((socket: string) => void)[] = [
    () => machine.connect(pick(PEOPLE) ?? "", `socket-${counter++}`, { plain: random() < 0.3 }),
    () => {
      const ticket = { id: `ticket-${counter++}`, expiresAt: machine.at + 30_000 };
      const who = pick(PEOPLE) ?? "";
      machine.take({ type: "connect", socket: `socket-${counter++}`, participantId: who, participantName: who, versioned: true, ticket }); // prettier-ignore
    },
    (socket) => machine.say(socket, { type: "hello", protocol: 1 }),
    (socket) => machine.say(socket, { type: "heartbeat" }),
    (socket) => machine.take({ type: "seen", socket, seenAt: machine.at - 100 }),
    (socket) => machine.take({ type: "disconnect", socket }),
    (socket) => machine.say(socket, { type: "leave" }),
    () => machine.take({ type: "sweep" }),
    () => machine.take({ type: "session-created", participantId: pick(PEOPLE) ?? "", sessionId: `session-${counter++}` }), // prettier-ignore
    (socket) => {
      const own = [...machine.state.sessions.values()].filter(
        ({ owner }) => owner === machine.state.sockets.get(socket)?.participantId,
      );
      const tracks = [{ trackName: `t${counter++ % 3}`, kind: "audio" }];
      machine.say(socket, { type: "cloudflare-session", sessionId: pick(own)?.id ?? "none", tracks });
    },
    (socket) => machine.say(socket, { type: "track-state", kind: "audio", enabled: random() < 0.5 }),
    (socket) => machine.say(socket, { type: "chat", id: `m${counter++ % 40}`, text: `Said ${counter}` }),
    (socket) => machine.say(socket, { type: "chat-delete", id: `m${counter % 40}` }),
    (socket) => machine.say(socket, { type: "hand", raised: random() < 0.7 }),
    (socket) => machine.say(socket, { type: "speaking", speaking: random() < 0.5 }),
    (socket) => machine.say(socket, { type: "profile", metadata: { seat: counter++ } }),
    (socket) => machine.say(socket, { type: "policy", waitingRoom: random() < 0.5 }),
    (socket) => machine.say(socket, { type: "role", participantId: pick(PEOPLE) ?? "", role: "host" }),
    (socket) => machine.say(socket, { type: "remove", participantId: pick(PEOPLE) ?? "", ban: false }),
    () => machine.take({ type: "keep", key: `k${counter++ % 3}`, text: random() < 0.3 ? undefined : `"${counter}"` }),
  ];
  return () => {
    machine.at += Math.floor(random() * 3_000);
    pick(acts)?.(pick([...machine.state.sockets.keys()]) ?? "none");
  };
}
