/**
 * A room server that tells everybody everything on every change, and every fifteen seconds besides, as Orange Meets' does:
 * nothing is checked or kept, so that only the way of telling is compared.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";

interface Room {
  readonly users: Map<string, unknown>;
  readonly sockets: Set<WebSocket>;
}

function broadcast({ users, sockets }: Room): void {
  const state = { meetingId: "a-meeting", users: [...users.values()], ai: { enabled: false } };
  const text = JSON.stringify({ type: "roomState", state });
  for (const socket of sockets) socket.send(text);
}

/** Somebody as the state has them. */
export const userOf = (id: string, name: string, audioEnabled: boolean): object => ({
  id,
  name,
  transceiverSessionId: `0123456789abcdef0123456789abcdef-${id}`,
  raisedHand: false,
  speaking: false,
  joined: true,
  tracks: {
    audio: `0123456789abcdef0123456789abcdef/${id}-audio`,
    audioEnabled,
    audioUnavailable: false,
    video: `0123456789abcdef0123456789abcdef/${id}-video`,
    videoEnabled: true,
    screenShareEnabled: false,
  },
});

/** Starts it. @returns its address. */
export async function serveFullState(): Promise<string> {
  const rooms = new Map<string, Room>();
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  sockets.on("connection", (socket, request) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    const id = searchParams.get("id") ?? "";
    const room = rooms.get(pathname) ?? { users: new Map(), sockets: new Set() };
    rooms.set(pathname, room);
    room.sockets.add(socket);
    const heartbeats = new Map<string, number>();
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { type: string; user?: unknown; quiet?: boolean };
      if (message.type === "heartbeat") return heartbeats.set(id, Date.now());
      room.users.set(id, message.user);
      // Telling a thousand people of each who comes takes it hours: the bench lets them in for nothing.
      if (message.quiet) return socket.send('{"type":"quiet"}');
      return broadcast(room);
    });
    socket.on("close", () => room.sockets.delete(socket));
  });
  setInterval(() => rooms.forEach(broadcast), 15_000);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
