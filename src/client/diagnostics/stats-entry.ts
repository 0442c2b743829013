/** One entry of a browser's statistics. Browsers differ in what they tell, so that everything is looked at before it is used. */
export type StatsEntry = Readonly<Record<string, unknown>>;

/** The entries, by id and by type. */
export interface StatsIndex {
  get(id: string): StatsEntry | undefined;
  ofType(type: string): StatsEntry[];
}

export function reportsOf(reports: RTCStatsReport): StatsIndex {
  const entries = new Map<string, StatsEntry>();
  reports.forEach((entry: StatsEntry, id: string) => void entries.set(id, entry));
  return {
    get: (id) => entries.get(id),
    ofType: (type) => [...entries.values()].filter((entry) => entry["type"] === type),
  };
}

export function numberOf(entry: StatsEntry, member: string): number | undefined {
  const value = entry[member];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Empty when there is none. */
export function textOf(entry: StatsEntry | undefined, member: string): string {
  const value = entry?.[member];
  return typeof value === "string" ? value : "";
}
