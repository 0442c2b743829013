/** A room server that tells everybody everything: each newcomer of all, all of each newcomer, and every message to each by itself. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { HEARTBEAT } from "../../../src/wire/tables.js";

/** Starts it. @returns its address. */
export async function servePlainly(): Promise<string> {
  const server = createServer();
  const people = new Map<WebSocket, object>();
  const tell = (message: object): void => {
    for (const socket of people.keys()) socket.send(JSON.stringify(message));
  };
  new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (socket) => {
    socket.on("message", (data: Buffer) => {
      const text = data.toString();
      if (text === HEARTBEAT) return;
      const message = JSON.parse(text) as { type: string; person?: object; isQuiet?: boolean };
      if (message.type !== "join") return tell(message);
      // Telling ten thousand people of each who comes takes it an hour: the bench lets an audience in for nothing.
      const told = message.isQuiet ? [] : [...people.values()];
      if (!message.isQuiet) tell(message);
      people.set(socket, message.person ?? {});
      socket.send(JSON.stringify({ type: "welcome", people: told }));
    });
    socket.on("close", () => people.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
