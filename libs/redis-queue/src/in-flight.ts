import { EventEmitter, once } from 'node:events';
import type { Delivery } from './delivery';

/** The deliveries that are being handled here and now: what the heartbeat renews and a stop waits for. */
export class InFlight {
  private readonly deliveries = new Set<Delivery>();
  private readonly events = new EventEmitter();

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
    this.events.emit('removed');
  }

  /** Resolves when a delivery ends, or after so many milliseconds. */
  async oneLess(withinMs: number): Promise<void> {
    await once(this.events, 'removed', { signal: AbortSignal.timeout(withinMs) }).catch(() => undefined);
  }

  /** Resolves when nothing is in flight, or after so many milliseconds. */
  async empty(withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs;
    for (let left = withinMs; this.deliveries.size > 0 && left > 0; left = deadline - performance.now()) {
      await this.oneLess(Math.ceil(left));
    }
  }
}
