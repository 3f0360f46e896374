import type { Delivery } from './delivery';

/** The deliveries that are being handled here and now: what the heartbeat renews and a stop waits for. */
export class InFlight {
  private readonly deliveries = new Set<Delivery>();
  private waiting = new Set<() => void>();

  constructor(private readonly capacity: number) {}

  get free(): number {
    return Math.max(0, this.capacity - this.deliveries.size);
  }

  [Symbol.iterator](): Iterator<Delivery> {
    return this.deliveries.values();
  }

  add(delivery: Delivery): void {
    this.deliveries.add(delivery);
  }

  remove(delivery: Delivery): void {
    this.deliveries.delete(delivery);
    for (const resolve of this.waiting) resolve();
  }

  /** Resolves when a delivery ends, or after so many milliseconds. */
  async oneLess(withinMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => done(), withinMs);
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      this.waiting.add(done);
    });
  }

  /** Resolves when nothing is in flight, or after so many milliseconds. */
  async empty(withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs;
    for (let left = withinMs; this.deliveries.size > 0 && left > 0; left = deadline - performance.now()) {
      await this.oneLess(Math.ceil(left));
    }
  }
}
