/** A WebSocket client of which one process holds ten thousand: it reads nothing but how much comes, and whether a word is in it. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

const FIN_TEXT = 0x81;
const MASKED = 0x80;
const PING = 0x89;
/** With a key of zeros the masked payload is the payload. */
const MASK_KEY = Buffer.alloc(4);

const PONG = Buffer.from([0x8a, MASKED, 0, 0, 0, 0]);

/** A client's text frame. Texts of this bench are shorter than 64 kB. */
function frameOf(text: string): Buffer {
  const payload = Buffer.from(text);
  const header =
    payload.length < 126
      ? Buffer.from([FIN_TEXT, MASKED | payload.length])
      : Buffer.from([FIN_TEXT, MASKED | 126, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([header, MASK_KEY, payload]);
}

export class LightSocket {
  /** Bytes that have come. */
  bytes = 0;
  onData: (data: Buffer) => void = () => {};
  readonly #socket: Socket;
  /** Bytes of the frame under way that have not come. */
  #missing = 0;
  /** The beginning of a frame whose header has not come whole. */
  #rest: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (data: Buffer) => {
      this.bytes += data.length;
      this.#answerPings(data);
      this.onData(data);
    });
    socket.on("error", () => socket.destroy());
  }

  /** @throws Error when the server does not answer with an open socket. */
  static async open(url: string, protocols: readonly string[]): Promise<LightSocket> {
    const { hostname, port, host, pathname, search } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.setNoDelay();
    await once(socket, "connect");
    const offered = protocols.length > 0 ? `Sec-WebSocket-Protocol: ${protocols.join(", ")}\r\n` : "";
    socket.write(
      `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${offered}\r\n`,
    );
    const [answer] = (await once(socket, "data")) as [Buffer];
    if (!answer.includes(" 101 ")) throw new Error(`No socket: ${answer.toString().split("\r\n", 1)[0]}`);
    return new LightSocket(socket);
  }

  send(text: string): void {
    this.#socket.write(frameOf(text));
  }

  /** Resolves when a word has come. It must not fall between two reads: choose one at the start of a message. */
  async until(word: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#socket.once("close", () => reject(new Error(`Closed before ${word}`)));
      this.onData = (data) => {
        if (!data.includes(word)) return;
        this.onData = () => {};
        resolve();
      };
    });
  }

  /** A server ends sockets that do not answer. */
  #answerPings(chunk: Buffer): void {
    const data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = Math.min(this.#missing, data.length);
    this.#missing -= at;
    while (data.length - at >= 10 || (data.length - at >= 2 && (data[at + 1] ?? 0) < 126)) {
      const short = data[at + 1] ?? 0;
      const [header, length] =
        short < 126
          ? [2, short]
          : short === 126
            ? [4, data.readUInt16BE(at + 2)]
            : [10, Number(data.readBigUInt64BE(at + 2))];
      if (data[at] === PING) this.#socket.write(PONG);
      const end = at + header + length;
      this.#missing = Math.max(0, end - data.length);
      at = Math.min(end, data.length);
    }
    this.#rest = data.subarray(at);
  }

  close(): void {
    this.#socket.destroy();
  }
}
