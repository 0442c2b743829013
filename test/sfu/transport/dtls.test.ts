import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { DtlsClient, type DtlsSocket } from "werift";
import { createCertificate } from "../../../src/sfu/transport/certificate.js";
import { DtlsEndpoint } from "../../../src/sfu/transport/dtls.js";
import type { SrtpKeys } from "../../../src/sfu/transport/srtp.js";

interface Pair {
  readonly server: DtlsEndpoint;
  readonly client: DtlsSocket;
  /** Records that the server sent. */
  readonly records: Buffer[];
  readonly closed: string[];
  readonly keys: Promise<SrtpKeys>;
  readonly connected: Promise<unknown>;
}

/** A server of ours and a werift client, wired to each other. */
async function connect(fingerprint?: string): Promise<Pair> {
  const certificate = await createCertificate();
  const { certPem, privateKey, signatureHash } = certificate.material;
  const records: Buffer[] = [];
  const closed: string[] = [];
  let takeKeys = (_keys: SrtpKeys): void => {};
  const keys = new Promise<SrtpKeys>((resolve) => {
    takeKeys = resolve;
  });
  const io = {
    type: "udp",
    address: { address: "127.0.0.1", family: "IPv4", port: 0 } satisfies AddressInfo,
    closed: false,
    onData: (_data: Buffer) => {},
    send: async (data: Buffer) => server.receive(data),
    close: async () => {},
  };
  const expected = { algorithm: "sha-256", value: fingerprint ?? certificate.fingerprint };
  const server = new DtlsEndpoint("server", certificate, expected, {
    send: (data) => {
      records.push(...split(data));
      io.onData(data);
    },
    onConnected: takeKeys,
    onData: () => {},
    onClosed: (reason) => closed.push(reason),
  });
  const client = new DtlsClient({
    cert: certPem,
    key: privateKey,
    signatureHash,
    transport: io,
    srtpProfiles: [7, 1],
    extendedMasterSecret: true,
  });
  const connected = client.onConnect.asPromise();
  await client.connect();
  return { server, client, records, closed, keys, connected };
}

/** The ClientHello of a client that gets no answer. */
async function firstFlight(): Promise<Buffer> {
  const { certPem, privateKey, signatureHash } = (await createCertificate()).material;
  return new Promise((resolve) => {
    const io = {
      type: "udp",
      address: { address: "127.0.0.1", family: "IPv4", port: 0 } satisfies AddressInfo,
      closed: false,
      onData: (_data: Buffer) => {},
      send: async (data: Buffer) => {
        // Its retransmissions end with its next flight.
        client.dtls.flight = Number.MAX_SAFE_INTEGER;
        resolve(data);
      },
      close: async () => {},
    };
    const client = new DtlsClient({ cert: certPem, key: privateKey, signatureHash, transport: io, srtpProfiles: [7] });
    void client.connect();
  });
}

function split(datagram: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let offset = 0; offset < datagram.length;) {
    const end = offset + 13 + datagram.readUInt16BE(offset + 11);
    records.push(datagram.subarray(offset, end));
    offset = end;
  }
  return records;
}

const epoch = (record: Buffer): number => record.readUInt16BE(3);
const sequence = (record: Buffer): number => record.readUIntBE(5, 6);

describe("DTLS", () => {
  it("never uses a record number of an epoch twice", async () => {
    const { server, client, records, keys, connected } = await connect();
    await Promise.all([keys, connected]);
    const received: string[] = [];
    client.onData.subscribe((data) => received.push(data.toString()));
    for (let number = 0; number < 200; number++) server.send(Buffer.from(String(number)));
    await new Promise(setImmediate);
    const numbers = records.filter((record) => epoch(record) === 1).map(sequence);
    expect(numbers.length).toBeGreaterThan(200);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(received.at(-1)).toBe("199");
    server.close();
  });

  it("gives SRTP the keys of both directions", async () => {
    const { server, client, keys, connected } = await connect();
    const [{ profile, localKey, remoteSalt }] = await Promise.all([keys, connected]);
    expect(profile).toBe(7);
    const theirs = client.extractSessionKeys(16, 12);
    expect(theirs.remoteKey).toEqual(localKey);
    expect(theirs.localSalt).toEqual(remoteSalt);
    server.close();
  });

  it("closes on a certificate that the description did not name", async () => {
    const { closed, connected } = await connect("00:11");
    await connected;
    expect(closed).toEqual(["the peer's certificate is not the one in its session description"]);
  });

  it("takes so much and no more before it is connected, and of what is no data", async () => {
    const certificate = await createCertificate();
    const sent: Buffer[] = [];
    const server = new DtlsEndpoint(
      "server",
      certificate,
      { algorithm: "sha-256", value: "AA" },
      {
        send: (data) => sent.push(data),
        onConnected: () => {},
        onData: () => {},
        onClosed: () => {},
      },
    );
    const hello = await firstFlight();
    server.receive(hello);
    expect(sent).toHaveLength(1);
    // The beginning of a message that never ends: a part of it is kept, each time.
    const part = Buffer.alloc(1_200);
    part.set([22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9]);
    part.writeUInt16BE(1_187, 11);
    part.set([1, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0x04, 0x97], 13);
    for (let round = 0; round < 300; round++) server.receive(part);
    server.receive(hello);
    expect(sent).toHaveLength(1);
    server.close();
  });

  it("is not reset or closed by records that anyone can write", async () => {
    const { server, client, closed, keys, connected } = await connect();
    await Promise.all([keys, connected]);
    const alert = Buffer.from([21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 1, 0]);
    const hello = Buffer.from([22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 12, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    // A record of our keys, and behind it one that anyone can write.
    const data = Buffer.from([23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 9, 0, 0]);
    for (const record of [alert, hello, Buffer.from([99, 1]), Buffer.alloc(0), Buffer.concat([data, alert])]) {
      server.receive(record);
    }
    const received = client.onData.asPromise();
    server.send(Buffer.from("still here"));
    expect(String((await received)[0])).toBe("still here");
    expect(closed).toEqual([]);
    server.close();
  });
});
