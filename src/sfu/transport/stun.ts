import { Message, classes, methods, parseMessage } from "werift";
import type { Address } from "../addresses.js";

const HOST_PRIORITY = 1_845_501_695;

/** A checked ICE connectivity check of a peer. */
export interface BindingRequest {
  readonly message: Message;
  readonly ufrag: string;
  /** The (controlling) peer chose this pair of addresses. */
  readonly nominated: boolean;
}

/** The local ICE user name that a binding request is addressed to, or undefined when it is no such request. */
export function bindingTarget(data: Buffer): string | undefined {
  const message = parse(data);
  if (message?.messageMethod !== methods.BINDING || message.messageClass !== classes.REQUEST) return undefined;
  const username: unknown = message.getAttributeValue("USERNAME");
  return typeof username === "string" ? username.split(":")[0] : undefined;
}

/** Reads a binding request that is signed with `password`; undefined when it is not. */
export function readBindingRequest(data: Buffer, ufrag: string, password: string): BindingRequest | undefined {
  const message = parse(data, Buffer.from(password));
  if (!message) return undefined;
  return { message, ufrag, nominated: message.attributesKeys.includes("USE-CANDIDATE") };
}

/** The answer to a binding request that came from this address. */
export function bindingResponse(request: Message, password: string, { address, port }: Address): Buffer {
  const response = new Message(methods.BINDING, classes.RESPONSE, request.transactionId);
  response.setAttribute("XOR-MAPPED-ADDRESS", [address, port]);
  return response.addMessageIntegrity(Buffer.from(password)).addFingerprint().bytes;
}

/** Whom a check of ours is addressed to, and what signs it. */
export interface CheckTarget {
  readonly localUfrag: string;
  readonly remoteUfrag: string;
  readonly remotePassword: string;
}

/** A check of ours. The controlling agent chooses the pair with it. */
export function bindingRequest(target: CheckTarget, role: "controlling" | "controlled", tieBreaker: bigint): Message {
  const request = new Message(methods.BINDING, classes.REQUEST);
  request.setAttribute("USERNAME", `${target.remoteUfrag}:${target.localUfrag}`);
  request.setAttribute("PRIORITY", HOST_PRIORITY);
  request.setAttribute(role === "controlling" ? "ICE-CONTROLLING" : "ICE-CONTROLLED", tieBreaker);
  if (role === "controlling") request.setAttribute("USE-CANDIDATE", null);
  return request.addMessageIntegrity(Buffer.from(target.remotePassword)).addFingerprint();
}

/** The transaction that a response signed with `password` belongs to; undefined when it is no such response. */
export function answeredTransaction(data: Buffer, password: string): string | undefined {
  const message = parse(data, Buffer.from(password));
  return message?.messageClass === classes.RESPONSE ? message.transactionIdHex : undefined;
}

function parse(data: Buffer, key?: Buffer): Message | undefined {
  try {
    return parseMessage(data, key);
  } catch {
    return undefined;
  }
}
