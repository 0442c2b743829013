import { Message, classes, methods, parseMessage } from "werift";

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

/** The answer to a binding request that came from `address`. */
export function bindingResponse(request: Message, password: string, address: string, port: number): Buffer {
  const response = new Message(methods.BINDING, classes.RESPONSE, request.transactionId);
  response.setAttribute("XOR-MAPPED-ADDRESS", [address, port]);
  return response.addMessageIntegrity(Buffer.from(password)).addFingerprint().bytes;
}

function parse(data: Buffer, key?: Buffer): Message | undefined {
  try {
    return parseMessage(data, key);
  } catch {
    return undefined;
  }
}
