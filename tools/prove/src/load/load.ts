import { setTimeout as wait } from 'node:timers/promises';
import type { Buyer } from './buyer';
import type { Basket } from './order-plan';

/** How many buyers wait for an answer at the same time: what an outage of some seconds piles up, and a bound on memory. */
const MAX_BUYERS = 1_000;

/** Places orders evenly over a time, however long each takes to be answered; later when too many wait for theirs. */
export class Load {
  placed = 0;
  private readonly buying = new Set<Promise<void>>();

  constructor(
    private readonly buyer: Buyer,
    private readonly orders: number,
    private readonly durationMs: number,
  ) {}

  /** Resolves when the last buyer is done. */
  async run(baskets: Iterable<Basket>): Promise<void> {
    const startedAt = performance.now();
    for (const basket of baskets) {
      const dueAt = startedAt + (this.placed / this.orders) * this.durationMs;
      // Timers are no finer than that, and the next order makes up for it.
      if (dueAt - performance.now() > 1) await wait(dueAt - performance.now());
      if (this.buying.size >= MAX_BUYERS) await Promise.race(this.buying);
      this.placed += basket.orders.length;
      const buying = this.buyer.place(basket).finally(() => this.buying.delete(buying));
      this.buying.add(buying);
    }
    await Promise.all(this.buying);
  }
}
