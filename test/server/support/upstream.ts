import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that reached the Connection API. */
export interface UpstreamRequest {
  method: string;
  path: string;
  authorization: string | undefined;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
}

export interface UpstreamReply {
  status?: number;
  headers?: Record<string, string>;
  /** A string is sent as it is. */
  body?: unknown;
}

/** A Connection API that records what it is asked, and answers what the test wants. */
export interface Upstream {
  readonly url: string;
  readonly requests: UpstreamRequest[];
  /** Replies for one operation, such as `POST tracks/new`, from now on. */
  answer(operation: string, reply: (request: UpstreamRequest) => UpstreamReply | Promise<UpstreamReply>): void;
  /** The recorded requests of one operation. */
  of(operation: string): UpstreamRequest[];
  /** Resolves with the next request of the operation that has not been waited for yet. */
  next(operation: string): Promise<UpstreamRequest>;
  close(): Promise<void>;
}

export const APP_ID = "app-1";
export const APP_SECRET = "the-app-secret-that-nobody-may-see";

const operationOf = ({ method, path }: UpstreamRequest): string => {
  const rest = path.replace(`/v1/apps/${APP_ID}/sessions/`, "").replace(/^[^/]+\/?/, "");
  if (path.endsWith("/sessions/new")) return "POST new";
  return `${method} ${rest || "session"}`;
};

const tracksOf = (body: unknown): Record<string, unknown>[] =>
  ((body as { tracks?: Record<string, unknown>[] })?.tracks ?? []).map((track, index) => ({
    mid: `${index}`,
    ...track,
  }));

export async function startUpstream(): Promise<Upstream> {
  const requests: UpstreamRequest[] = [];
  const answers = new Map<string, (request: UpstreamRequest) => UpstreamReply | Promise<UpstreamReply>>();
  const waiters: { operation: string; resolve: (request: UpstreamRequest) => void }[] = [];
  const seen = new Map<string, number>();
  let sessions = 0;

  answers.set("POST new", () => ({ status: 201, body: { sessionId: `session${++sessions}` } }));
  answers.set("GET session", () => ({ body: { tracks: [], dataChannels: [] } }));
  for (const operation of ["POST tracks/new", "PUT tracks/update", "PUT tracks/close"]) {
    answers.set(operation, ({ body }) => ({
      body: { requiresImmediateRenegotiation: false, tracks: tracksOf(body) },
    }));
  }
  answers.set("PUT renegotiate", () => ({ body: {} }));
  answers.set("POST datachannels/establish", () => ({
    body: {
      requiresImmediateRenegotiation: true,
      sessionDescription: { type: "offer", sdp: "v=0" },
      dataChannel: { id: 0 },
    },
  }));
  for (const operation of ["POST datachannels/new", "PUT datachannels/update", "PUT datachannels/close"]) {
    answers.set(operation, ({ body }) => ({
      body: {
        dataChannels: (body as { dataChannels: object[] }).dataChannels.map((channel, id) => ({
          id: id + 1,
          ...channel,
        })),
      },
    }));
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const recorded: UpstreamRequest = {
        method: request.method ?? "",
        path: request.url ?? "",
        authorization: request.headers.authorization,
        headers: request.headers,
        body: text === "" ? undefined : JSON.parse(text),
      };
      requests.push(recorded);
      const operation = operationOf(recorded);
      const waiter = waiters.findIndex((candidate) => candidate.operation === operation);
      if (waiter >= 0) {
        seen.set(operation, (seen.get(operation) ?? 0) + 1);
        waiters.splice(waiter, 1)[0]?.resolve(recorded);
      }
      void Promise.resolve(
        answers.get(operation)?.(recorded) ?? { status: 404, body: { errorCode: "not_found" } },
      ).then(({ status = 200, headers = {}, body = {} }) => {
        response.writeHead(status, { "content-type": "application/json", ...headers });
        response.end(typeof body === "string" ? body : JSON.stringify(body));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  const of = (operation: string): UpstreamRequest[] => requests.filter((request) => operationOf(request) === operation);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    answer: (operation, reply) => void answers.set(operation, reply),
    of,
    next(operation) {
      const position = seen.get(operation) ?? 0;
      const ready = of(operation)[position];
      if (ready) {
        seen.set(operation, position + 1);
        return Promise.resolve(ready);
      }
      return new Promise((resolve) => waiters.push({ operation, resolve }));
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
