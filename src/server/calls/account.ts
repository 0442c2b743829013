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

const ItemSchema = v.object({
  uid: v.string(),
  name: v.optional(v.string(), ""),
  /** ISO dates. */
  created: v.optional(v.string()),
  modified: v.optional(v.string()),
});
/** An app, or a TURN key, without its secret. */
export type AccountItem = v.InferOutput<typeof ItemSchema>;

const NewAppSchema = v.object({ ...ItemSchema.entries, secret: v.string() });
/** `uid` is the App ID. The App Secret is told once. */
export type NewApp = v.InferOutput<typeof NewAppSchema>;

const NewTurnKeySchema = v.object({ ...ItemSchema.entries, key: v.string() });
/** `uid` is the key's id. The key is told once. */
export type NewTurnKey = v.InferOutput<typeof NewTurnKeySchema>;

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
  readonly #newSchema: v.GenericSchema<unknown, New>;
  readonly #send: SendHttp;

  constructor(
    config: AccountConfig | undefined,
    kind: "apps" | "turn_keys",
    newSchema: v.GenericSchema<unknown, New>,
    send: SendHttp,
  ) {
    this.#config = config;
    this.#kind = kind;
    this.#newSchema = newSchema;
    this.#send = send;
  }

  /** Makes one. Keep its secret: it is not told again. A new app can take a moment until the service knows it. */
  async create(name = "", options: CallOptions = {}): Promise<New> {
    return this.#call("POST", "", { name: check(NameSchema, name) }, this.#newSchema, options);
  }

  /**
   * Tells of all that the account has, without their secrets.
   * @throws CallsApiError, or the signal's reason when it is aborted.
   */
  list(options: CallOptions = {}): Promise<AccountItem[]> {
    return this.#call("GET", "", undefined, v.array(ItemSchema), options);
  }

  /**
   * Tells of one.
   * @throws CallsApiError `not_found` when there is none of this id.
   */
  get(uid: string, options: CallOptions = {}): Promise<AccountItem> {
    return this.#call("GET", uid, undefined, ItemSchema, options);
  }

  /**
   * Gives one another name, of up to 256 characters; nothing else of it changes.
   * @throws CallsApiError
   */
  async rename(uid: string, name: string, options: CallOptions = {}): Promise<AccountItem> {
    return this.#call("PUT", uid, { name: check(NameSchema, name) }, ItemSchema, options);
  }

  /** Deletes it for good: its sessions, or its credentials, end. */
  async delete(uid: string, options: CallOptions = {}): Promise<void> {
    await this.#call("DELETE", uid, undefined, v.unknown(), options);
  }

  async #call<T>(
    method: "GET" | "POST" | "PUT" | "DELETE",
    uid: string,
    body: object | undefined,
    schema: v.GenericSchema<unknown, T>,
    { signal }: CallOptions,
  ): Promise<T> {
    const { status, reply } = await this.#request(method, uid, body, signal);
    const parsed = v.safeParse(v.object({ result: schema }), reply);
    if (!parsed.success) throw new CallsApiError(status, "backend_error");
    return parsed.output.result;
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
    super(config, "apps", NewAppSchema, send);
  }
}

/** The account's TURN keys. */
export class TurnKeysApi extends AccountItemsApi<NewTurnKey> {
  constructor(config: AccountConfig | undefined, send: SendHttp) {
    super(config, "turn_keys", NewTurnKeySchema, send);
  }
}
