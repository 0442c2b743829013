import type { RoomPorts } from "../live/live-room.js";
import type { SocketId } from "../../room/state.js";

/** Host sockets are random ids without a colon. */
const PREFIX = "guest:";

/**
 * Sockets of guests, as far as the room can tell: a guest is in the room like anybody else, and leaves it by the same
 * rules. Nothing is at their other end, because nothing there could read.
 */
export class GuestSockets {
  /** Told when the room closes a guest's socket. */
  onClose: (socket: SocketId, code: number) => void = () => {};

  static idOf(guest: string): SocketId {
    return `${PREFIX}${guest}`;
  }

  /** The host's ports, without guests' sockets. */
  wrap(ports: RoomPorts): RoomPorts {
    return {
      ...ports,
      now: () => ports.now(),
      send: (socket, text) => {
        if (!socket.startsWith(PREFIX)) ports.send(socket, text);
      },
      close: (socket, code, reason) => {
        if (socket.startsWith(PREFIX)) this.onClose(socket, code);
        else ports.close(socket, code, reason);
      },
    };
  }
}
