/** A service that uses all that services have: it runs while the agenda of the demo has an item that is under way. */
import { agenda } from "../../../demo/agenda/agenda.js";
import type { RoomService, ServiceHandle } from "../../../src/server/services/service.js";

const current = (room: Pick<ServiceHandle, "feature">) => room.feature(agenda)?.current;

/** @param echoUrl somebody else's socket, which gets what comes on ours. */
export const echoService = (echoUrl: string): RoomService => ({
  name: "echo",
  path: "echo",
  wanted: (room) => current(room) !== undefined && current(room) !== null,
  start(room) {
    const begun = Number(room.storage.get("begun") ?? 0) + 1;
    room.storage.put("begun", begun);
    const awaited = room.accept((socket) => {
      socket.listen({
        message: (data) => {
          if (data === "break") throw new Error("wss://secret.example/?key=very-secret is gone");
          void room
            .dial(echoUrl, { headers: { authorization: "Bearer the-key" } })
            .then((other) => {
              other.listen({ message: (said) => socket.send(`heard ${String(said)}`), closed: () => {} });
              other.send(String(data));
            })
            .catch((error: unknown) => socket.send(`failed ${String(error)}`));
        },
        closed: () => {},
      });
    });
    room.act({ type: "chat", id: `start-${begun}`, text: JSON.stringify({ url: awaited.url, begun }) });
    room.signal.addEventListener("abort", () => room.log("info", "echo ended"));
    let known = room.participants.length;
    return {
      changed() {
        const { length } = room.participants;
        if (length === known) return;
        known = length;
        const names = room.participants.map(({ name }) => name).join(", ");
        if (names.includes("Breaker")) throw new Error("It does not like this name.");
        room.command(agenda, { type: "propose", title: `Here: ${names}`, minutes: 1 });
      },
    };
  },
  respond: ({ method, body, query }, room) =>
    query["status"] === undefined
      ? { text: JSON.stringify({ method, body, people: room.participants.length, items: room.feature(agenda)?.count }) }
      : { status: Number(query["status"]), contentType: "text/plain", text: "As you wish." },
});
