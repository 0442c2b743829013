import { ApiFailure } from "../failure.js";
import { json, type HttpReply, type HttpRequest } from "../http/exchange.js";
import { anyWorked, type AdapterHost, type Adapters } from "./adapters.js";
import { readCloseAdapters, readNewAdapters } from "./requests.js";

/** Answers `/adapters/websocket/new` and `/close`: 200 when one item worked, 503 when none did. */
export async function callAdapters(
  adapters: Adapters,
  host: AdapterHost,
  action: string,
  request: HttpRequest,
): Promise<HttpReply> {
  if (request.method !== "POST") {
    throw new ApiFailure(405, "not_found", `This resource has no method ${request.method}`);
  }
  if (action === "close")
    return json(200, { tracks: await adapters.close(host.appId, readCloseAdapters(request.body)) });
  const tracks = await adapters.open(host, readNewAdapters(request.body));
  return json(anyWorked(tracks) ? 200 : 503, { tracks });
}
