/** The sites that the projects are on, as they are deployed: files under a path, files of another origin, and a server that renders. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { serve, type ServerType } from "@hono/node-server";
import { staticFiles } from "../../../src/cli/static-files.js";

export const folder = fileURLToPath(new URL("..", import.meta.url));

type Answer = (request: Request) => Response | Promise<Response>;

/** Bundlers write into `dist`; a project without one is its page. */
function filesOf(project: string): Answer {
  const built = `${folder}${project}/dist`;
  const files = existsSync(`${built}/index.html`) ? built : `${folder}${project}`;
  return staticFiles({ folder: files, scripts: files });
}

/** What is under `/<prefix>/`, as if it were the root. */
function under(prefix: string, answer: Answer): Answer {
  return (request) => {
    const url = new URL(request.url);
    url.pathname = url.pathname.slice(prefix.length + 1) || "/";
    return answer(new Request(url, request));
  };
}

/** Every project under its own path of one site. */
export function sites(next: () => string): Answer {
  const answers = new Map<string, Answer>();
  return (request) => {
    const [, project = ""] = new URL(request.url).pathname.split("/");
    if (project === "next") return passOn(request, next());
    if (!/^[\w-]+$/.test(project) || !existsSync(`${folder}${project}/package.json`)) {
      // Browsers ask for an icon by themselves.
      return new Response(null, { status: 204 });
    }
    const answer = answers.get(project) ?? under(project, filesOf(project));
    answers.set(project, answer);
    return answer(request);
  };
}

async function passOn(request: Request, to: string): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const { status, headers, body } = await fetch(`${to}${pathname}${search}`, {
    headers: { ...Object.fromEntries(request.headers), "accept-encoding": "identity" },
  });
  return new Response(body, { status, headers });
}

export interface Site {
  /** Without a slash at its end. */
  readonly origin: string;
  close(): void;
}

/** A host of one project's own, somewhere below its root, with a policy. */
export async function startStrictSite(project: string, path: string, policy: () => string): Promise<Site> {
  const files = under(path, filesOf(project));
  const server: ServerType = serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      if (!new URL(request.url).pathname.startsWith(`/${path}/`)) return new Response(null, { status: 204 });
      const answer = await files(request);
      answer.headers.set("content-security-policy", policy());
      return answer;
    },
  });
  if (!server.listening) await once(server, "listening");
  return { origin: `http://localhost:${(server.address() as AddressInfo).port}`, close: () => void server.close() };
}

/** The built Next project, served by Next. */
export async function startNext(): Promise<Site> {
  const child: ChildProcess = spawn(
    process.execPath,
    ["node_modules/next/dist/bin/next", "start", "-p", "0", "-H", "127.0.0.1"],
    { cwd: `${folder}next`, env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" } },
  );
  let output = "";
  const origin = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const port = /http:\/\/[\w.]+:(\d+)/.exec(output)?.[1];
      if (port !== undefined && /Ready/.test(output)) resolve(`http://127.0.0.1:${port}`);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => reject(new Error(`Next ended with ${code}:\n${output}`)));
  });
  return { origin, close: () => void child.kill() };
}
