/** A relay whose other ends answer what is of no use: it says so and goes on, and one guest's trouble is not another's. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { exchange } from "../../src/cli/relay/connection.js";
import type { ReceivedMedia } from "../../src/cli/relay/whep-player.js";
import { NotTakenError, startWhipPush } from "../../src/cli/relay/whip-push.js";
import { startRelay } from "../e2e/support/relay.js";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  cleanups.push(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A section that is refused, as whoever does not know the codec answers. */
const REFUSED = [
  "v=0",
  "o=- 1 1 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "m=video 0 UDP/TLS/RTP/SAVPF 0",
  "c=IN IP4 0.0.0.0",
  "a=inactive",
  "a=mid:0",
  "",
].join("\r\n");
const VIDEO: ReceivedMedia = { kind: "video", payloadType: 96, codec: "VP8/90000", parameters: "" };

it.each([
  ["refuses the codec", REFUSED],
  ["is empty", ""],
])("a mixer whose answer %s does not take the stream, and its resource is ended", async (_, answer) => {
  const asked: string[] = [];
  const url = await serve((request, response) => {
    asked.push(request.method ?? "");
    request.resume();
    if (request.method === "DELETE") return response.end();
    return response.writeHead(201, { location: "/resource" }).end(answer);
  });
  const { signal } = new AbortController();
  const target = { type: "whip", url: `${url}/stage/whip`, authorization: undefined } as const;
  const error = await startWhipPush([VIDEO], target, { signal, silence: 1_000, onKeyFrameWanted: () => {} }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(NotTakenError);
  expect((error as Error).message).toContain("VP8");
  expect(asked).toEqual(["POST", "DELETE"]);
});

it("a mixer that takes an offer and says nothing does not answer", async () => {
  const url = new URL(await serve((request) => void request.resume()));
  const leaving = new AbortController();
  await expect(exchange(url, "v=0", undefined, leaving.signal, 50)).rejects.toBeInstanceOf(TypeError);
  leaving.abort();
  await expect(exchange(url, "v=0", undefined, leaving.signal, 50)).rejects.toMatchObject({ name: "AbortError" });
});

it("a guest whose stream cannot be read is waited for, beside the others", async () => {
  const sessions = ["cam-1", "cam-2"].map((guestId) => ({ guestId, participantId: `guest:${guestId}`, live: true }));
  const server = await serve((request, response) => {
    request.resume();
    if (request.method === "DELETE") return response.end();
    if (request.method === "GET") return response.end(JSON.stringify({ sessions }));
    return response.writeHead(201, { location: "/resource" }).end("");
  });
  const running = startRelay({ server, participant: "cam-*", to: "http://127.0.0.1:9/{id}/whip" });
  cleanups.push(() => running.stop());
  const waiting = ({ participantId }: { participantId: string }): string =>
    `Waiting for ${participantId}: The answer of the server is of no use.`;
  await expect.poll(() => running.said.toSorted(), { timeout: 20_000 }).toEqual(sessions.map(waiting));
});
