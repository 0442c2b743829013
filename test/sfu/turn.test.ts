import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Message, classes, methods } from "werift";
import { startSfu, type LocalSfu } from "../../src/sfu/index.js";
import { TestBrowser } from "./support/browser.js";
import { SECONDS } from "./support/setup.js";

const hasCoturn = spawnSync("turnserver", ["--help"]).error === undefined;
const SECRET = "shared";

async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}

/** coturn on loopback; it is there when it answers a STUN request. */
function startCoturn(port: number): ChildProcess {
  const options = [
    "-n",
    "--listening-ip=127.0.0.1",
    "--relay-ip=127.0.0.1",
    `--listening-port=${port}`,
    "--use-auth-secret",
    `--static-auth-secret=${SECRET}`,
    "--realm=local",
    "--allow-loopback-peers",
    "--no-cli",
    "--no-tls",
    "--no-dtls",
    "--log-file=stdout",
  ];
  return spawn("turnserver", options, { stdio: "ignore", cwd: "/tmp" });
}

async function answering(port: number): Promise<void> {
  const socket = createSocket("udp4");
  const request = new Message(methods.BINDING, classes.REQUEST).bytes;
  const ask = setInterval(() => socket.send(request, port, "127.0.0.1"), 50);
  await once(socket, "message");
  clearInterval(ask);
  socket.close();
}

describe.skipIf(!hasCoturn)("a relay (Debian's coturn)", { timeout: 60 * SECONDS }, () => {
  let browser: TestBrowser;
  let sfu: LocalSfu | undefined;
  let server: ChildProcess | undefined;

  beforeAll(async () => {
    browser = await TestBrowser.launch();
  }, 30 * SECONDS);
  afterAll(async () => browser.close());
  afterEach(async () => {
    await sfu?.close();
    const exited = server && once(server, "exit");
    server?.kill("SIGKILL");
    await exited;
  });

  it("takes the credentials that the SFU hands out, and carries a call", async () => {
    const port = await freePort();
    server = startCoturn(port);
    await answering(port);
    const urls = [`turn:127.0.0.1:${port}?transport=udp`];
    sfu = await startSfu({ announce: ["127.0.0.1"], turn: { urls, secret: SECRET } });
    const path = `${sfu.url}/turn/keys/${sfu.turnKey.id}/credentials/generate-ice-servers`;
    const headers = { authorization: `Bearer ${sfu.turnKey.key}` };
    const response = await fetch(path, { method: "POST", headers, body: JSON.stringify({ ttl: 600 }) });
    const { iceServers } = (await response.json()) as { iceServers: RTCIceServer[] };
    const relayed = { iceServers, iceTransportPolicy: "relay" } as const;
    const [ada, bob] = [await browser.peer(sfu, relayed), await browser.peer(sfu, relayed)];
    await ada.call("create");
    await ada.call("publish", [{ name: "camera", kind: "video" }]);
    await ada.call("connected");
    await bob.call("create");
    const sessionId = await ada.call("sessionId");
    const reply = await bob.call("pull", [{ location: "remote", sessionId, trackName: "camera" }]);
    await bob.call("moreFrames", reply.body.tracks?.[0]?.mid ?? "", 20);
    expect(await ada.call("pair")).toEqual({ local: "relay", remote: "host" });
    expect(await bob.call("pair")).toEqual({ local: "relay", remote: "host" });
  });
});
