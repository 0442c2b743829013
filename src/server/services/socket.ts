/** A socket as services have it: the same one, whatever platform made it. */

/** What happens on a {@link ServiceSocket}. */
export interface ServiceSocketListener {
  /** Something has come: text, or bytes. */
  message(data: string | ArrayBuffer): void;
  /** It is over, for whatever reason. Called once, and nothing comes after. */
  closed(code: number): void;
}

/** A WebSocket to somebody else, or of somebody else. */
export interface ServiceSocket {
  /** Bytes that wait to be sent, as far as the platform tells. */
  readonly waiting: number;
  /** Sends; what is over sends nothing. */
  send(data: string | Uint8Array<ArrayBuffer>): void;
  /** Ends it. Whoever listens is told. */
  close(code?: number, reason?: string): void;
  /** Has what comes from now on. There is one listener. */
  listen(listener: ServiceSocketListener): void;
}

/** What of a platform's WebSocket is used. */
export type PlatformSocket = Pick<WebSocket, "send" | "close" | "readyState" | "binaryType"> & {
  readonly bufferedAmount?: number;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { readonly code?: number }) => void): void;
  addEventListener(type: "error", listener: () => void): void;
};

const OPEN = 1;
/** Messages that are kept until somebody listens. */
const EARLY = 64;
const ABNORMAL = 1006;

/** @param socket one that is open, or accepted. */
export function serviceSocketOf(socket: PlatformSocket): ServiceSocket {
  // A platform may have another default, by its date of compatibility.
  socket.binaryType = "arraybuffer";
  let listener: ServiceSocketListener | undefined;
  let end: number | undefined;
  const early: (string | ArrayBuffer)[] = [];
  const closed = (code: number): void => {
    if (end !== undefined) return;
    end = code;
    listener?.closed(code);
  };
  socket.addEventListener("message", ({ data }) => {
    if (end !== undefined || !(typeof data === "string" || data instanceof ArrayBuffer)) return;
    if (listener) listener.message(data);
    else if (early.length < EARLY) early.push(data);
  });
  socket.addEventListener("close", ({ code }) => closed(code ?? ABNORMAL));
  socket.addEventListener("error", () => closed(ABNORMAL));
  return {
    get waiting() {
      return socket.bufferedAmount ?? 0;
    },
    send(data) {
      if (end === undefined && socket.readyState === OPEN) socket.send(data);
    },
    close(code = 1000, reason) {
      try {
        socket.close(code, reason);
      } catch {
        // It is over already.
      }
      closed(code);
    },
    listen(next) {
      listener = next;
      for (const data of early.splice(0)) next.message(data);
      if (end !== undefined) next.closed(end);
    },
  };
}

/** A socket that could not be opened. It says no address: keys may be in it. */
export class DialError extends Error {
  override readonly name = "DialError";

  constructor(
    /** The HTTP status of whoever did not open it; `undefined` where nobody answered. */
    readonly status: number | undefined,
    cause?: unknown,
  ) {
    super(status === undefined ? "Nobody opens the socket." : `The socket is refused with ${status}.`, { cause });
  }
}
