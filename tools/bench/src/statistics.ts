/** What several rounds came to. */
export interface Spread {
  median: number;
  least: number;
  most: number;
}

/** @param values at least one */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  return { median: quantile(sorted, 0.5), least: sorted[0]!, most: sorted.at(-1)! };
}

/**
 * What the median of many more rounds would be with a confidence of 95 %: the ranks by the normal approximation of the sign test.
 * With fewer than six values it is all of them, and the confidence less.
 */
export function medianBounds(values: readonly number[]): [lower: number, upper: number] {
  const sorted = values.toSorted((one, other) => one - other);
  const lower = Math.max(0, Math.floor(sorted.length / 2 - 0.98 * Math.sqrt(sorted.length)));
  return [sorted[lower]!, sorted[sorted.length - 1 - lower]!];
}

/** @param sorted at least one, from the least to the most */
export function quantile(sorted: readonly number[], part: number): number {
  const place = part * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  return below + (sorted[Math.ceil(place)]! - below) * (place % 1);
}
