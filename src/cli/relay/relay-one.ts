import { setTimeout as wait } from "node:timers/promises";
import { CommandError } from "../command-error.js";
import { isCopied, startPush } from "./ffmpeg.js";
import type { Push } from "./push.js";
import type { Target } from "./target.js";
import { publicTarget, readTarget } from "./target.js";
import type { ReceivedMedia, WhepPlayer, WhepSource } from "./whep-player.js";
import { NotLiveError, playWhep } from "./whep-player.js";
import { NotTakenError, startWhipPush } from "./whip-push.js";

/** Milliseconds. */
export const TIMING = {
  /** Before the first attempt after a failure; each further one waits twice as long. */
  backOff: 1_000,
  longest: 30_000,
  /** A stream that ran for so long was a success: the next failure is a first one. */
  success: 20_000,
  /** A stream without a packet for so long has ended, and a receiver without a report: it makes one every five seconds. */
  silence: 10_000,
  /** Between two looks at a running stream. */
  look: 1_000,
  /** Looks between two whole pictures: RTMP services want one every four seconds, and viewers begin with one. */
  looksPerKeyFrame: 2,
  /** Between two looks for a picture, or a sound, that a running stream lacks. */
  lack: 5_000,
  /** Between two looks at who is live, where there are several. */
  guests: 2_000,
};

/** What goes where. */
export interface RelaySource extends WhepSource {
  readonly to: string;
  /** For a WHIP endpoint that wants one. */
  readonly toToken: string | undefined;
  readonly ffmpeg: string;
}

/** What a relay runs with. */
export interface RelayContext {
  readonly signal: AbortSignal;
  say(line: string): void;
  readonly timing: typeof TIMING;
}

/**
 * Relays one participant until the signal is aborted.
 *
 * @param hasWorked whoever is not there yet, or any more, is waited for.
 * @throws CommandError when it is clear that it can never work.
 */
export async function relayOne(
  source: RelaySource,
  { signal, say, timing }: RelayContext,
  hasWorked = false,
): Promise<void> {
  const target = readTarget(source.to, source.toToken);
  let failures = 0;
  let said = "";
  const sayOnce = (line: string): void => {
    if (line !== said) say(line);
    said = line;
  };
  while (!signal.aborted) {
    const begin = performance.now();
    try {
      const begun = (line: string): void => {
        hasWorked = true;
        sayOnce(line);
      };
      const why = await stream(source, target, { signal, say: begun, timing });
      if (why === undefined) {
        failures = 0;
        continue;
      }
      if (!signal.aborted) sayOnce(why);
    } catch (error) {
      if (signal.aborted) return;
      sayOnce(explain(error, source, target, hasWorked));
    }
    failures = performance.now() - begin > timing.success ? 1 : failures + 1;
    const delay = Math.min(timing.longest, timing.backOff * 2 ** Math.min(failures - 1, 10));
    await wait(delay, undefined, { signal }).catch(() => undefined);
  }
}

/** What to say of a failure that may pass. @throws CommandError for one that will not. */
function explain(error: unknown, { server, participant }: RelaySource, target: Target, hasWorked: boolean): string {
  if (error instanceof CommandError) throw error;
  if (error instanceof NotTakenError) {
    const isRefused = error.status === 401 || error.status === 403;
    if (isRefused && !hasWorked) throw new CommandError(`${error.message} Give a token with --to-token.`);
    return `Waiting for ${publicTarget(target)}: ${error.message}`;
  }
  if (error instanceof NotLiveError) {
    if (error.status === 404 && !hasWorked) throw new CommandError(error.message);
    return `Waiting for ${participant}: ${error.message}`;
  }
  if (!(error instanceof TypeError)) throw error;
  if (!hasWorked) throw new CommandError(`The room server at ${server} does not answer.`);
  return `Waiting for the room server at ${server}.`;
}

/** One stream, from its beginning to its end. @returns why it ended; nothing when another one has more. */
async function stream(source: RelaySource, target: Target, context: RelayContext): Promise<string | undefined> {
  const { signal, say, timing } = context;
  const stop = new AbortController();
  const player = await playWhep(source, signal);
  let push: Push | undefined;
  try {
    const media = await player.media;
    push =
      target.type === "rtmp"
        ? await startPush(source.ffmpeg, media, target.url)
        : await startWhipPush(media, target, {
            signal,
            silence: timing.silence,
            onKeyFrameWanted: () => player.askForKeyFrame(),
          });
    const { send, ended } = push;
    player.onPacket = (kind, packet) => send(kind, packet);
    const what = media.map((one) => nameOf(one, target)).join(", ");
    const how = target.type === "whip" ? " by WHIP" : "";
    say(`Sending ${source.participant} to ${publicTarget(target)}${how} (${what}).`);
    return await Promise.race([ended, silence(player, context), remainder(source, player, timing, stop.signal)]);
  } finally {
    stop.abort();
    await Promise.all([push?.stop(), player.close()]);
  }
}

const nameOf = (media: ReceivedMedia, { type }: Target): string => {
  const from = (media.codec.split("/")[0] ?? "").toUpperCase();
  if (type === "whip" || isCopied(media)) return `${from} as it is`;
  return media.kind === "audio" ? `${from} as AAC` : `${from} as H264`;
};

/** Watches a running stream; asks for whole pictures now and then, which browsers do not send by themselves. */
async function silence(player: WhepPlayer, { signal, timing }: RelayContext): Promise<string> {
  let looks = 0;
  while (!signal.aborted && performance.now() - player.lastPacketAt < timing.silence) {
    if (looks++ % timing.looksPerKeyFrame === 0) player.askForKeyFrame();
    await wait(timing.look, undefined, { signal }).catch(() => undefined);
  }
  return "The stream has ended.";
}

/**
 * Waits for what a stream began without: a stream is made of what they sent when it began, so that a camera which comes later needs
 * another one. The server is asked for that alone, which leaves no trace while there is nothing.
 */
async function remainder(
  source: RelaySource,
  { late, missing }: WhepPlayer,
  timing: typeof TIMING,
  signal: AbortSignal,
): Promise<undefined> {
  if (missing.length === 0) return late.then(() => undefined);
  for (;;) {
    await wait(timing.lack, undefined, { signal });
    const found = await playWhep(source, signal, missing).catch(() => undefined);
    if (!found) continue;
    void found.close();
    return undefined;
  }
}
