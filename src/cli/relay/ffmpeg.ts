/** Pushes RTP to an RTMP server, with the ffmpeg of this machine. */
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { CommandError } from "../command-error.js";
import type { Push } from "./push.js";
import type { ReceivedMedia } from "./whep-player.js";

const HOST = "127.0.0.1";

/** @throws CommandError when there is no ffmpeg. */
export async function checkFfmpeg(command: string): Promise<void> {
  const child = spawn(command, ["-version"], { stdio: "ignore" });
  await once(child, "exit").catch(() => {
    throw new CommandError(
      `The relay needs ffmpeg, and there is no '${command}'. Install it (apt install ffmpeg, brew install ffmpeg), or give its path with --ffmpeg.`,
    );
  });
}

/** Goes on as it is: what RTMP carries needs no work. */
export const isCopied = ({ codec }: ReceivedMedia): boolean => /^h264\//i.test(codec);

/** ffmpeg's own description of the packets that it gets. */
export function describeInput(media: readonly ReceivedMedia[], ports: Readonly<Record<string, number>>): string {
  const lines = ["v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=relay", `c=IN IP4 ${HOST}`, "t=0 0"];
  for (const { kind, payloadType, codec, parameters } of media) {
    lines.push(`m=${kind} ${ports[kind]} RTP/AVP ${payloadType}`, `a=rtpmap:${payloadType} ${codec}`);
    if (parameters) lines.push(`a=fmtp:${payloadType} ${parameters}`);
  }
  return `${lines.join("\n")}\n`;
}

/** What ffmpeg is told. */
export function argumentsFor(media: readonly ReceivedMedia[], to: string): string[] {
  const video = media.find(({ kind }) => kind === "video");
  const encode = ["libx264", "-preset", "veryfast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-g", "60"];
  const input = "-protocol_whitelist pipe,udp,rtp -analyzeduration 3000000 -reorder_queue_size 64 -f sdp -i pipe:0";
  return [
    ..."-hide_banner -loglevel warning".split(" "),
    ...input.split(" "),
    ...(video ? ["-map", "0:v:0", "-c:v", ...(isCopied(video) ? ["copy"] : encode)] : []),
    ...(media.some(({ kind }) => kind === "audio")
      ? ["-map", "0:a:0", "-c:a", "aac", "-b:a", "128k", "-ar", "44100"]
      : []),
    "-flvflags",
    "no_duration_filesize",
    "-f",
    "flv",
    to,
  ];
}

/** Starts to push; packets that come before ffmpeg listens are lost, as on any network. */
export async function startPush(command: string, media: readonly ReceivedMedia[], to: string): Promise<Push> {
  const ports = Object.fromEntries(await Promise.all(media.map(async ({ kind }) => [kind, await freePair()] as const)));
  const socket = createSocket("udp4");
  const child = spawn(command, argumentsFor(media, to), { stdio: ["pipe", "ignore", "pipe"] });
  child.stdin.end(describeInput(media, ports));
  let last = "";
  createInterface(child.stderr).on("line", (line) => {
    if (line.trim() !== "") last = line.trim();
  });
  const ended = once(child, "close").then(() => {
    socket.close();
    return `ffmpeg stopped: ${last.replaceAll(to, "the target") || "no reason given"}`;
  });
  return {
    ended,
    send: (kind, packet) => {
      if (child.exitCode === null && child.signalCode === null) socket.send(packet, ports[kind], HOST, () => {});
    },
    stop: async () => {
      // ffmpeg writes the end of its stream on the first, and may wait for packets that no longer come.
      child.kill("SIGINT");
      const impatience = setTimeout(() => child.kill("SIGKILL"), 3_000);
      await ended;
      clearTimeout(impatience);
    },
  };
}

/** An even port for RTP whose successor, for RTCP, is free as well. */
async function freePair(): Promise<number> {
  for (;;) {
    const socket = createSocket("udp4");
    socket.bind(0, HOST);
    await once(socket, "listening");
    const { port } = socket.address();
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    if (port % 2 === 0 && port < 65_535) return port;
  }
}
