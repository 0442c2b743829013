import { WebSocket } from "ws";
import type { ServicePorts } from "../services/room-services.js";
import type { PlatformSocket } from "../services/socket.js";
import { DialError, serviceSocketOf } from "../services/socket.js";

/** Milliseconds that somebody else may take to open a socket. */
const PATIENCE = 10_000;
/** Bytes of one message of somebody else. */
const MAX_MESSAGE = 4 * 1024 * 1024;

/** Opens a socket from Node. What fails says no address: keys may be in it. */
export const dial: ServicePorts["dial"] = (url, { headers, protocols = [], signal }) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = new WebSocket(url, [...protocols], {
      ...(headers && { headers }),
      handshakeTimeout: PATIENCE,
      maxPayload: MAX_MESSAGE,
      perMessageDeflate: false,
      followRedirects: false,
    });
    const settle = (): void => signal.removeEventListener("abort", abort);
    const abort = (): void => {
      settle();
      reject(signal.reason as Error);
      socket.terminate();
    };
    signal.addEventListener("abort", abort, { once: true });
    // It stays: a socket that fails later tells by its close.
    socket.on("error", () => {});
    socket.once("unexpected-response", (_, { statusCode }) => {
      settle();
      reject(new DialError(statusCode));
      socket.terminate();
    });
    socket.once("close", () => {
      settle();
      reject(new DialError(undefined));
    });
    socket.once("open", () => {
      settle();
      resolve(serviceSocketOf(socket as unknown as PlatformSocket));
    });
  });
