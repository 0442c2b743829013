import { setTimeout as wait } from "node:timers/promises";
import { CommandError } from "../command-error.js";
import type { LiveGuest } from "./guests.js";
import { liveGuests } from "./guests.js";
import type { RelayContext, RelaySource } from "./relay-one.js";
import { relayOne } from "./relay-one.js";
import { targetFor } from "./target.js";

/** Guests that are relayed at once: each costs a connection, and with RTMP an encoder. */
const MOST = 16;
/** Looks at which somebody is missing before they are given up: a server that restarts knows them again in a moment. */
const PATIENCE = 3;

interface Running {
  readonly stop: AbortController;
  readonly done: Promise<void>;
  missed: number;
}

/**
 * Relays every guest that the pattern means, each from when they are live to when they are not.
 *
 * @throws CommandError when the server refuses, or is not there to begin with.
 */
export async function relayGuests(source: RelaySource, context: RelayContext): Promise<void> {
  const { signal, say, timing } = context;
  const running = new Map<string, Running>();
  let said = "";
  const sayOnce = (line: string): void => {
    if (line !== said) say(line);
    said = line;
  };
  const start = ({ guestId, participantId }: LiveGuest): void => {
    const stop = new AbortController();
    const one = { ...source, participant: participantId, to: targetFor(source.to, guestId) };
    const ends = AbortSignal.any([signal, stop.signal]);
    // One that can never work does not end the others, and is not tried again until the guest is.
    const done = relayOne(one, { ...context, signal: ends }, true).catch((error: unknown) => {
      say(`${participantId}: ${error instanceof Error ? error.message : String(error)}`);
    });
    running.set(guestId, { stop, done, missed: 0 });
  };
  try {
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      const guests = await liveGuests({ ...source, pattern: source.participant }, signal);
      if (guests === undefined && isFirst && !signal.aborted) {
        throw new CommandError(`The room server at ${source.server} does not answer.`);
      }
      if (guests) {
        giveUpMissing(running, guests);
        for (const guest of guests) if (!running.has(guest.guestId) && running.size < MOST) start(guest);
        const left = guests.filter(({ guestId }) => !running.has(guestId)).length;
        if (left > 0) sayOnce(`${left} more are live: one relay takes ${MOST}.`);
        else if (running.size === 0) sayOnce(`Waiting for guests like ${source.participant}.`);
        else said = "";
      }
      await wait(timing.guests, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    for (const { stop } of running.values()) stop.abort();
    await Promise.all([...running.values()].map(({ done }) => done));
  }
}

function giveUpMissing(running: Map<string, Running>, guests: readonly LiveGuest[]): void {
  const ids = new Set(guests.map(({ guestId }) => guestId));
  for (const [id, one] of running) {
    one.missed = ids.has(id) ? 0 : one.missed + 1;
    if (one.missed < PATIENCE) continue;
    one.stop.abort();
    running.delete(id);
  }
}
