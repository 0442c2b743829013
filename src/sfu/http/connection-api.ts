import * as v from "valibot";
import { CALLS_OPERATIONS } from "../../wire/schemas/calls-api.js";
import {
  CALLS_LIMITS,
  type CallsOperation,
  type CallsOperationTypes,
  type SessionStateReply,
} from "../../wire/calls-api.js";
import { ApiFailure, disconnected, invalidBody } from "../failure.js";
import { closeTracks } from "../session/close.js";
import { closeDataChannels, establishDataChannels, newDataChannels, updateDataChannels } from "../session/data.js";
import { takeAnswer, takeOffer } from "../session/renegotiate.js";
import type { Session } from "../session/session.js";
import { newTracks } from "../session/tracks.js";
import { updateTracks } from "../session/update.js";
import { json, readJson, type HttpReply, type HttpRequest } from "./exchange.js";

/** The sessions of one app. */
export interface SessionHost {
  create(options: NewSessionOptions): Session;
  find(sessionId: string): Session | undefined;
}

/** What the query of `sessions/new` says. */
export interface NewSessionOptions {
  readonly thirdParty: boolean;
  /** A label of the caller's, for people who look. */
  readonly correlationId: string | undefined;
}

type NewSession = CallsOperationTypes["newSession"]["request"];

interface Route {
  readonly operation: CallsOperation;
  readonly sessionId: string | undefined;
}

type Handlers = {
  readonly [Operation in Exclude<CallsOperation, "newSession">]: (
    session: Session,
    request: CallsOperationTypes[Operation]["request"],
  ) => Promise<CallsOperationTypes[Operation]["reply"]>;
};

/** A reply with an offer in it keeps the session's gate shut until its answer comes. */
function mutation<Request, Reply extends object>(
  run: (session: Session, request: Request) => Promise<Reply>,
): (session: Session, request: Request) => Promise<Reply> {
  return async (session, request) => {
    const { reply } = await session.gate.mutate(async () => {
      const result = await run(session, request);
      return {
        reply: result,
        awaitsAnswer: "requiresImmediateRenegotiation" in result && result.requiresImmediateRenegotiation === true,
      };
    });
    return reply;
  };
}

const negotiatedClose = mutation(closeTracks);

/**
 * Closing by force, and closing channels, exchange no descriptions: they pass the gate of an exchange that is open. The
 * service's documentation names a forced close as what to do when an exchange cannot be finished.
 */
const HANDLERS: Handlers = {
  session: async (session) => inspect(session),
  newTracks: mutation(newTracks),
  updateTracks: mutation(updateTracks),
  closeTracks: (session, request) =>
    request.force ? closeTracks(session, request) : negotiatedClose(session, request),
  renegotiate: (session, request) =>
    request.sessionDescription.type === "offer"
      ? mutation(takeOffer)(session, request)
      : session.gate.answer(() => takeAnswer(session, request)),
  establishDataChannels: mutation(establishDataChannels),
  newDataChannels: mutation(newDataChannels),
  updateDataChannels: mutation(updateDataChannels),
  closeDataChannels,
};

/** Answers one call to `/apps/{appId}/sessions{path}`; the caller has checked the app and its secret. */
export async function callConnectionApi(host: SessionHost, path: string, request: HttpRequest): Promise<HttpReply> {
  const { operation, sessionId } = route(request.method, path);
  const body = decode(operation, request.body);
  if (operation === "newSession") return newSession(host, request, body as NewSession);
  const session = sessionId === undefined ? undefined : host.find(sessionId);
  if (!session) throw disconnected();
  // The schema of the operation has just checked the body; TypeScript cannot tie the two table look-ups together.
  const handler = HANDLERS[operation] as (session: Session, body: unknown) => Promise<unknown>;
  return json(200, await handler(session, body));
}

async function newSession(host: SessionHost, { query }: HttpRequest, body: NewSession): Promise<HttpReply> {
  const session = host.create({
    thirdParty: query.get("thirdparty") === "true",
    correlationId: query.get("correlationId")?.slice(0, CALLS_LIMITS.name),
  });
  const { sessionDescription } = body ?? {};
  if (!sessionDescription) return json(201, { sessionId: session.id });
  try {
    const reply = await HANDLERS.newTracks(session, { sessionDescription });
    return json(201, { sessionId: session.id, sessionDescription: reply.sessionDescription });
  } catch (error) {
    session.close();
    throw error;
  }
}

function inspect(session: Session): SessionStateReply {
  session.requireUsable();
  return { tracks: session.records.list(), dataChannels: session.channels.list() };
}

/** The operation that a request to an app asks for, if it is one on sessions. */
export function operationOf({ method, path }: HttpRequest): CallsOperation | undefined {
  const [, rest] = /\/sessions(\/.*)$/.exec(path) ?? [];
  try {
    return rest === undefined ? undefined : route(method, rest).operation;
  } catch {
    return undefined;
  }
}

function route(method: string, path: string): Route {
  const operations = Object.entries(CALLS_OPERATIONS) as [CallsOperation, (typeof CALLS_OPERATIONS)[CallsOperation]][];
  let known = false;
  for (const [operation, { method: expected, path: template }] of operations) {
    const match = template.includes(":id") ? matchSession(template, path) : path === template ? "" : undefined;
    if (match === undefined) continue;
    known = true;
    // `/new` is no session id.
    if (method === expected && !(operation === "session" && match === "new")) {
      return { operation, sessionId: match === "" ? undefined : match };
    }
  }
  if (known) throw new ApiFailure(405, "not_found", `This resource has no method ${method}`);
  throw new ApiFailure(404, "not_found", "There is no such resource");
}

function matchSession(template: string, path: string): string | undefined {
  const [, id = "", ...rest] = path.split("/");
  return template === ["", ":id", ...rest].join("/") && id !== "" ? id : undefined;
}

function decode(operation: CallsOperation, body: string): unknown {
  const { schema } = CALLS_OPERATIONS[operation];
  if (!schema) return undefined;
  const result = v.safeParse(schema, readJson(body), { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw invalidBody(`JSON body validation error: ${v.getDotPath(issue) ?? "body"}: ${issue.message}`);
}
