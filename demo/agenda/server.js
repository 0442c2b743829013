/** `node server.js`: a call with an agenda on http://localhost:3000, with an SFU on this machine. */
import { readFile } from "node:fs/promises";
import { startRoomServer } from "calls-elements/server/node";
import { startSfu } from "calls-elements/sfu";
import { agenda } from "./agenda.js";

const TYPES = { html: "text/html", js: "text/javascript", css: "text/css" };

/** The page beside this file, and the kit's script. */
async function page({ url }) {
  const [, name] = /^\/((?:agenda|calls-elements)[\w.-]+)$/.exec(new URL(url).pathname) ?? [null, "index.html"];
  const folder = name.startsWith("calls-elements.") ? import.meta.resolve("calls-elements/cdn") : import.meta.url;
  const body = await readFile(new URL(name, folder)).catch(() => undefined);
  const type = TYPES[name.split(".").at(-1)];
  return body && type ? new Response(body, { headers: { "content-type": type } }) : new Response("", { status: 404 });
}

const { url: base, appId, appSecret } = await startSfu();
await startRoomServer({ port: 3000, calls: { base, appId, appSecret }, features: [agenda], fallback: page });
