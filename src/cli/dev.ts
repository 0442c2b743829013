import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { aiOf, voiceFromEnv } from "../features/ai/server.js";
import { assistantOf, modelFromEnv } from "../features/assistant/server.js";
import { captionsOf, providerFromEnv, spokenIn } from "../features/captions/server.js";
import { configFromEnv, startRoomServer, type RoomServerOptions } from "../server/hosts/node.js";
import { createOriginPolicy } from "../server/index.js";
import { startSfu } from "../sfu/index.js";
import { CommandError } from "./command-error.js";
import { devSecret, stateFolder } from "./dev-secret.js";
import { parseHosts } from "./allowed.js";
import { listenOnFreePort, parsePort } from "./listen.js";
import { staticFiles } from "./static-files.js";
import { untilStopped } from "./until-stopped.js";

/** Two levels up, both from `src/cli` and from `dist/node`. */
const packageFolder = fileURLToPath(new URL("../../", import.meta.url));

export interface DevOptions {
  /** The page's folder; the kit's demo when absent. */
  folder: string | undefined;
  port: string | undefined;
  host: string | undefined;
  /** Comma-separated names that people reach it by, beside addresses and `localhost`. */
  allowHost: string | undefined;
  env: NodeJS.ProcessEnv;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What the rooms of the demo have beside people: one of its pages shows a feature of a page's own. */
async function demoFeatures(demo: string): Promise<NonNullable<RoomServerOptions["features"]>> {
  const { href } = pathToFileURL(`${demo}/agenda/agenda.js`);
  const { agenda } = await import(/* @vite-ignore */ href);
  return [agenda];
}

/** Captions, an AI and an assistant in the chat, where the environment has keys for them. */
function voicesFromEnv(env: NodeJS.ProcessEnv): Required<Pick<RoomServerOptions, "features" | "services">> {
  const [provider, voice, model] = [providerFromEnv(env), voiceFromEnv(env), modelFromEnv(env)];
  const parts = [
    ...(provider ? [captionsOf({ provider, model, transcript: true })] : []),
    ...(voice ? [aiOf({ provider: voice })] : []),
    ...(model ? [assistantOf({ model, ...(provider && { spoken: spokenIn }) })] : []),
  ];
  return {
    features: parts.flatMap(({ features }) => features),
    services: parts.flatMap(({ services }) => services),
  };
}

/** Serves a folder together with everything that a call needs, until the process is told to stop. */
export async function dev({ folder, port, host = "127.0.0.1", allowHost, env }: DevOptions): Promise<void> {
  const demo = `${packageFolder}demo`;
  const page = folder === undefined ? demo : resolve(folder);
  if (!existsSync(page)) throw new CommandError(`There is no folder ${page}.`);

  const allowedHosts = [host, ...(parseHosts(allowHost) ?? [])];
  const usesCloudflare = Boolean(env["CALLS_APP_ID"] || env["CALLS_APP_SECRET"]);
  const sfu = usesCloudflare ? undefined : await startSfu({ appSecret: randomBytes(24).toString("hex") });
  const config = configFromEnv({
    ...env,
    ...(sfu ? { CALLS_API: sfu.url, CALLS_APP_ID: sfu.appId, CALLS_APP_SECRET: sfu.appSecret } : {}),
    JWT_SECRET: env["JWT_SECRET"] || devSecret(page, stateFolder(env)),
  });

  const own = folder === undefined ? await demoFeatures(demo) : [];
  const { features, services } = voicesFromEnv(env);
  const server = await listenOnFreePort(
    parsePort(port, 3000),
    (candidate) =>
      startRoomServer({
        ...config,
        host,
        port: candidate,
        allowedHosts,
        features: [...own, ...features],
        services,
        fallback: staticFiles({
          folder: page,
          scripts: `${packageFolder}dist/cdn`,
          modules: `${packageFolder}dist`,
          origins: createOriginPolicy(config.allowedOrigins),
        }),
      }),
    (busy) => say(`Port ${busy} is busy, trying the next one.`),
  );

  say("");
  say(`  Open  http://${host === "127.0.0.1" ? "localhost" : host}:${server.port}/  in two tabs: a call.`);
  if (features.length > 0) say("  Keys in the environment: rooms have captions, an AI, or an assistant in the chat.");
  say(`  Media goes through ${sfu ? "a local SFU on this machine" : "Cloudflare Realtime SFU"}. Ctrl-C ends it.`);
  say("");

  untilStopped(async () => {
    await server.close();
    await sfu?.close();
  });
}
