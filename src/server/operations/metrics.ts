/** What a process counts of itself, as Prometheus reads it. */
import type { CallsClient } from "../calls/client.js";
import { CallsApiError } from "../calls/error.js";

/** What there is at this moment. */
export interface Gauges {
  readonly rooms: number;
  readonly participants: number;
  readonly sockets: number;
}

type Labels = Readonly<Record<string, string>>;

const HELP = {
  calls_rooms: "Rooms that are open.",
  calls_participants: "People in all rooms.",
  calls_sockets: "Open room sockets.",
  calls_joins_total: "Joins over HTTP; code is ok, or why not.",
  calls_sfu_requests_total: "Calls to the Connection API; code is ok, or the service's error code.",
  calls_welcomes_total: "Greeted sockets; kind is new, or resumed after a lost connection.",
  calls_reports_total: "Reports of people, by kind.",
} as const;
type Counter = "calls_joins_total" | "calls_sfu_requests_total" | "calls_welcomes_total" | "calls_reports_total";

/** Codes are short words; anything else counts as one thing, so that nobody can make up names without end. */
const wordOf = (text: string): string => (/^[a-z_-]{1,40}$/.test(text) ? text : "other");

/** The counters of one process. */
export class Metrics {
  readonly #counters = new Map<Counter, Map<string, number>>();

  /** Counts one more. */
  count(name: Counter, labels: Labels): void {
    const key = Object.entries(labels)
      .map(([label, value]) => `${label}="${label === "operation" ? value : wordOf(value)}"`)
      .join(",");
    const series = this.#counters.get(name) ?? new Map<string, number>();
    series.set(key, (series.get(key) ?? 0) + 1);
    this.#counters.set(name, series);
  }

  /** Looks at what a room sends: a welcome says whether its client had been there before. */
  sent(text: string): void {
    if (!text.startsWith('{"type":"welcome"')) return;
    this.count("calls_welcomes_total", { kind: text.includes('"participants":[') ? "new" : "resumed" });
  }

  /** Counts what becomes of each call. */
  watch(client: CallsClient): CallsClient {
    return {
      call: async (operation, ...rest) => {
        try {
          const reply = await client.call(operation, ...rest);
          this.count("calls_sfu_requests_total", { operation, code: "ok" });
          return reply;
        } catch (error) {
          const code = error instanceof CallsApiError ? error.code : "aborted";
          this.count("calls_sfu_requests_total", { operation, code });
          throw error;
        }
      },
    };
  }

  /** Everything, in the text format of Prometheus. */
  text({ rooms, participants, sockets }: Gauges): string {
    const gauges = { calls_rooms: rooms, calls_participants: participants, calls_sockets: sockets };
    const lines = Object.entries(gauges).flatMap(([name, value]) => [...headOf(name, "gauge"), `${name} ${value}`]);
    for (const [name, series] of this.#counters) {
      lines.push(...headOf(name, "counter"), ...[...series].map(([labels, value]) => `${name}{${labels}} ${value}`));
    }
    return `${lines.join("\n")}\n`;
  }
}

const headOf = (name: string, type: string): string[] => [
  `# HELP ${name} ${HELP[name as keyof typeof HELP]}`,
  `# TYPE ${name} ${type}`,
];
