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

  it("is not reset or closed by records that anyone can write", async () => {
    const { server, client, closed, keys, connected } = await connect();
    await Promise.all([keys, connected]);
    const alert = Buffer.from([21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 1, 0]);
    const hello = Buffer.from([22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 12, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for (const record of [alert, hello, Buffer.from([99, 1]), Buffer.alloc(0)]) server.receive(record);
    const received = client.onData.asPromise();
    server.send(Buffer.from("still here"));
    expect(String((await received)[0])).toBe("still here");
    expect(closed).toEqual([]);
    server.close();
  });
});
