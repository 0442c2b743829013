import type { ServiceHandle } from "../../server/services/service.js";
import type { ServiceSocket } from "../../server/services/socket.js";
import { ADAPTER_PCM, encodePacket } from "../../wire/adapter-packet.js";

/** Where a track is on the SFU. */
export interface TrackSource {
  readonly sessionId: string;
  readonly trackName: string;
}

/** A track of ours on the SFU, by an adapter that takes sound from a socket. */
export interface IngestTrack extends TrackSource {
  /** What it is closed by. */
  readonly adapterId: string;
  /** Bytes that wait for the SFU. */
  readonly waiting: number;
  /** Sends samples as adapters take them. Before the SFU has come, and after it has gone, nothing is sent. */
  send(pcm: Uint8Array): void;
  close(): void;
}

/** What {@link openIngest} needs. */
export interface IngestOptions {
  readonly handle: Pick<ServiceHandle, "accept" | "calls" | "schedule">;
  readonly trackName: string;
  readonly signal: AbortSignal;
  /** The SFU takes sound from now on, by `send`. */
  came(send: IngestTrack["send"]): void;
  /** It does not any more. It comes once, and not again. */
  gone?(): void;
}

/** Milliseconds between two frames where nothing else is sent: the SFU forgets a track on which nothing has come for 30 seconds. */
const EVERY = 8_000;
/** Bytes that may wait for the SFU. Whoever takes so little is gone, and does not know it. */
const MOST = 2_097_152;

const SILENCE = new Uint8Array(ADAPTER_PCM.bytesPerFrame);

/**
 * Publishes a track through an adapter.
 *
 * @throws Error where the server does not know its own address, or the SFU opens no adapter; CallsApiError.
 */
export async function openIngest({ handle, trackName, signal, came, gone }: IngestOptions): Promise<IngestTrack> {
  let socket: ServiceSocket | undefined;
  let adapterId: string | undefined;
  let isClosed = false;
  let hasSent = false;
  let cancel = (): void => {};
  const send = (pcm: Uint8Array): void => {
    hasSent = true;
    if (socket && socket.waiting > MOST) socket.close();
    else socket?.send(encodePacket({ payload: pcm }));
  };
  const keep = (): void => {
    cancel = handle.schedule(() => {
      if (!hasSent) send(SILENCE);
      hasSent = false;
      keep();
    }, EVERY);
  };
  const awaited = handle.accept((next) => {
    // One SFU comes, once: nobody else may speak on this track.
    awaited.close();
    socket = next;
    next.listen({
      message: () => {},
      closed: () => {
        cancel();
        socket = undefined;
        if (!isClosed) gone?.();
      },
    });
    keep();
    came(send);
  });
  const close = (): void => {
    isClosed = true;
    cancel();
    awaited.close();
    socket?.close();
    if (adapterId !== undefined) handle.calls.adapters.close([adapterId]).catch(() => {});
    adapterId = undefined;
  };
  try {
    const adapter = { location: "local", trackName, endpoint: awaited.url, inputCodec: "pcm" } as const;
    const [opened] = await handle.calls.adapters.open([adapter], { signal });
    adapterId = opened?.adapterId;
    if (opened?.adapterId === undefined || opened.sessionId === undefined) {
      throw new Error(`The SFU opens no adapter (${opened?.errorCode ?? "no-reply"}).`);
    }
    return {
      sessionId: opened.sessionId,
      trackName,
      adapterId: opened.adapterId,
      get waiting() {
        return socket?.waiting ?? 0;
      },
      send,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Samples of silence that make so many frames of 20 ms. */
export function* silentFrames(count: number): Generator<Uint8Array> {
  for (let frame = 0; frame < count; frame += 1) yield SILENCE;
}
