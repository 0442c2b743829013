/** What is used of the npm package `phoenix`, 1.7 and later, which brings no types. */
declare module "phoenix" {
  export interface Message {
    join_ref: string | null;
    ref: string | null;
    topic: string;
    event: string;
    payload: unknown;
  }

  export interface SocketOptions {
    transport: typeof WebSocket;
    params: () => object;
    decode: (raw: string | ArrayBuffer, callback: (message: Message) => void) => void;
    reconnectAfterMs: (tries: number) => number;
    rejoinAfterMs: (tries: number) => number;
    sessionStorage: Pick<Storage, "getItem" | "setItem">;
  }

  export class Socket {
    constructor(endPoint: string, options: SocketOptions);
    readonly conn: WebSocket | null | undefined;
    connect(): void;
    disconnect(): void;
    channel(topic: string, params: object): Channel;
    onOpen(callback: () => void): string;
    onError(callback: (error: unknown) => void): string;
    onClose(callback: (event: unknown) => void): string;
    onMessage(callback: (message: Message) => void): string;
  }

  export interface Push {
    receive(status: string, callback: (response: unknown) => void): this;
  }

  export class Channel {
    join(timeout?: number): Push;
    push(event: string, payload: object, timeout?: number): Push;
    leave(timeout?: number): Push;
    on(event: string, callback: (payload: unknown) => void): number;
    onError(callback: (reason: unknown) => void): number;
    onClose(callback: (reason: unknown) => void): number;
  }

  export class Presence {
    constructor(channel: Channel);
    onSync(callback: () => void): void;
    list<T>(choose: (key: string, presence: { metas: readonly object[] }) => T): T[];
  }

  export const Serializer: { decode: SocketOptions["decode"] };
}
