import { WebSocket } from "ws";
import type { ServiceErrorCode } from "../../../wire/calls-api.js";
import { ADAPTER_MESSAGE_LIMIT } from "../../../wire/adapter-packet.js";

/** An endpoint that could not be reached, with the service's code for it. */
export class DialError extends Error {
  override readonly name = "DialError";

  constructor(
    readonly code: Extract<ServiceErrorCode, "websocket_handshake_failed" | "websocket_connection_timeout">,
    description: string,
  ) {
    super(description);
  }
}

/**
 * Opens a socket to an endpoint.
 *
 * @throws DialError when the endpoint refuses, redirects, is not there, or takes too long; the signal's reason.
 */
export function dial(url: string, timeout: number, signal: AbortSignal): Promise<WebSocket> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, {
      followRedirects: false,
      perMessageDeflate: false,
      maxPayload: ADAPTER_MESSAGE_LIMIT,
      skipUTF8Validation: true,
    });
    const timer = setTimeout(() => {
      const description = `The endpoint did not complete the WebSocket handshake within ${timeout / 1000} s.`;
      giveUp(new DialError("websocket_connection_timeout", description));
    }, timeout);
    const abort = (): void => giveUp(signal.reason);
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    };
    const giveUp = (reason: unknown): void => {
      settle();
      reject(reason as Error);
      socket.terminate();
    };
    // It stays: a socket that fails later tells by its close, and an error that nobody hears ends the thread.
    socket.on("error", ({ message }) => {
      settle();
      reject(new DialError("websocket_handshake_failed", `The handshake with the endpoint failed: ${message}`));
    });
    socket.once("open", () => {
      settle();
      resolve(socket);
    });
    signal.addEventListener("abort", abort, { once: true });
  });
}
