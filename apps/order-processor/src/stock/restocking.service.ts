import { Injectable } from '@nestjs/common';
import { Backorders, Stock } from '@ofs/order-store';

/** Long enough for most of those who were woken to have taken what they need, in milliseconds. */
const LOOK_AGAIN_MS = 1_000;

/** Sends orders that wait for stock on their way again when it has arrived. */
@Injectable()
export class RestockingService {
  constructor(
    private readonly stock: Stock,
    private readonly backorders: Backorders,
  ) {}

  /**
   * Wakes the oldest orders that wait for the SKU, as many as can share what is available of it. To do so twice, or after a crash half-way,
   * wakes some for nothing: they wait again. When the signal says so it leaves the rest to the next delivery.
   */
  async wakeWaiters(sku: string, signal: AbortSignal): Promise<void> {
    const available = await this.stock.hearArrival(sku);
    let [left, used] = [available, 0];
    do {
      signal.throwIfAborted();
      used = await this.backorders.wake(sku, left);
      left -= used;
    } while (used > 0);
    // Not everybody who is woken takes what was set aside for it: it may lack something else, or be on hold. Then others can have it. Who
    // dies before this is said is delivered the message again, and looks again by that.
    if (left < available) await this.stock.lookAgain(sku, LOOK_AGAIN_MS);
  }
}
