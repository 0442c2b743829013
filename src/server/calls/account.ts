/** Cloudflare's account API: the apps and TURN keys themselves. Its token needs the permission *Calls Write*. */
import * as v from "valibot";
import type { CallOptions } from "./client.js";
import { CallsApiError } from "./error.js";
import type { SendHttp } from "./http.js";
import { check } from "./validate.js";

/** An account, and a token that may change its Realtime apps. */
export interface AccountConfig {
  /** The account's id, as in the address of Cloudflare's dashboard. */
  readonly accountId: string;
  /** An API token with the permission *Calls Write*. It must never reach a browser. */
  readonly apiToken: string;
  /** The API's address, when it is not the service's own. */
  readonly base?: string;
}

const ACCOUNT_API_BASE = "https://api.cloudflare.com/client/v4";

/** An app, or a TURN key, without its secret. */
export interface AccountItem {
  /** Its id. */
  uid: string;
  /** What people call it; it may be empty. */
  name: string;
  /** When it was made, an ISO date. */
  created?: string | undefined;
  /** When it was changed, an ISO date. */
  modified?: string | undefined;
}

/** `uid` is the App ID. */
export interface NewApp extends AccountItem {
  /** The App Secret, which is told once. */
  secret: string;
}

/** `uid` is the key's id. */
export interface NewTurnKey extends AccountItem {
  /** The key itself, which is told once. */
  key: string;
}

const ItemSchema = v.object({
  uid: v.string(),
  name: v.optional(v.string(), ""),
  created: v.optional(v.string()),
  modified: v.optional(v.string()),
});
const NewAppSchema = v.object({ ...ItemSchema.entries, secret: v.string() });
const NewTurnKeySchema = v.object({ ...ItemSchema.entries, key: v.string() });

/** The value, if it is one of those. */
type Read<T> = (value: unknown) => T | undefined;
const readerOf =
  <T>(schema: v.GenericSchema<unknown, T>): Read<T> =>
  (value) => {
    const parsed = v.safeParse(schema, value);
    return parsed.success ? parsed.output : undefined;
  };
const readAnswer = readerOf(v.object({ result: v.unknown() }));
const readItem: Read<AccountItem> = readerOf(ItemSchema);
const readItems: Read<AccountItem[]> = readerOf(v.array(ItemSchema));

const NameSchema = v.pipe(v.string(), v.maxLength(256));
const CODES: Readonly<Record<number, string>> = {
  400: "invalid_params",
  401: "unauthorized",
  403: "unauthorized",
  404: "not_found",
  429: "rate_limited",
};

/** Apps or TURN keys of an account: both are made, listed, renamed and deleted alike. */
export class AccountItemsApi<New extends AccountItem> {
  readonly #config: AccountConfig | undefined;
  readonly #kind: "apps" | "turn_keys";
  readonly #readNew: Read<New>;
  readonly #send: SendHttp;

  constructor(config: AccountConfig | undefined, kind: "apps" | "turn_keys", readNew: Read<New>, send: SendHttp) {
    this.#config = config;
    this.#kind = kind;
    this.#readNew = readNew;
    this.#send = send;
  }

  /** Makes one. Keep its secret: it is not told again. A new app can take a moment until the service knows it. */
  async create(name = "", options: CallOptions = {}): Promise<New> {
    return this.#call("POST", "", { name: check(NameSchema, name) }, this.#readNew, options);
  }

  /**
   * Tells of all that the account has, without their secrets.
   * @throws CallsApiError, or the signal's reason when it is aborted.
   */
  list(options: CallOptions = {}): Promise<AccountItem[]> {
    return this.#call("GET", "", undefined, readItems, options);
  }

  /**
   * Tells of one.
   * @throws CallsApiError `not_found` when there is none of this id.
   */
  get(uid: string, options: CallOptions = {}): Promise<AccountItem> {
    return this.#call("GET", uid, undefined, readItem, options);
  }

  /**
   * Gives one another name, of up to 256 characters; nothing else of it changes.
   * @throws CallsApiError
   */
  async rename(uid: string, name: string, options: CallOptions = {}): Promise<AccountItem> {
    return this.#call("PUT", uid, { name: check(NameSchema, name) }, readItem, options);
  }

  /** Deletes it for good: its sessions, or its credentials, end. */
  async delete(uid: string, options: CallOptions = {}): Promise<void> {
    await this.#call("DELETE", uid, undefined, () => true, options);
  }

  async #call<T>(
    method: "GET" | "POST" | "PUT" | "DELETE",
    uid: string,
    body: object | undefined,
    read: Read<T>,
    { signal }: CallOptions,
  ): Promise<T> {
    const { status, reply } = await this.#request(method, uid, body, signal);
    const result = readAnswer(reply);
    const known = result && read(result.result);
    if (known === undefined) throw new CallsApiError(status, "backend_error");
    return known;
  }

  async #request(method: string, uid: string, body: object | undefined, signal: AbortSignal | undefined) {
    if (!this.#config) throw CallsApiError.invalid("Give CallsApi an account: { account: { accountId, apiToken } }.");
    const { accountId, apiToken: secret, base = ACCOUNT_API_BASE } = this.#config;
    if (method !== "POST" && method !== "GET" && uid === "") throw CallsApiError.invalid("'uid' is missing.");
    const root = `${base.replace(/\/+$/, "")}/accounts/${encodeURIComponent(accountId)}/calls/${this.#kind}`;
    const url = uid === "" ? root : `${root}/${encodeURIComponent(uid)}`;
    try {
      // Making it twice would leave one that nobody has the secret of.
      return await this.#send({ method, url, secret, body, repeatable: method !== "POST", signal });
    } catch (error) {
      if (!(error instanceof CallsApiError) || error.status === undefined) throw error;
      const { status, retryAfter, description } = error;
      throw new CallsApiError(status, CODES[status] ?? "backend_error", { retryAfter, description });
    }
  }
}

/** The account's Realtime SFU apps. */
export class AppsApi extends AccountItemsApi<NewApp> {
  constructor(config: AccountConfig | undefined, send: SendHttp) {
    super(config, "apps", readerOf(NewAppSchema), send);
  }
}

/** The account's TURN keys. */
export class TurnKeysApi extends AccountItemsApi<NewTurnKey> {
  constructor(config: AccountConfig | undefined, send: SendHttp) {
    super(config, "turn_keys", readerOf(NewTurnKeySchema), send);
  }
}
