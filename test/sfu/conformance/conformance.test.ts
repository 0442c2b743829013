import * as v from "valibot";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startSfu, type LocalSfu } from "../../../src/sfu/index.js";
import { CALLS_OPERATIONS } from "../../../src/wire/schemas/calls-api.js";
import { ADAPTER_ROUTES } from "../../../src/wire/tables.js";
import { AdapterEndpoint } from "../support/endpoint.js";
import { callApi, NodePeer, type SfuEndpoint } from "../support/node-peer.js";
import { adapterRows } from "./adapters.js";
import { channelRows } from "./channels.js";
import { requestRows } from "./requests.js";
import type { ConformanceRow, Given } from "./row.js";
import { trackRows } from "./tracks.js";

/*
 * Runs against the local SFU, or against any app of the service itself:
 *   CALLS_API=https://rtc.live.cloudflare.com/v1 CALLS_APP_ID=... CALLS_APP_SECRET=... vitest run test/sfu/conformance
 * The service dials no endpoint on this machine: CALLS_ADAPTER_ENDPOINT=wss://... is one of yours that takes any socket. Without
 * it the rows that need one are skipped.
 */
const { CALLS_API, CALLS_APP_ID, CALLS_APP_SECRET, CALLS_ADAPTER_ENDPOINT } = process.env;
type Values = Readonly<Record<string, string | number>>;

let local: LocalSfu | undefined;
let endpoint: SfuEndpoint;
let peers: NodePeer[] = [];
let adapterEndpoint: AdapterEndpoint | undefined;

beforeAll(async () => {
  if (CALLS_API !== undefined && CALLS_APP_ID !== undefined && CALLS_APP_SECRET !== undefined) {
    endpoint = { url: CALLS_API, appId: CALLS_APP_ID, appSecret: CALLS_APP_SECRET };
    return;
  }
  local = await startSfu({ timings: { connectWait: 200 } });
  endpoint = local;
});
afterAll(async () => local?.close());
afterEach(() => {
  for (const peer of peers) peer.close();
  peers = [];
});
afterEach(async () => {
  await adapterEndpoint?.close();
  adapterEndpoint = undefined;
});

async function join(): Promise<NodePeer> {
  const peer = await NodePeer.join(endpoint);
  peers.push(peer);
  return peer;
}

const PREPARE: Readonly<Record<Given, () => Promise<Values>>> = {
  app: async () => ({}),

  session: async () => {
    const peer = await join();
    const transceiver = peer.pc.addTransceiver(peer.tone(), { direction: "sendonly" });
    return { session: peer.session, offer: await peer.offer(), mid: transceiver.mid ?? "" };
  },

  call: async () => {
    const publisher = await join();
    const transceiver = publisher.pc.addTransceiver(publisher.tone(), { direction: "sendonly" });
    await publisher.offer();
    await publisher.publish({ [transceiver.mid ?? ""]: "audio" });
    const subscriber = await join();
    const { body } = await subscriber.api("POST", "/datachannels/establish", {});
    if (body.sessionDescription) await subscriber.answer(body.sessionDescription);
    await Promise.all([publisher.connected(), subscriber.connected()]);
    return { publisher: publisher.session, publisherMid: transceiver.mid ?? "", session: subscriber.session };
  },

  channel: async () => {
    const values = await PREPARE.call();
    const channel = { location: "local", dataChannelName: "chat" };
    const reply = await callApi(endpoint, "POST", `/${values["session"]}/datachannels/new`, {
      dataChannels: [channel],
    });
    return { ...values, channel: reply.body.dataChannels?.[0]?.id ?? -1 };
  },

  offered: async () => {
    const { values, subscriber, offer } = await pull();
    return { ...values, answer: await subscriber.takeOffer(offer) };
  },

  receiving: async () => {
    const { values, subscriber, offer, mid } = await pull();
    await subscriber.answer(offer);
    subscriber.pc.addTransceiver(subscriber.tone(), { direction: "sendonly" });
    return { ...values, receiverMid: mid, offer: await subscriber.offer() };
  },

  endpoint: async () => {
    const values = await PREPARE.call();
    if (CALLS_ADAPTER_ENDPOINT !== undefined) {
      return { ...values, endpoint: CALLS_ADAPTER_ENDPOINT, nowhere: "wss://nobody.invalid/" };
    }
    adapterEndpoint = await AdapterEndpoint.start();
    return { ...values, endpoint: adapterEndpoint.url, nowhere: "ws://127.0.0.1:1/" };
  },
};

/** As `call`, with the offer of a pull that nobody has answered. */
async function pull() {
  const values = await PREPARE.call();
  const subscriber = peers.find(({ session }) => session === values["session"]);
  if (!subscriber) throw new Error("There is no subscriber.");
  const track = { location: "remote", sessionId: values["publisher"], trackName: "audio" };
  const { body } = await subscriber.api("POST", "/tracks/new", { tracks: [track] });
  if (!body.sessionDescription) throw new Error("The pull got no offer.");
  return { values, subscriber, offer: body.sessionDescription, mid: body.tracks?.[0]?.mid ?? "" };
}

/** `value` with each `$name` in its strings replaced. */
function fill(value: unknown, values: Values): unknown {
  if (typeof value === "string") return value.startsWith("$") ? (values[value.slice(1)] ?? value) : value;
  if (Array.isArray(value)) return value.map((item) => fill(item, values));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, values)]));
}

/** The method, and the path after the app. */
function operationOf({ operation }: ConformanceRow): { readonly method: string; readonly path: string } {
  if (operation === "newAdapters" || operation === "closeAdapters") return ADAPTER_ROUTES[operation];
  const { method, path } = CALLS_OPERATIONS[operation];
  return { method, path: `/sessions${path}` };
}

async function call(row: ConformanceRow, values: Values): Promise<{ response: Response; body: unknown }> {
  const { method, path } = operationOf(row);
  const session = String(fill(row.session ?? "$session", values));
  const appId = row.credentials === "unknown-app" ? "f".repeat(32) : endpoint.appId;
  const url = `${endpoint.url}/apps/${appId}${path.replace(":id", session)}${row.query ?? ""}`;
  const secret = row.credentials === "wrong" ? "wrong" : endpoint.appSecret;
  const body = row.text ?? (row.body === undefined ? undefined : JSON.stringify(fill(row.body, values)));
  const response = await fetch(url, {
    method,
    headers: { ...(row.credentials !== "none" && { authorization: `Bearer ${secret}` }), ...row.headers },
    ...(body !== undefined && { body }),
  });
  return { response, body: await response.json() };
}

describe("conformance", () => {
  for (const row of [...requestRows, ...trackRows, ...channelRows, ...adapterRows]) {
    const isOutOfReach = row.given === "endpoint" && CALLS_API !== undefined && CALLS_ADAPTER_ENDPOINT === undefined;
    it.skipIf(isOutOfReach)(row.name, { timeout: 30_000 }, async () => {
      const { response, body } = await call(row, await PREPARE[row.given]());
      expect({ status: response.status, body }).toMatchObject({ status: row.status });
      const { success, issues } = v.safeParse(row.reply, body);
      expect(
        success,
        `${JSON.stringify(body)}: ${issues?.map((issue) => `${v.getDotPath(issue)} ${issue.message}`)}`,
      ).toBe(true);
    });
  }

  it("limits the calls a second on one session", { timeout: 30_000 }, async () => {
    const peer = await join();
    const replies = await Promise.all(Array.from({ length: 300 }, () => callApi(endpoint, "GET", `/${peer.session}`)));
    const refused = replies.find(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({ errorCode: "retryable_transient_error" });
  });

  it("refuses a mutation that overlaps another", { timeout: 30_000 }, async () => {
    const { session = "" } = await PREPARE.call();
    const publish = (name: string) =>
      callApi(endpoint, "POST", `/${session}/datachannels/new`, {
        dataChannels: [{ location: "local", dataChannelName: name }],
      });
    const replies = await Promise.all([publish("a"), publish("b")]);
    for (const { status } of replies) expect([200, 406]).toContain(status);
  });
});
