import type { RoomStats, TrackStats } from "../../client/types.js";

/** Seconds that a plot shows. */
export const SECONDS = 60;

export const METRICS = ["bitrate", "loss", "delay", "frameRate"] as const;
/** What is drawn: bits a second, a share of 0 to 1, milliseconds, pictures a second. */
export type Metric = (typeof METRICS)[number];

/** One second of one person. What is not known is `undefined`. */
export type Sample = Readonly<Record<Metric, number | undefined>>;

const known = (values: readonly (number | undefined)[]): number[] => values.filter((value) => value !== undefined);
const worst = (values: readonly (number | undefined)[]): number | undefined => {
  const all = known(values);
  return all.length > 0 ? Math.max(...all) : undefined;
};

/** All of somebody's tracks in one sample: their data together, and the worst of what is bad. */
export const sampleOf = (tracks: readonly TrackStats[], connection: RoomStats["connection"]): Sample => ({
  bitrate: tracks.reduce((sum, { bitrate }) => sum + bitrate, 0),
  loss: worst(tracks.map(({ loss }) => loss)),
  delay: worst(tracks.map(({ roundTrip }) => roundTrip)) ?? connection?.roundTrip,
  frameRate: worst(tracks.map(({ framesPerSecond }) => framesPerSecond)),
});

/** Who is in a second, and how they fared. */
export const samplesOf = ({ tracks, connection }: RoomStats): ReadonlyMap<string, Sample> => {
  const ids = [...new Set(tracks.map(({ participantId }) => participantId))];
  return new Map(
    ids.map((id) => [
      id,
      sampleOf(
        tracks.filter(({ participantId }) => participantId === id),
        connection,
      ),
    ]),
  );
};

/** The last minute of everybody. */
export class Series {
  readonly #samples = new Map<string, readonly Sample[]>();

  /** Whoever is not in the second any more is forgotten. */
  add(samples: ReadonlyMap<string, Sample>): void {
    for (const id of this.#samples.keys()) if (!samples.has(id)) this.#samples.delete(id);
    for (const [id, sample] of samples) {
      this.#samples.set(id, [...(this.#samples.get(id) ?? []), sample].slice(-SECONDS));
    }
  }

  get ids(): readonly string[] {
    return [...this.#samples.keys()];
  }

  /** Oldest first. */
  values(id: string, metric: Metric): readonly (number | undefined)[] {
    return (this.#samples.get(id) ?? []).map((sample) => sample[metric]);
  }

  clear(): void {
    this.#samples.clear();
  }
}

/** What fills a plot at least, so that a quiet line does not look like a mountain. */
const FLOOR: Readonly<Record<Metric, number>> = { bitrate: 100_000, loss: 0.05, delay: 100, frameRate: 30 };

/**
 * The line of a plot, as SVG path data: the newest second at the end, gaps where nothing is known.
 *
 * @param height of the drawing, whose width is {@link SECONDS} less one.
 */
export const pathOf = (values: readonly (number | undefined)[], metric: Metric, height: number): string => {
  const top = Math.max(FLOOR[metric], ...known(values));
  const start = SECONDS - values.length;
  let isDrawing = false;
  return values
    .map((value, index) => {
      if (value === undefined) {
        isDrawing = false;
        return "";
      }
      const command = isDrawing ? "L" : "M";
      isDrawing = true;
      return `${command}${start + index} ${(height - (value / top) * height).toFixed(1)}`;
    })
    .join("");
};

const UNITS: Readonly<Record<Exclude<Metric, "bitrate">, Intl.NumberFormatOptions>> = {
  loss: { style: "percent", maximumFractionDigits: 1 },
  delay: { style: "unit", unit: "millisecond", maximumFractionDigits: 0 },
  frameRate: { maximumFractionDigits: 0 },
};
const SLOW: Intl.NumberFormatOptions = { style: "unit", unit: "kilobit-per-second", maximumFractionDigits: 0 };
const FAST: Intl.NumberFormatOptions = { style: "unit", unit: "megabit-per-second", maximumFractionDigits: 1 };

/** A value in the person's language, with its unit. */
export const valueText = (value: number | undefined, metric: Metric, lang: string): string => {
  if (value === undefined) return "–";
  if (metric !== "bitrate") return new Intl.NumberFormat(lang, UNITS[metric]).format(value);
  const isFast = value >= 1_000_000;
  return new Intl.NumberFormat(lang, isFast ? FAST : SLOW).format(value / (isFast ? 1_000_000 : 1_000));
};
