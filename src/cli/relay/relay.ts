/**
 * `calls-elements relay`: somebody in a room, or several, live on an RTMP server or at a WHIP endpoint.
 *
 * @module
 */
import { CommandError } from "../command-error.js";
import { checkFfmpeg } from "./ffmpeg.js";
import { isPattern } from "./guests.js";
import { relayGuests } from "./relay-guests.js";
import type { RelayContext, RelaySource } from "./relay-one.js";
import { TIMING, relayOne } from "./relay-one.js";
import { ID, readTarget } from "./target.js";

/** What the command line says. */
export interface RelayCommandOptions {
  server?: string | undefined;
  room?: string | undefined;
  participant?: string | undefined;
  to?: string | undefined;
  token?: string | undefined;
  toToken?: string | undefined;
  screen?: boolean | undefined;
  /** Another ffmpeg than that of the path. */
  ffmpeg?: string | undefined;
}

/** @throws CommandError for what is missing or makes no sense. */
export function readRelayOptions(options: RelayCommandOptions): RelaySource {
  const {
    server = "http://localhost:3000",
    participant,
    to,
    token,
    toToken,
    screen = false,
    ffmpeg = "ffmpeg",
  } = options;
  const isMany = participant !== undefined && isPattern(participant);
  // Guests are in a room of their own, unless their links say another.
  const room = options.room ?? (isMany ? "guests" : undefined);
  if (!room || !participant || !to) {
    throw new CommandError("Say who goes where: --room ROOM --participant NAME-OR-ID --to rtmp://… or http://…/whip");
  }
  if (!URL.canParse(server) || !/^https?:/.test(server)) {
    throw new CommandError(
      `--server takes the address of a room server, as in https://rooms.example, and '${server}' is none.`,
    );
  }
  readTarget(to.replaceAll(ID, "id"), toToken);
  if (isMany !== to.includes(ID)) {
    throw new CommandError(
      isMany
        ? `Several guests need an address each: write ${ID} into --to, as in http://mixer.example:8889/${ID}/whip.`
        : `${ID} in --to is for several guests, as in --participant 'cam-*'.`,
    );
  }
  return { server, room, participant, to, toToken, token, screen, ffmpeg };
}

/**
 * Runs until `signal` is aborted, or until it is clear that it can never work.
 *
 * @param context.timing milliseconds, for tests.
 */
export async function relay(
  options: RelayCommandOptions,
  { signal, say, timing }: Omit<RelayContext, "timing"> & { timing?: Partial<RelayContext["timing"]> },
): Promise<void> {
  const source = readRelayOptions(options);
  if (readTarget(source.to.replaceAll(ID, "id"), undefined).type === "rtmp") await checkFfmpeg(source.ffmpeg);
  const context = { signal, say, timing: { ...TIMING, ...timing } };
  await (isPattern(source.participant) ? relayGuests(source, context) : relayOne(source, context));
}
