import type { Environment } from "../environment.js";
import { CallsError } from "../../base/error.js";

/** How the peer connection of a session fares. */
export type ConnectionState =
  | { readonly status: "connecting" }
  | { readonly status: "connected" }
  /** No word from the service for a moment. It may come back by itself. */
  | { readonly status: "interrupted" }
  /** Final: only another session helps. */
  | { readonly status: "ended"; readonly error: CallsError };

/** Milliseconds for the first connection, and without contact before the session is given up. */
const CONNECT_TIMEOUT = 15_000;
const INTERRUPTION_TIMEOUT = 5_000;

/** Options of {@link watchConnection}. */
export interface ConnectionWatchOptions {
  readonly environment: Environment;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  onState(state: ConnectionState): void;
}

/** Follows a peer connection and judges when it is beyond help. */
export function watchConnection(
  connection: RTCPeerConnection,
  { environment, signal, onState }: ConnectionWatchOptions,
): void {
  let cancelDeadline = environment.schedule(
    () => end("No media connection came about. A network that blocks UDP needs a TURN server."),
    CONNECT_TIMEOUT,
  );
  let status: ConnectionState["status"] = "connecting";
  let watchesTransport = false;

  const end = (reason: string): void => onState({ status: "ended", error: connectionError(reason) });
  const move = (next: "connected" | "interrupted"): void => {
    if (next === status) return;
    status = next;
    cancelDeadline();
    if (next === "interrupted") {
      cancelDeadline = environment.schedule(
        () => onState({ status: "ended", error: lostConnection() }),
        INTERRUPTION_TIMEOUT,
      );
    }
    onState({ status: next });
  };
  /** A service that hangs up says so in DTLS alone: the connection state stays as it is. */
  const watchTransport = (): void => {
    const transport = connection.sctp?.transport ?? connection.getReceivers()[0]?.transport;
    if (watchesTransport || !transport) return;
    watchesTransport = true;
    transport.addEventListener("statechange", onChange, { signal });
  };
  const onChange = (): void => {
    const dtls = connection.sctp?.transport ?? connection.getReceivers()[0]?.transport;
    const state = connection.connectionState;
    if (state === "failed" || state === "closed") end("The connection to the SFU failed.");
    else if (watchesTransport && dtls?.state === "closed") end("The SFU closed the connection.");
    else if (state === "connected") {
      move("connected");
      watchTransport();
    } else if (state === "disconnected" && status === "connected") move("interrupted");
  };

  connection.addEventListener("connectionstatechange", onChange, { signal });
  signal.addEventListener("abort", () => cancelDeadline(), { once: true });
}

function connectionError(reason: string): CallsError {
  return new CallsError("connection-failed", reason, { retryable: true });
}

export const lostConnection = (): CallsError => connectionError("The connection to the SFU was lost.");
