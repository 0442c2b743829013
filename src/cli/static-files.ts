import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";

/** Options of {@link staticFiles}. */
export interface StaticFilesOptions {
  /** The folder that holds the page. */
  folder: string;
  /** The folder that holds `calls-elements.js` and what it loads from beside it. */
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
  app.get("/:script{calls-elements\\.[\\w.-]+}", serveStatic({ root: scripts }));
  app.get("*", serveStatic({ root: folder }));
  app.notFound((context) => context.text(`There is no ${context.req.path} here.`, 404));
  return (request) => app.fetch(request);
}
