import { quantile } from '../statistics';

/** Thrown when something was not answered as it should be: what does less than it should is not compared. */
export class UnexpectedAnswersError extends Error {
  constructor(url: string, failures: ReadonlyMap<string, number>) {
    super(`${url}: ${[...failures].map(([what, times]) => `${times} times ${what}`).join(', ')}`);
    this.name = 'UnexpectedAnswersError';
  }
}

/** What a run has been answered, of which only what came later counts as measured. */
export class Answers {
  private readonly latencies: number[] = [];
  private readonly failures = new Map<string, number>();
  private orders = 0;
  private firstAt = 0;
  private lastAt = 0;

  /** @param from on the clock of `performance.now()` */
  constructor(private readonly from: number) {}

  add(status: number, latencyMs: number): void {
    this.orders += 1;
    if (status !== 202) this.fail(`status ${status}`);
    const now = performance.now();
    if (now < this.from) return;
    this.firstAt ||= now;
    this.lastAt = now;
    this.latencies.push(latencyMs);
  }

  fail(what: string): void {
    this.failures.set(what, (this.failures.get(what) ?? 0) + 1);
  }

  /** @throws UnexpectedAnswersError */
  figures(url: string): { perSecond: number; p50Ms: number; p99Ms: number; orders: number } {
    if (this.latencies.length < 2) this.fail('no second answer in time');
    if (this.failures.size > 0) throw new UnexpectedAnswersError(url, this.failures);
    const sorted = this.latencies.toSorted((one, other) => one - other);
    return {
      // From the first answer on: it is not one of those that came in this time.
      perSecond: (1_000 * (sorted.length - 1)) / (this.lastAt - this.firstAt),
      p50Ms: quantile(sorted, 0.5),
      p99Ms: quantile(sorted, 0.99),
      orders: this.orders,
    };
  }
}
