/** Clients in a room of an in-page hub, and what every test of it asks. */
import { expect } from "@open-wc/testing";
import { createInPageRooms } from "../../../src/in-page/index.js";
import type { InPageRooms, InPageRoomsOptions } from "../../../src/in-page/index.js";
import { CallsError } from "../../../src/base/error.js";
import type { CallsErrorCode } from "../../../src/base/error.js";
import { eventually } from "./events.js";
import { RawClient } from "./raw-client.js";
import { stopTestMedia } from "./test-media.js";

export class Fixture {
  readonly rooms: InPageRooms;
  readonly #clients: RawClient[] = [];

  constructor(options?: InPageRoomsOptions) {
    this.rooms = createInPageRooms(options);
  }

  async join(name: string) {
    return this.rooms.signaling.join({ room: "standup", name, signal: new AbortController().signal });
  }

  /** Somebody with a session. */
  async enter(name: string): Promise<RawClient> {
    const client = new RawClient(await this.join(name));
    this.#clients.push(client);
    return client.begin();
  }

  async end(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.end()));
    this.rooms.close();
    stopTestMedia();
  }
}

/** Pulls as a client must: again while the publisher is not sending yet. */
export async function pull(client: RawClient, from: RawClient, trackName: string): Promise<RTCRtpTransceiver> {
  const mid = await eventually(async () => {
    const reply = await client.pull({ sessionId: from.sessionId, trackName });
    return reply.tracks[0]!.mid;
  });
  return client.transceiver(mid);
}

export async function expectCode(promise: Promise<unknown>, code: CallsErrorCode): Promise<CallsError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(CallsError);
  expect((error as CallsError).code).to.equal(code);
  return error as CallsError;
}
