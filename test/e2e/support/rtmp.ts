/** A real RTMP server: Debian's nginx with its RTMP module. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { setTimeout as wait } from "node:timers/promises";

const MODULE = "/usr/lib/nginx/modules/ngx_rtmp_module.so";
const has = (command: string): boolean => spawnSync(command, ["-version"]).error === undefined;

/** What is missing on this machine, if anything. */
export const missingForRtmp = [
  !existsSync(MODULE) && "libnginx-mod-rtmp",
  spawnSync("/usr/sbin/nginx", ["-v"]).error !== undefined && "nginx",
  !has("ffmpeg") && "ffmpeg",
  !has("ffprobe") && "ffprobe",
].filter((name) => name !== false);

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function isListening(port: number): Promise<void> {
  for (;;) {
    try {
      const socket = connect(port, "127.0.0.1");
      await once(socket, "connect");
      socket.destroy();
      return;
    } catch {
      await wait(100);
    }
  }
}

export interface RtmpServer {
  /** Address of a stream. */
  url(key: string): string;
  /** Starts it again at the same address. */
  start(): Promise<void>;
  stop(): Promise<void>;
  close(): Promise<void>;
}

export async function startRtmpServer(): Promise<RtmpServer> {
  const folder = await mkdtemp(`${tmpdir()}/rtmp-`);
  const port = await freePort();
  const config = `${folder}/nginx.conf`;
  await writeFile(
    config,
    `load_module ${MODULE};
daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log info;
events { worker_connections 64; }
rtmp { server { listen 127.0.0.1:${port}; chunk_size 4096; application live { live on; record off; } } }
`,
  );
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawn("/usr/sbin/nginx", ["-p", folder, "-c", config], { stdio: "ignore" });
    await isListening(port);
  };
  const stop = async (): Promise<void> => {
    if (!child || child.exitCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    await gone;
  };
  await start();
  return {
    url: (key) => `rtmp://127.0.0.1:${port}/live/${key}`,
    start,
    stop,
    close: async () => {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** What the next packets at an RTMP address hold, however long they take: codecs, and how many frames of each. */
export async function probe(url: string, packets = 200): Promise<Record<string, number>> {
  const args = ["-v", "error", "-read_intervals", `%+#${packets}`, "-count_packets"];
  const shown = ["-show_entries", "stream=codec_name,nb_read_packets", "-of", "json", "-rw_timeout", "10000000", url];
  const child = spawn("ffprobe", [...args, ...shown], { stdio: ["ignore", "pipe", "ignore"] });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  await once(child, "close");
  const { streams = [] } = JSON.parse(text || "{}") as { streams?: { codec_name: string; nb_read_packets: string }[] };
  return Object.fromEntries(streams.map(({ codec_name, nb_read_packets }) => [codec_name, Number(nb_read_packets)]));
}
