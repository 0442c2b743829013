/** What a server's environment says of webhooks, and who may steer rooms over HTTP. */
import type { RoomEventType } from "../../wire/room-events.js";
import { ROOM_EVENT_TYPES } from "../../wire/room-events.js";
import { keyIn } from "./signature.js";

/** Where events of rooms are told. */
export interface WebhookConfig {
  /** Takes a `POST` for each event. */
  readonly url: string;
  /** Signs the deliveries: 24 to 64 bytes in base64, with or without `whsec_` before it. */
  readonly secret: string;
  /** Default: every kind of event. */
  readonly events?: readonly RoomEventType[];
}

/** `https`, or an address of this machine or network that no name server of the world knows. */
function isSafeAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  if (username !== "" || password !== "") return false;
  if (protocol === "https:") return true;
  const isOwn = /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)|^\[(::1|f[cd][0-9a-f:]+)\]$|\.internal$|\.local$/;
  return protocol === "http:" && (!/[.:]/.test(hostname) || isOwn.test(hostname));
}

const isEventType = (text: string): text is RoomEventType => ROOM_EVENT_TYPES.some((type) => type === text);

/** @returns why it is of no use; nothing when it is good. */
export function problemsOf({ url, secret }: WebhookConfig): string[] {
  return [
    ...(isSafeAddress(url)
      ? []
      : ["WEBHOOK_URL must be an https address without a password, or an http one of your own network."]),
    ...(keyIn(secret) ? [] : ["WEBHOOK_SECRET must be 24 to 64 bytes in base64. `openssl rand -base64 32` makes one."]),
  ];
}

/** Reads the variables of webhooks: address and secret, both or neither. */
export function readWebhook(read: (name: string) => string | undefined, problems: string[]): WebhookConfig | undefined {
  const [url, secret] = [read("WEBHOOK_URL"), read("WEBHOOK_SECRET")];
  const list = read("WEBHOOK_EVENTS")
    ?.split(",")
    .flatMap((type) => type.trim() || []);
  const unknown = list?.find((type) => !isEventType(type));
  if (unknown !== undefined) {
    problems.push(`WEBHOOK_EVENTS lists some of ${ROOM_EVENT_TYPES.join(", ")}, separated by commas.`);
  }
  if (url === undefined && (secret ?? list) === undefined) return undefined;
  if (url === undefined) problems.push("WEBHOOK_URL is missing: WEBHOOK_SECRET and WEBHOOK_EVENTS belong to it.");
  if (secret === undefined) problems.push("WEBHOOK_SECRET is missing: WEBHOOK_URL needs it.");
  if (url === undefined || secret === undefined) return undefined;
  const webhook = { url, secret, ...(list && { events: list.filter(isEventType) }) };
  problems.push(...problemsOf(webhook));
  return webhook;
}
