/** A token bucket, as plain data: what may still be done now, and when that was counted. */
export interface Allowance {
  readonly left: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** How fast a bucket fills, and how much it holds. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Takes one. A result with `left` below zero means that it was one too many; debts have to be paid off. */
export function spend(before: Allowance | undefined, at: number, { perSecond, burst }: Rate): Allowance {
  if (!before) return { left: burst - 1, at };
  const earned = (Math.max(0, at - before.at) * perSecond) / 1000;
  return { left: Math.min(burst, before.left + earned) - 1, at };
}
