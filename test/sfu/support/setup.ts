import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { startSfu, type LocalSfu, type SfuOptions } from "../../../src/sfu/index.js";
import { TestBrowser, type Peer } from "./browser.js";
import type { PublishOptions } from "./page-api.js";

export const SECONDS = 1_000;

/** A peer that publishes, connected. */
export interface Publisher {
  readonly peer: Peer;
  readonly session: string;
  readonly mids: readonly string[];
}

/** A browser for a test file, and for each test an SFU and peers that end with it. */
export class Rig {
  #browser: TestBrowser | undefined;
  #sfu: LocalSfu | undefined;
  #peers: Peer[] = [];

  constructor(browserArgs: readonly string[] = []) {
    beforeAll(async () => {
      this.#browser = await TestBrowser.launch(browserArgs);
    }, 30 * SECONDS);
    afterAll(async () => this.#browser?.close());
    afterEach(async () => {
      await Promise.all(this.#peers.splice(0).map((peer) => peer.close()));
      await this.#sfu?.close();
      this.#sfu = undefined;
    });
  }

  get browser(): TestBrowser {
    if (!this.#browser) throw new Error("The browser is not started.");
    return this.#browser;
  }

  /** The SFU of this test, started at the first call. */
  async sfu(options: SfuOptions = {}): Promise<LocalSfu> {
    this.#sfu ??= await startSfu(options);
    return this.#sfu;
  }

  /** A page with a session that is not connected. */
  async join(): Promise<Peer> {
    const peer = await this.browser.peer(await this.sfu());
    this.#peers.push(peer);
    await peer.call("create");
    return peer;
  }

  async publish(tracks: readonly PublishOptions[], withChannels = false): Promise<Publisher> {
    const peer = await this.join();
    const { status, mids } = await peer.call("publish", tracks, withChannels);
    expect(status).toBe(200);
    await peer.call("connected");
    return { peer, session: await peer.call("sessionId"), mids };
  }
}

/** Resolves when `read` gives a value. */
export async function until<T>(read: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
