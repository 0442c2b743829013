/**
 * A guest on the air: plain WebRTC and a few requests (WHIP, RFC 9725), as an encoder has them. It stays on the air over whatever
 * passes, and tells why when something does not.
 *
 * Its state is one of
 * - `{ type: "joining" }`
 * - `{ type: "live" }`: media flows to the service.
 * - `{ type: "waiting", why }`: `away` (the server does not answer), `full` or `media` (no way for it); it tries again by itself.
 * - `{ type: "ended", why }`: `left`, `removed`, `banned`, `replaced`, `expired`, `invalid`, `closed` or `over`.
 */

/** Milliseconds. */
const TIMING = {
  /** Between two looks whether the stream is still there: nothing in the media says so. */
  look: 4_000,
  /** Before the first attempt after a failure; each further one waits twice as long. */
  backOff: 1_000,
  longest: 15_000,
  /** In which the media's way has to be found. */
  connect: 15_000,
};

/** What a refusal means to a guest. Anything else passes. */
const REFUSALS = {
  token_expired: "expired",
  unauthorized: "invalid",
  invalid_name: "invalid",
  forbidden: "invalid",
  banned: "banned",
  denied: "closed",
  room_locked: "closed",
  room_ended: "over",
};

const codeOf = async (reply) => {
  try {
    return (await reply.json()).error.code;
  } catch {
    return undefined;
  }
};

/** ICE servers as RFC 9725 writes them: `<turn:…>; rel="ice-server"; username="…"; credential="…"`. */
export function iceServersIn(link) {
  return (link ?? "").split(/,\s*(?=<)/).flatMap((one) => {
    const urls = /^<([^>]+)>.*rel="ice-server"/.exec(one)?.[1];
    const value = (name) => new RegExp(`${name}="((?:[^"\\\\]|\\\\.)*)"`).exec(one)?.[1]?.replace(/\\(.)/g, "$1");
    return urls ? { urls, username: value("username"), credential: value("credential") } : [];
  });
}

export class GuestPublisher {
  #options;
  /** Comes with the first answer: whoever finds no way for the media finds one by TURN at the next. */
  #iceServers = [];
  #leaving = new AbortController();
  #peer;
  #resource;
  state = { type: "joining" };

  /**
   * @param options.endpoint where to publish.
   * @param options.key of the link, if it has one.
   * @param options.tracks what to send.
   * @param options.onState is called when the state is another.
   * @param options.fetch options.createPeer options.wait for tests.
   */
  constructor(options) {
    this.#options = {
      fetch: (...request) => fetch(...request),
      createPeer: (configuration) => new RTCPeerConnection(configuration),
      wait: (milliseconds, signal) =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
        }),
      ...options,
    };
  }

  /** Runs until it has ended. */
  async run() {
    const { signal } = this.#leaving;
    let failures = 0;
    while (this.state.type !== "ended") {
      if (failures === 0) this.#become({ type: "joining" });
      const outcome = await this.#publish(signal).catch(() => ({ type: "waiting", why: "away" }));
      if (outcome.type === "live") {
        failures = 0;
        this.#become(outcome);
        await this.#watch(signal);
      } else {
        failures += 1;
        this.#become(outcome);
      }
      this.#hangUp();
      if (this.state.type === "waiting") {
        const delay = Math.min(TIMING.longest, TIMING.backOff * 2 ** Math.min(failures - 1, 10));
        await this.#options.wait(Math.max(delay, outcome.after ?? 0), signal);
      }
    }
  }

  /** Sends these instead, such as those of another device. What is sent of a kind that is not among them ends. */
  async replace(tracks) {
    this.#options.tracks = tracks;
    // By what would come back: what carries nothing any more, as its device was lost before, may carry this one.
    for (const { sender, receiver } of this.#peer?.getTransceivers() ?? []) {
      const track = tracks.find(({ kind }) => kind === receiver.track.kind) ?? null;
      // A connection that ends meanwhile is followed by one that begins with these.
      await sender.replaceTrack(track).catch(() => undefined);
    }
  }

  /** Leaves, and says so to the server, also when the page is being closed. */
  leave() {
    this.#become({ type: "ended", why: "left" });
    this.#leaving.abort();
    this.#hangUp();
  }

  #become(state) {
    if (this.state.type === "ended") return;
    const isSame = this.state.type === state.type && this.state.why === state.why;
    this.state = { type: state.type, ...(state.why && { why: state.why }) };
    if (!isSame || state.type === "joining") this.#options.onState(this.state);
  }

  /** @returns the state that follows. */
  async #publish(signal) {
    const { tracks, endpoint, key, createPeer } = this.#options;
    const peer = createPeer({ bundlePolicy: "max-bundle", iceServers: this.#iceServers });
    this.#peer = peer;
    for (const track of tracks) peer.addTransceiver(track, { direction: "sendonly" });
    await peer.setLocalDescription();
    const headers = { "content-type": "application/sdp", ...(key !== undefined && { authorization: `Bearer ${key}` }) };
    const reply = await this.#options.fetch(endpoint, { method: "POST", headers, body: peer.localDescription.sdp });
    if (reply.status !== 201) return this.#refusal(reply);
    this.#resource = reply.headers.get("location");
    this.#iceServers = iceServersIn(reply.headers.get("link"));
    // Who has left meanwhile has to be taken out of the room again.
    if (signal.aborted) return this.state;
    await peer.setRemoteDescription({ type: "answer", sdp: await reply.text() });
    return (await this.#connected(peer, signal)) ? { type: "live" } : { type: "waiting", why: "media" };
  }

  async #refusal(reply) {
    const code = await codeOf(reply);
    const after = Number(reply.headers.get("retry-after") ?? 0) * 1000;
    if (code === "room_full") return { type: "waiting", why: "full", after };
    const why = REFUSALS[code];
    return why ? { type: "ended", why } : { type: "waiting", why: "away", after };
  }

  async #connected(peer, signal) {
    const settled = new Promise((resolve) => {
      const look = () => {
        if (peer.connectionState === "connected") resolve(true);
        if (peer.connectionState === "failed" || peer.connectionState === "closed") resolve(false);
      };
      peer.addEventListener("connectionstatechange", look);
      look();
    });
    return Promise.race([settled, this.#options.wait(TIMING.connect, signal).then(() => false)]);
  }

  /** Looks after a stream until another one is needed, or none. */
  async #watch(signal) {
    const peer = this.#peer;
    const failed = new Promise((resolve) => {
      peer.addEventListener("connectionstatechange", () => peer.connectionState === "failed" && resolve(true));
    });
    while (this.state.type !== "ended") {
      const isBroken = await Promise.race([failed, this.#options.wait(TIMING.look, signal)]);
      if (isBroken || signal.aborted) return;
      const reply = await this.#options.fetch(this.#resource).catch(() => undefined);
      // The media goes on without the room server.
      if (!reply || reply.status >= 500) this.#become({ type: "waiting", why: "away" });
      else if (reply.status === 404) return this.#become({ type: "joining" });
      else if (reply.status !== 410) this.#become({ type: "live" });
      else {
        const isReplaced = (await codeOf(reply)) === "session_not_owned";
        // The server has forgotten the stream on somebody's word: nothing is left to be ended.
        this.#resource = undefined;
        this.#become({ type: "ended", why: isReplaced ? "replaced" : "removed" });
      }
    }
  }

  #hangUp() {
    this.#peer?.close();
    this.#peer = undefined;
    const resource = this.#resource;
    this.#resource = undefined;
    // `keepalive`: the page may be going away.
    if (resource) void this.#options.fetch(resource, { method: "DELETE", keepalive: true }).catch(() => undefined);
  }
}
