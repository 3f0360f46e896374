import { Injectable } from '@nestjs/common';
import { ProblemError, type StockDto } from '@ofs/contracts';
import { Stock } from '@ofs/order-store';
import { RedisUnavailableError } from '@ofs/redis-queue';
import { DurabilityGuard } from '../health/durability-guard.service';
import { RETRY_AFTER_SECONDS } from '../orders/order-problems';

/** The one way to say how much there is of a SKU, for single SKUs and for bulk. */
@Injectable()
export class Inventory {
  constructor(
    private readonly stock: Stock,
    private readonly durability: DurabilityGuard,
  ) {}

  /** @throws ProblemError when it cannot be confirmed */
  async set(sku: string, onHand: number): Promise<StockDto> {
    await this.durability.refuseIfNotDurable();
    try {
      return await this.stock.set(sku, onHand);
    } catch (cause) {
      if (!(cause instanceof RedisUnavailableError)) throw cause;
      const detail =
        'The stock could not be confirmed: it may have been set or not. Read it, and set what is there now';
      throw new ProblemError('service-unavailable', detail, { cause, retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
  }

  /** @throws ProblemError `sku-not-tracked`; RedisUnavailableError */
  async get(sku: string): Promise<StockDto> {
    const stock = await this.stock.get(sku);
    if (stock === undefined)
      throw new ProblemError('sku-not-tracked', `It was never said how many of ${sku} there are`);
    return stock;
  }
}
