export interface BackoffPolicy {
  /** The bound of the first wait, in milliseconds; each further one is twice as long. */
  baseMs: number;
  /** No wait is longer, in milliseconds. */
  capMs: number;
}

/**
 * How long to wait after the given number of failures: exponential with full jitter, so that what failed together does not
 * come back together. ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015.)
 */
export function backoffMs(
  failures: number,
  { baseMs, capMs }: BackoffPolicy,
  random: () => number = Math.random,
): number {
  return Math.round(random() * Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30)));
}
