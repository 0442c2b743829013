import { realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import { cors } from "hono/cors";
import { Hono, type Context, type Next } from "hono";
import type { OriginPolicy } from "../server/access/origins.js";

/** Options of {@link staticFiles}. */
export interface StaticFilesOptions {
  /** The folder that holds the page. */
  folder: string;
  /** The folder that holds `calls-elements.js` and what it loads from beside it. */
  scripts: string;
  /** Whose pages may load them: a module from another origin has to be allowed. */
  origins: OriginPolicy;
  /** The folder of the package's modules, for pages that import them without a bundler. */
  modules?: string;
}

/**
 * Serves a page's folder, the kit's script at `/calls-elements.js`, and its modules below `/calls-elements/`. Nothing is cached: files
 * are being edited.
 *
 * What a folder of somebody's work holds is not all for pages: hidden files (`.env`, `.git`) and what links point at outside of the
 * folder are not there, by whatever spelling.
 */
export function staticFiles({
  folder,
  scripts,
  origins,
  modules,
}: StaticFilesOptions): (request: Request) => Response | Promise<Response> {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header("Cache-Control", "no-cache");
    context.header("X-Content-Type-Options", "nosniff");
  });
  app.get(
    "/:script{calls-elements\\.[\\w.-]+}",
    cors({ origin: (origin, { req }) => (origins(req.raw) ? origin : null) }),
    serveStatic({ root: scripts }),
  );
  app.get("/calls-elements/:module{.+\\.js}", (context, next) => {
    const { pathname } = new URL(context.req.url);
    if (modules === undefined) return next();
    return serveFile(context, next, modules, pathname.slice("/calls-elements".length));
  });
  app.get("*", (context, next) => {
    // Scripts and data of the folder are for its own pages, and for those of this machine's other ports.
    context.header("Cross-Origin-Resource-Policy", "same-site");
    return serveFile(context, next, folder, new URL(context.req.url).pathname);
  });
  app.notFound((context) => context.text(`There is no ${context.req.path} here.`, 404));
  return (request) => app.fetch(request);
}

async function serveFile(context: Context, next: Next, folder: string, pathname: string): Promise<Response | void> {
  const file = await findFile(folder, pathname);
  if (file === undefined) return next();
  // The path that was checked is the path that is read: nothing decodes it once more.
  const [root, path] = file;
  return serveStatic({ root, path })(context, next);
}

/**
 * The real folder, and the real path of a file in it; undefined when there is none to serve.
 *
 * @param pathname as it stands in the address.
 */
export async function findFile(folder: string, pathname: string): Promise<[root: string, path: string] | undefined> {
  const asked = decode(pathname);
  if (asked === undefined || isHidden(asked, /[/\\]/)) return undefined;
  try {
    const root = await realpath(folder);
    const named = join(root, asked);
    // A page is found without its ending, as Workers' assets find it.
    let file = await realpath(named).catch(() => realpath(`${named}.html`));
    if ((await stat(file)).isDirectory()) file = await realpath(join(file, "index.html"));
    const path = relative(root, file);
    if (isHidden(path, sep) || !(await stat(file)).isFile()) return undefined;
    return [root, path];
  } catch {
    return undefined;
  }
}

function decode(pathname: string): string | undefined {
  try {
    const path = decodeURIComponent(pathname);
    return path.includes("\0") ? undefined : path;
  } catch {
    return undefined;
  }
}

/** Is a part of the path hidden? So are `..`, the way out of the folder, and what is on another drive. */
function isHidden(path: string, separator: string | RegExp): boolean {
  return path.split(separator).some((part) => part.startsWith(".") || part.includes(":"));
}
