import { randomBytes } from "node:crypto";
import type { Message } from "werift";
import { answeredTransaction, bindingRequest, type CheckTarget } from "./stun.js";
import type { Address } from "../addresses.js";

/**
 * One check to an address that the peer seems to have moved to. It is as long as the packet that made us send it, so that nobody
 * gains by letting us send it to somebody else.
 */
export class ReturnCheck {
  readonly #request: Message;
  readonly #password: string;

  constructor(
    readonly address: Address,
    target: CheckTarget,
  ) {
    this.#request = bindingRequest(target, "controlled", randomBytes(8).readBigUInt64BE());
    this.#password = target.remotePassword;
  }

  get request(): Buffer {
    return this.#request.bytes;
  }

  /** Takes a response; false when it is none to this check. */
  receive(data: Buffer): boolean {
    return answeredTransaction(data, this.#password) === this.#request.transactionIdHex;
  }
}
