/** A service of one's own that turns speech into words, and may answer: pocketsphinx, by the protocols of the kit. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { WebSocketServer } from "ws";
import { parseLine, type Speech } from "../../sfu/support/speech.js";

export interface Ears {
  readonly url: string;
  /** Seconds of sound that came, of all speakers. */
  seconds(): number;
  /** What was understood. */
  readonly understood: readonly string[];
  close(): void;
}

/** @param answer what is said to a sentence, as samples; whoever speaks meanwhile interrupts it. */
export async function startEars(
  { recogniser }: Pick<Speech, "recogniser">,
  answer?: (text: string) => Buffer,
): Promise<Ears> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const [command, ...args] = recogniser;
  let bytes = 0;
  const understood: string[] = [];
  server.on("connection", (socket) => {
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] });
    createInterface(child.stdout).on("line", (line) => {
      const said = parseLine(line);
      if (!said) return;
      socket.send(line);
      if (said.type === "final") understood.push(said.text);
      if (answer && said.type === "partial") socket.send('{"type":"stop"}');
      if (answer && said.type === "final") socket.send(answer(said.text));
    });
    // Whoever is gone wants nothing more.
    child.stdin.on("error", () => {});
    socket.on("message", (data: Buffer, isBinary) => {
      if (!isBinary) return;
      bytes += data.length;
      child.stdin.write(data);
    });
    socket.on("close", () => child.kill());
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    understood,
    seconds: () => bytes / 32_000,
    close: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
