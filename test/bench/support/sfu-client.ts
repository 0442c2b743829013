import { Negotiation } from "../../../src/sfu/sdp/negotiation.js";
import type { MediaLine } from "../../../src/sfu/sdp/line.js";
import { parseDescription } from "../../../src/sfu/sdp/parse.js";
import type { Timers } from "../../../src/sfu/timers.js";
import type { createCertificate } from "../../../src/sfu/transport/certificate.js";
import { Budget } from "../../../src/sfu/transport/budget.js";
import { PeerTransport } from "../../../src/sfu/transport/peer-transport.js";
import type { UdpSocket } from "../../../src/sfu/transport/udp.js";

/** Where an SFU is. */
export interface Server {
  readonly url: string;
  readonly appId: string;
  readonly appSecret: string;
}

/** One end of a connection to the SFU, on the SFU's own transport in the other role. */
export class Client {
  readonly negotiation: Negotiation;
  readonly transport: PeerTransport;
  readonly connected: Promise<void>;
  onRtp: (packet: Buffer) => void = () => {};
  #session = "";

  constructor(
    readonly server: Server,
    socket: UdpSocket,
    certificate: Awaited<ReturnType<typeof createCertificate>>,
    timers: Timers,
  ) {
    let connect = (): void => {};
    this.connected = new Promise((resolve) => {
      connect = resolve;
    });
    this.transport = new PeerTransport(
      {
        socket,
        certificate,
        timers,
        silence: 60_000,
        giveUp: 60_000,
        controlling: true,
        mayCheck: () => true,
        messages: new Budget(Infinity),
      },
      {
        onState: (state) => state === "connected" && connect(),
        onRtp: (packet) => this.onRtp(packet),
        onRtcp: () => {},
        onMessage: () => {},
        onChannelsOpen: () => {},
        onChannelsReset: () => {},
      },
    );
    this.negotiation = new Negotiation({
      fingerprint: certificate.fingerprint,
      addresses: [],
      port: 9,
      iceLite: false,
      sendRtp: () => {},
    });
  }

  /** Sends `request`, and answers the offer that comes back. */
  async exchange(request: unknown, prepare: (line: MediaLine) => void): Promise<{ session: string; line: MediaLine }> {
    this.#session = String((await this.#call("POST", "/new"))["sessionId"]);
    const reply = await this.#call("POST", `/${this.#session}/tracks/new`, request);
    const { sdp } = reply["sessionDescription"] as { sdp: string };
    const offer = parseDescription("offer", sdp);
    this.negotiation.applyOffer(offer);
    const [line] = this.negotiation.mediaLines();
    if (!line) throw new Error("The offer has no media section.");
    prepare(line);
    const answer = this.negotiation.write("answer", "active", this.transport.local);
    await this.#call("PUT", `/${this.#session}/renegotiate`, { sessionDescription: { type: "answer", sdp: answer } });
    if (offer.transport) this.transport.setRemote({ ...offer.transport, setup: "passive" });
    await this.connected;
    return { session: this.#session, line };
  }

  async #call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const { url, appId, appSecret } = this.server;
    const response = await fetch(`${url}/apps/${appId}/sessions${path}`, {
      method,
      headers: { authorization: `Bearer ${appSecret}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Record<string, unknown>;
  }
}
