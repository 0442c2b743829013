import { afterEach } from "vitest";
import { AdapterEndpoint } from "./endpoint.js";

export { callsOf } from "./adapters-api.js";

/** Endpoints of a test, which end with it. */
export class Endpoints {
  readonly #started: AdapterEndpoint[] = [];

  constructor() {
    afterEach(async () => {
      await Promise.all(this.#started.splice(0).map((endpoint) => endpoint.close()));
    });
  }

  async start(port?: number): Promise<AdapterEndpoint> {
    const endpoint = await AdapterEndpoint.start(port);
    this.#started.push(endpoint);
    return endpoint;
  }
}
