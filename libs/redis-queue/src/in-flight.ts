import { EventEmitter, once } from 'node:events';
import type { Delivery } from './delivery';

/** The deliveries that are being handled here and now: what the heartbeat renews and a stop waits for. */
export class InFlight {
  private readonly deliveries = new Set<Delivery>();
  private readonly events = new EventEmitter();

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.deliveries.size;
  }

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

  /** Resolves when a delivery ends, or the signal is aborted. */
  async oneLess(signal: AbortSignal): Promise<void> {
    await once(this.events, 'removed', { signal }).catch(() => undefined);
  }

  /** Resolves when nothing is in flight, or the signal is aborted. */
  async empty(signal: AbortSignal): Promise<void> {
    while (this.deliveries.size > 0 && !signal.aborted) await this.oneLess(signal);
  }
}
