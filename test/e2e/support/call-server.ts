/** All that a call needs, for people with browsers of their own. */
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { startSfu } from "../../../src/sfu/index.js";
import type { HostOptions } from "../../server/support/host.js";
import { startNodeHost } from "../../server/support/node-host.js";
import { servePage } from "./call-page.js";

export interface CallServer {
  /** Of the page. */
  readonly url: string;
  close(): Promise<void>;
}

/** A local SFU, a room server with these services, and a page with a call. */
export async function startCallServer(options: Partial<HostOptions>): Promise<CallServer> {
  const sfu = await startSfu();
  const env = {
    CALLS_API: sfu.url,
    CALLS_APP_ID: sfu.appId,
    CALLS_APP_SECRET: sfu.appSecret,
    CORS_ORIGIN: "*",
    JWT_SECRET: randomBytes(32).toString("hex"),
    ...options.env,
  };
  const rooms = await startNodeHost({ log: () => {}, ...options, env });
  const page = await servePage(rooms.url);
  return {
    url: `http://127.0.0.1:${(page.address() as AddressInfo).port}/`,
    async close() {
      page.close();
      await rooms.close();
      await sfu.close();
    },
  };
}
