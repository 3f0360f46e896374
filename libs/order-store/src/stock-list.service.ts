import { Injectable } from '@nestjs/common';
import type { StockDto } from '@ofs/contracts';
import { RedisConnections } from '@ofs/redis-queue';
import { trackedKey } from './keys';
import { Stock } from './stock.service';

export interface StockQuery {
  /** The last SKU that was seen: the page begins after it. */
  after?: string;
  limit: number;
}

export interface StockPage {
  /** By SKU, in the order of the bytes of its UTF-8. */
  stock: StockDto[];
  /** The SKU to go on after; undefined when there is no more. */
  next?: string;
}

/** Lists the SKUs that are tracked. A page costs the same however many there are, and none is missed or repeated while others become tracked. */
@Injectable()
export class StockList {
  constructor(
    private readonly connections: RedisConnections,
    private readonly stock: Stock,
  ) {}

  /** Each SKU as it is when it is looked at. @throws RedisUnavailableError */
  async page({ after, limit }: StockQuery): Promise<StockPage> {
    const min = after === undefined ? '-' : `(${after}`;
    const skus = await this.connections.ask((redis) => redis.zrangebylex(trackedKey(), min, '+', 'LIMIT', 0, limit));
    const stock = await Promise.all(skus.map((sku) => this.stock.get(sku)));
    return {
      stock: stock.filter((one) => one !== undefined),
      next: skus.length === limit ? skus.at(-1) : undefined,
    };
  }
}
