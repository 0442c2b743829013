/**
 * `calls-elements relay`: somebody in a room, live on an RTMP server.
 *
 * @module
 */
import { setTimeout as wait } from "node:timers/promises";
import { CommandError } from "../command-error.js";
import type { Push } from "./ffmpeg.js";
import { checkFfmpeg, isCopied, startPush } from "./ffmpeg.js";
import type { ReceivedMedia, WhepPlayer, WhepSource } from "./whep-player.js";
import { NotLiveError, playWhep } from "./whep-player.js";

/** What the command line says. */
export interface RelayCommandOptions {
  server?: string | undefined;
  room?: string | undefined;
  participant?: string | undefined;
  to?: string | undefined;
  token?: string | undefined;
  screen?: boolean | undefined;
  /** Another ffmpeg than that of the path. */
  ffmpeg?: string | undefined;
}

/** Milliseconds. */
const TIMING = {
  /** Before the first attempt after a failure; each further one waits twice as long. */
  backOff: 1_000,
  longest: 30_000,
  /** A stream that ran for so long was a success: the next failure is a first one. */
  success: 20_000,
  /** A stream without a packet for so long has ended. */
  silence: 10_000,
  /** Between two looks at a running stream. */
  look: 1_000,
  /** Looks between two whole pictures: RTMP services want one every four seconds, and viewers begin with one. */
  looksPerKeyFrame: 2,
  /** Between two looks for a picture, or a sound, that a running stream lacks. */
  lack: 5_000,
} as const;

interface RelayTarget extends WhepSource {
  readonly to: string;
  readonly ffmpeg: string;
}

/** @throws CommandError for what is missing or makes no sense. */
export function readRelayOptions(options: RelayCommandOptions): RelayTarget {
  const { server = "http://localhost:3000", room, participant, to, token, screen = false, ffmpeg = "ffmpeg" } = options;
  if (!room || !participant || !to) {
    throw new CommandError("Say who goes where: --room ROOM --participant NAME-OR-ID --to rtmp://…");
  }
  if (!URL.canParse(server) || !/^https?:/.test(server)) {
    throw new CommandError(
      `--server takes the address of a room server, as in https://rooms.example, and '${server}' is none.`,
    );
  }
  if (!URL.canParse(to) || !/^rtmps?:/.test(to)) {
    throw new CommandError("--to takes an RTMP address, as in rtmp://live.example/app/stream-key.");
  }
  return { server, room, participant, to, token, screen, ffmpeg };
}

/** The target without its last part, which is a key. */
export function publicTarget(to: string): string {
  const { protocol, host, pathname } = new URL(to);
  return `${protocol}//${host}${pathname.replace(/[^/]*$/, "…")}`;
}

/** Runs until `signal` is aborted, or until it is clear that it can never work. */
export async function relay(
  options: RelayCommandOptions,
  { signal, say }: { signal: AbortSignal; say: (line: string) => void },
): Promise<void> {
  const target = readRelayOptions(options);
  await checkFfmpeg(target.ffmpeg);
  let failures = 0;
  let hasWorked = false;
  let said = "";
  const sayOnce = (line: string): void => {
    if (line !== said) say(line);
    said = line;
  };
  while (!signal.aborted) {
    const begin = performance.now();
    try {
      const why = await stream(target, signal, (line) => {
        hasWorked = true;
        sayOnce(line);
      });
      if (why === undefined) {
        failures = 0;
        continue;
      }
      if (!signal.aborted) sayOnce(why);
    } catch (error) {
      if (signal.aborted) return;
      sayOnce(explain(error, target, hasWorked));
    }
    failures = performance.now() - begin > TIMING.success ? 1 : failures + 1;
    const delay = Math.min(TIMING.longest, TIMING.backOff * 2 ** Math.min(failures - 1, 10));
    await wait(delay, undefined, { signal }).catch(() => undefined);
  }
}

/** What to say of a failure that may pass. @throws CommandError for one that will not. */
function explain(error: unknown, { server, participant }: RelayTarget, hasWorked: boolean): string {
  if (error instanceof CommandError) throw error;
  if (error instanceof NotLiveError) {
    if (error.status === 404 && !hasWorked) throw new CommandError(error.message);
    return `Waiting for ${participant}: ${error.message}`;
  }
  if (!(error instanceof TypeError)) throw error;
  if (!hasWorked) throw new CommandError(`The room server at ${server} does not answer.`);
  return `Waiting for the room server at ${server}.`;
}

/** One stream, from its beginning to its end. @returns why it ended; nothing when another one has more. */
async function stream(
  target: RelayTarget,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<string | undefined> {
  const stop = new AbortController();
  const player = await playWhep(target, signal);
  let push: Push | undefined;
  try {
    const media = await player.media;
    push = await startPush(target.ffmpeg, media, target.to);
    const { send, ended } = push;
    player.onPacket = (kind, packet) => send(kind, packet);
    say(`Sending ${target.participant} to ${publicTarget(target.to)} (${media.map(nameOf).join(", ")}).`);
    return await Promise.race([
      ended.then((last) => `ffmpeg stopped: ${last || "no reason given"}`),
      silence(player, signal),
      remainder(target, player, stop.signal),
    ]);
  } finally {
    stop.abort();
    await Promise.all([push?.stop(), player.close()]);
  }
}

const nameOf = (media: ReceivedMedia): string => {
  const from = (media.codec.split("/")[0] ?? "").toUpperCase();
  if (media.kind === "audio") return `${from} as AAC`;
  return isCopied(media) ? `${from} as it is` : `${from} as H264`;
};

/** Watches a running stream; asks for whole pictures now and then, which browsers do not send by themselves. */
async function silence(player: WhepPlayer, signal: AbortSignal): Promise<string> {
  let looks = 0;
  while (!signal.aborted && performance.now() - player.lastPacketAt < TIMING.silence) {
    if (looks++ % TIMING.looksPerKeyFrame === 0) player.askForKeyFrame();
    await wait(TIMING.look, undefined, { signal }).catch(() => undefined);
  }
  return "The stream has ended.";
}

/**
 * Waits for what a stream began without: a stream is made of what they sent when it began, so that a camera which comes later needs
 * another one. The server is asked for that alone, which leaves no trace while there is nothing.
 */
async function remainder(target: RelayTarget, { late, missing }: WhepPlayer, signal: AbortSignal): Promise<undefined> {
  if (missing.length === 0) return late.then(() => undefined);
  for (;;) {
    await wait(TIMING.lack, undefined, { signal });
    const found = await playWhep(target, signal, missing).catch(() => undefined);
    if (!found) continue;
    void found.close();
    return undefined;
  }
}
