/** Services of a room, by one that uses all that there is: the same on Node and in a Durable Object. */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { checkServices, type RoomService } from "../../src/server/services/service.js";
import { AgendaMember } from "./support/agenda.js";
import { enter, openSocket, request, type TestSocket } from "./support/client.js";
import { startTestServer, type TestServer } from "./support/server.js";

const API_KEY = "an-api-key-of-tests-that-is-long-enough";
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** Somebody else's server, which says what it hears: to whoever has the key. */
async function startEcho(): Promise<string> {
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (asked: IncomingMessage, socket, head) => {
    if (asked.headers.authorization !== "Bearer the-key") return void socket.end("HTTP/1.1 401 No\r\n\r\n");
    sockets.handleUpgrade(asked, socket, head, (webSocket) => {
      webSocket.on("message", (data) => webSocket.send(`echo of ${String(data)}`));
    });
    return undefined;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    for (const client of sockets.clients) client.terminate();
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

interface Begun {
  readonly url: string;
  readonly begun: number;
}

/** What the service says in the chat when it begins. */
async function begun(socket: TestSocket, count = 1): Promise<Begun> {
  for (;;) {
    const { messages } = await socket.nextOf("chat");
    const all = messages.map(({ text }) => JSON.parse(text) as Begun);
    const found = all.find((each) => each.begun === count);
    if (found) return found;
  }
}

async function dial(server: TestServer, url: string): Promise<WebSocket> {
  const { pathname } = new URL(url);
  const socket = new WebSocket(`${server.url.replace("http", "ws")}${pathname}`);
  closing.push(() => socket.terminate());
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  return socket;
}

const heard = async (socket: WebSocket): Promise<string> => String((await once(socket, "message"))[0]);

async function meeting(options: Parameters<typeof startTestServer>[0] = {}) {
  const echo = options.echo ?? (await startEcho());
  const env = { API_KEY, PUBLIC_URL: "https://rooms.example", ...options.env };
  const server = await startTestServer({ agenda: true, ...options, echo, env });
  const ada = new AgendaMember(await enter(server.url, "yard", "Ada"));
  await ada.ask({ type: "propose", title: "Budget", minutes: 5 });
  const begin = (): void => ada.socket.send({ type: "feature", feature: "agenda", command: { type: "start", id: 1 } });
  const finish = (): void => ada.socket.send({ type: "feature", feature: "agenda", command: { type: "finish" } });
  return { server, ada, echo, begin, finish };
}

describe("a service", () => {
  it("begins when the room wants it, brings two sockets together, and ends with all that it has", async () => {
    const { server, ada, begin, finish } = await meeting();
    begin();
    const { url } = await begun(ada.socket);
    expect(url).toMatch(/^wss:\/\/rooms\.example\/services\/yard\/[0-9a-f]{32}$/);
    const socket = await dial(server, url);
    socket.send("hello");
    expect(await heard(socket)).toBe("heard echo of hello");
    const closed = once(socket, "close");
    finish();
    await closed;
    await expect(dial(server, url)).rejects.toThrow("404");
    await expect.poll(() => server.log.map(({ event }) => event)).toContain("echo ended");
  });

  it("hears who comes and goes, and asks features as the room itself", async () => {
    const { server, ada, begin } = await meeting();
    begin();
    await begun(ada.socket);
    await enter(server.url, "yard", "Ben");
    expect(await ada.until(({ count }) => count === 2)).toMatchObject({
      items: [{ title: "Budget" }, { title: "Here: Ada, Ben", by: "Room" }],
    });
  });

  it("answers a backend with the API key, and nobody else", async () => {
    const { server } = await meeting();
    const ask = (path: string, token = API_KEY, body?: unknown) =>
      request(`${server.url}/api/rooms/${path}`, { token, method: body === undefined ? "GET" : "POST", body });
    expect(await ask("yard/echo")).toMatchObject({ status: 200, body: { method: "GET", people: 1, items: 1 } });
    expect((await ask("yard/echo", API_KEY, { a: 1 })).body).toMatchObject({ method: "POST", body: { a: 1 } });
    expect((await ask("yard/echo", "wrong")).status).toBe(401);
    expect((await ask("yard/else")).status).toBe(404);
    expect((await ask("nowhere/echo")).status).toBe(404);
    expect((await request(`${server.url}/api/rooms/nowhere`)).status).toBe(404);
  });

  it("that fails is said in the log, and the room goes on", async () => {
    const { server, ada, begin } = await meeting();
    begin();
    const { url } = await begun(ada.socket);
    const socket = await dial(server, url);
    const closed = once(socket, "close");
    const breaker = await enter(server.url, "yard", "Breaker");
    await closed;
    await expect
      .poll(() => server.log)
      .toContainEqual(
        expect.objectContaining({
          event: "a service failed",
          operation: "echo",
          message: "It does not like this name.",
        }),
      );
    breaker.socket.send({ type: "heartbeat" });
    await breaker.socket.nextOf("heartbeat");
  });

  it("that fails by what comes on a socket ends alone, and no address is logged", async () => {
    const { server, ada, begin } = await meeting();
    begin();
    const socket = await dial(server, (await begun(ada.socket)).url);
    const closed = once(socket, "close");
    socket.send("break");
    await closed;
    await expect.poll(() => server.log).toContainEqual(expect.objectContaining({ message: "(an address) is gone" }));
    expect(await ada.ask({ type: "finish" })).toMatchObject({ type: "done" });
  });

  it("tells of a socket that is refused, without its address", async () => {
    const { server, ada, begin } = await meeting({ echo: "ws://127.0.0.1:9/?key=very-secret" });
    begin();
    const socket = await dial(server, (await begun(ada.socket)).url);
    socket.send("hello");
    expect(await heard(socket)).toMatch(/^failed (?!.*secret)/);
    expect(JSON.stringify(server.log)).not.toContain("very-secret");
  });

  it("begins anew after a restart, with what it has kept", async () => {
    const folder = await mkdtemp(`${tmpdir()}/services-`);
    folders.push(folder);
    const env = { ROOM_STORAGE: `${folder}/rooms.sqlite` };
    const { server, ada, echo, begin } = await meeting({ env });
    begin();
    const first = await begun(ada.socket);
    expect(first.begun).toBe(1);
    let again = server;
    if (server.evict) await server.evict();
    else {
      await server.close();
      const { upstream } = server;
      again = await startTestServer({ agenda: true, echo, upstream, env: { API_KEY, ...env } });
    }
    const socket = await openSocket(again.url, ada.person.token);
    socket.send({ type: "hello", protocol: 1 });
    const second = await begun(socket, 2);
    await expect(dial(again, first.url)).rejects.toThrow("404");
    const dialled = await dial(again, second.url);
    dialled.send("back");
    expect(await heard(dialled)).toBe("heard echo of back");
  });
});

describe("what cannot be a service", () => {
  const service = (more: Partial<RoomService>): RoomService => ({
    name: "one",
    wanted: () => false,
    start: () => {},
    ...more,
  });
  it.each([
    [[service({ name: "No Name" })], "cannot be a service"],
    [[service({}), service({})], "two services"],
    [[service({ path: "join", respond: () => ({ text: "" }) })], "is taken"],
    [[service({ path: "there" })], "no respond"],
  ])("%# is said when the server starts", (services, words) => {
    expect(() => checkServices(services)).toThrow(words);
  });
});
