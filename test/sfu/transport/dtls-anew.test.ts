import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { classes, DtlsClient, Message, methods } from "werift";
import { Timers } from "../../../src/sfu/timers.js";
import { Budget } from "../../../src/sfu/transport/budget.js";
import { createCertificate } from "../../../src/sfu/transport/certificate.js";
import { PeerTransport } from "../../../src/sfu/transport/peer-transport.js";
import { UdpSocket } from "../../../src/sfu/transport/udp.js";

/** Types of handshake messages. */
const HELLO_VERIFY_REQUEST = 3;
const SERVER_HELLO_DONE = 14;

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

function isHandshake(data: Buffer, type: number): boolean {
  return data.readUInt8(0) === 22 && data.readUInt8(13) === type;
}

/** A transport of ours, and a peer on a socket of its own whose address ours knows. */
async function start() {
  const certificate = await createCertificate();
  const udp = await UdpSocket.bind("127.0.0.1", 0);
  const timers = new Timers();
  const states: string[] = [];
  const transport = new PeerTransport(
    {
      socket: udp,
      certificate,
      timers,
      silence: 60_000,
      giveUp: 60_000,
      controlling: false,
      mayCheck: () => true,
      messages: new Budget(1024),
    },
    {
      onState: (state) => states.push(state),
      onRtp: () => {},
      onRtcp: () => {},
      onMessage: () => {},
      onChannelsOpen: () => {},
      onChannelsReset: () => {},
    },
  );
  const peer = createSocket("udp4").bind(0, "127.0.0.1");
  await once(peer, "listening");
  opened.push(transport, timers, { close: () => void udp.close() }, peer);
  transport.setRemote({
    iceUfrag: "theirs",
    icePwd: "their-password",
    fingerprint: { algorithm: "sha-256", value: certificate.fingerprint },
    setup: "active",
    candidates: [],
  });
  const check = new Message(methods.BINDING, classes.REQUEST);
  check.setAttribute("USERNAME", `${transport.local.ufrag}:theirs`);
  check.setAttribute("PRIORITY", 1);
  check.addMessageIntegrity(Buffer.from(transport.local.password)).addFingerprint();
  peer.send(check.bytes, udp.port, "127.0.0.1");
  await once(peer, "message");

  /** A handshake of the peer's, which hears all that follows the first question, or the question alone. */
  function client(hears: "all" | "question"): DtlsClient {
    const { certPem, privateKey, signatureHash } = certificate.material;
    const io = {
      type: "udp",
      address: { address: "127.0.0.1", family: "IPv4", port: 0 } satisfies AddressInfo,
      closed: false,
      onData: (_data: Buffer) => {},
      send: async (data: Buffer) => void peer.send(data, udp.port, "127.0.0.1"),
      close: async () => {},
    };
    let asked = false;
    peer.on("message", (data) => {
      // What is still on its way to an earlier handshake is not for this one.
      const question = isHandshake(data, HELLO_VERIFY_REQUEST);
      asked ||= question;
      if (question || (asked && hears === "all")) io.onData(data);
    });
    const options = { cert: certPem, key: privateKey, signatureHash, transport: io };
    const dtls = new DtlsClient({ ...options, srtpProfiles: [7, 1], extendedMasterSecret: true });
    opened.push({ close: () => (dtls.dtls.flight = Number.MAX_SAFE_INTEGER) });
    return dtls;
  }

  /** A handshake that the peer leaves when our certificate is on its way to it. */
  async function abandoned(): Promise<void> {
    const first = client("question");
    const answered = new Promise<void>((resolve) => {
      peer.on("message", (data) => isHandshake(data, SERVER_HELLO_DONE) && resolve());
    });
    void first.connect();
    await answered;
    first.dtls.flight = Number.MAX_SAFE_INTEGER;
    peer.removeAllListeners("message");
  }

  return { transport, states, client, abandoned };
}

it("a peer that may begin DTLS anew may do so in the middle of a handshake", async () => {
  const { transport, states, client, abandoned } = await start();
  await abandoned();
  transport.allowNewDtls();
  const second = client("all");
  const connected = second.onConnect.asPromise();
  await second.connect();
  await connected;
  expect(states).toEqual(["connected"]);
});
