import { abortError, aborted } from "../../base/abort.js";
import { delay } from "../../base/clock.js";
import type { Environment } from "../environment.js";
import { LARGEST_MESSAGE, writeDrop, writeLarge } from "../../wire/channel-protocol.js";
import { CallsError } from "../../base/error.js";
import { LARGEST_IN_PARTS } from "./assembly.js";
import type { Outbox } from "./outbox.js";
import type { SendOptions } from "./types.js";

/** Milliseconds between looks at how much has left. */
const EVERY = 50;

/** Where a large message is sent, and what ends it. */
export interface BlobSendOptions extends SendOptions {
  readonly outbox: Outbox;
  readonly environment: Environment;
  /** Aborts when the use of the channel is closed. */
  readonly closing: AbortSignal;
}

/**
 * Sends a message part by part, never with more in memory than the outbox takes.
 * @throws CallsError `message-too-large`, `aborted`, or `channel-closed` when the connection was lost: send it again.
 */
export async function sendBlob(blob: Blob, options: BlobSendOptions): Promise<void> {
  const { outbox, environment, closing, signal = closing, onProgress } = options;
  outbox.checkLarge(blob.size, LARGEST_IN_PARTS);
  if (blob.size === 0) return outbox.send(new ArrayBuffer(0));
  const ending = AbortSignal.any([signal, closing]);
  while (!outbox.channel) {
    if (closing.aborted) throw new CallsError("channel-closed", "The channel was closed before it was open.");
    await delay(environment, EVERY, ending);
  }
  const { channel } = outbox;
  const check = (): void => {
    if (closing.aborted || outbox.channel !== channel) {
      throw new CallsError("channel-closed", "The channel went away while it was sending.", { retryable: true });
    }
    if (ending.aborted) throw abortError();
  };
  let told = 0;
  const report = (queued: number): void => {
    // The browser also counts the frames around the parts, so that the difference alone could go back by a few bytes.
    told = Math.max(told, queued - outbox.bufferedAmount);
    onProgress?.(told, blob.size);
  };
  check();
  const id = outbox.nextId();
  outbox.send(writeLarge({ id, bytes: blob.size, isText: false }));
  try {
    for (let at = 0; at < blob.size; at += LARGEST_MESSAGE) {
      const part = new Uint8Array(await blob.slice(at, at + LARGEST_MESSAGE).arrayBuffer());
      await Promise.race([outbox.drained(), aborted(ending)]);
      check();
      outbox.sendPart(id, part);
      report(at + part.byteLength);
    }
    while (outbox.bufferedAmount > 0) {
      await delay(environment, EVERY, ending).catch(() => {});
      check();
      report(blob.size);
    }
    onProgress?.(blob.size, blob.size);
  } catch (error) {
    if (outbox.channel === channel) outbox.send(writeDrop(id));
    throw error;
  }
}
