/** The network of one person, as the suite gives it to an adapter: it counts what happens on it, cuts it, and knows what is open. */

/** What an adapter takes of the network. */
export interface Network {
  /** As the platform's. */
  readonly fetch: typeof fetch;
  /** As the platform's. */
  readonly WebSocket: typeof WebSocket;
}

type EndableSocket = WebSocket & { terminate?: () => void };

/** A network that is watched. Every request, every answer, every socket and every message on it is a step. */
export class WatchedNetwork implements Network {
  readonly fetch: typeof fetch;
  readonly WebSocket: typeof WebSocket;
  readonly #sockets: EndableSocket[] = [];
  #steps = 0;
  #isDown = false;
  /** Called with the number of each step, before the adapter hears of it. */
  onStep: (step: number) => void = () => {};

  constructor(network: Network) {
    const step = (): void => this.onStep(++this.#steps);
    const sockets = this.#sockets;
    const isDown = (): boolean => this.#isDown;
    this.fetch = async (input, init) => {
      step();
      if (isDown()) throw new TypeError("The network is down.");
      const response = await network.fetch(input, init);
      step();
      return response;
    };
    this.WebSocket = class extends network.WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        // What is not there refuses, as a network that is down does.
        super(isDown() ? "ws://127.0.0.1:9" : url, protocols);
        sockets.push(this);
        queueMicrotask(step);
        for (const event of ["open", "message"]) this.addEventListener(event, step);
      }
    };
  }

  /** Steps until now. */
  get steps(): number {
    return this.#steps;
  }

  /** Sockets that are neither closed nor closing. */
  get open(): number {
    return this.#sockets.filter(({ readyState }) => readyState < 2).length;
  }

  /** Sockets that were made. */
  get sockets(): number {
    return this.#sockets.length;
  }

  /** Cuts every socket without a word, where the platform can, and else closes it. */
  cut(): void {
    for (const socket of this.#sockets) {
      if (socket.readyState > 1) continue;
      if (socket.terminate) socket.terminate();
      else socket.close();
    }
  }

  /** Nothing gets through any more, or again. */
  set down(isDown: boolean) {
    this.#isDown = isDown;
    if (isDown) this.cut();
  }
}
