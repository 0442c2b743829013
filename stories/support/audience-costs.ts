/** What an audience costs for an hour on Cloudflare, on paper: prices and limits as published, and what one person does as measured here. */

/** Dollars. https://developers.cloudflare.com/realtime/sfu/pricing/ : the first 1,000 GB of a month are free. */
const EGRESS_PER_GB = 0.05;
/** Dollars. https://developers.cloudflare.com/durable-objects/platform/pricing/ : the first million of a month is in the plan. */
const OBJECT_REQUESTS_PER_MILLION = 0.15;
/** Dollars, on the same page: the first 400,000 GB-s of a month are in the plan. */
const DURATION_PER_MILLION_GB_SECONDS = 12.5;
/** GB that an object is billed for, on the same page. */
const OBJECT_MEMORY = 0.128;
/** Messages on a WebSocket that are billed as one request, on the same page. */
const MESSAGES_PER_REQUEST = 20;
/** Dollars, on the same page: the first 50 million of a month are in the plan. */
const ROWS_WRITTEN_PER_MILLION = 1;
/** Dollars. https://developers.cloudflare.com/workers/platform/pricing/ : the first 10 million of a month are in the plan. */
const WORKER_REQUESTS_PER_MILLION = 0.3;

/** Megabits a second that one of the audience receives: one camera, a little sound. Of the stage's own choice. */
const MEGABITS = 1.5;
/** Seconds between two signs of life of one of the audience: four heartbeats of the room. */
const HEARTBEAT = 20;
/** Requests of one person in an hour: a join, a ticket, a socket, and what pulls sound and picture, with changes of the stage. */
const REQUESTS = 15;
/** Rows that are written for one who comes and goes, with their indexes. */
const ROWS = 20;
/** People of the audience in one object, as the Worker has it. */
const PER_OBJECT = 2_000;
/** Texts a second that a busy stage makes, each for every shard. */
const NEWS = 10;
const HOUR = 3_600;

export interface AudienceCosts {
  readonly people: number;
  readonly objects: number;
  /** Dollars for an hour. */
  readonly media: number;
  readonly requests: number;
  readonly duration: number;
  readonly storage: number;
  readonly total: number;
}

/** For so many people for an hour. What the plans include is not taken off. */
export function costsOf(people: number): AudienceCosts {
  const objects = Math.ceil(people / PER_OBJECT);
  const gigabytes = (people * MEGABITS * HOUR) / 8 / 1_000;
  const messages = (people * HOUR) / HEARTBEAT + objects * NEWS * HOUR;
  // A join asks the room's own object, and then the shard.
  const objectRequests = people * (REQUESTS + 1) + messages / MESSAGES_PER_REQUEST;
  const media = gigabytes * EGRESS_PER_GB;
  const requests =
    (objectRequests * OBJECT_REQUESTS_PER_MILLION + people * REQUESTS * WORKER_REQUESTS_PER_MILLION) / 1e6;
  const duration = (objects * HOUR * OBJECT_MEMORY * DURATION_PER_MILLION_GB_SECONDS) / 1e6;
  const storage = (people * ROWS * ROWS_WRITTEN_PER_MILLION) / 1e6;
  return { people, objects, media, requests, duration, storage, total: media + requests + duration + storage };
}

const dollars = (amount: number): string =>
  `$${amount.toLocaleString("en", { maximumFractionDigits: amount < 100 ? 2 : 0 })}`;

/** As a table in Markdown. */
export function costTable(sizes: readonly number[]): string {
  const all = sizes.map(costsOf);
  const row = (name: string, read: (costs: AudienceCosts) => string): string =>
    `| ${name} | ${all.map(read).join(" | ")} |`;
  return [
    row("people", ({ people }) => people.toLocaleString("en")),
    `| --- |${" ---: |".repeat(all.length)}`,
    row("objects", ({ objects }) => objects.toLocaleString("en")),
    row("media, sent", ({ media }) => dollars(media)),
    row("requests and messages", ({ requests }) => dollars(requests)),
    row("rows written", ({ storage }) => dollars(storage)),
    row("objects, awake", ({ duration }) => dollars(duration)),
    row("together", ({ total }) => dollars(total)),
  ].join("\n");
}
