import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";

/** Options of {@link staticFiles}. */
export interface StaticFilesOptions {
  /** The folder that holds the page. */
  folder: string;
  /** The folder that holds `calls-elements.js`, the one-file build. */
  scripts: string;
}

/** Serves a page's folder, and the kit's script at `/calls-elements.js`. Nothing is cached: files are being edited. */
export function staticFiles({
  folder,
  scripts,
}: StaticFilesOptions): (request: Request) => Response | Promise<Response> {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header("Cache-Control", "no-cache");
  });
  app.get("/calls-elements.js", serveStatic({ root: scripts }));
  app.get("/calls-elements.js.map", serveStatic({ root: scripts }));
  app.get("*", serveStatic({ root: folder }));
  app.notFound((context) => context.text(`There is no ${context.req.path} here.`, 404));
  return (request) => app.fetch(request);
}
