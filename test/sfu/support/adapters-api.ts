import { CallsApi } from "../../../src/server/calls/index.js";
import type { LocalSfu } from "../../../src/sfu/index.js";

/** The client of an SFU's API. */
export function callsOf({ url, appId, appSecret }: Pick<LocalSfu, "url" | "appId" | "appSecret">): CallsApi {
  return new CallsApi({ base: url, appId, appSecret });
}
