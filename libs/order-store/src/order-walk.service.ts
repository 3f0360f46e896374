import { type OrderStatus, orderIdPrefix, type TimelineEntryDto } from '@ofs/contracts';
import type { RedisConnections } from '@ofs/redis-queue';
import { recordKey } from './keys';
import type { Order } from './order';
import { OrderIds } from './order-ids';
import { toldFrom } from './order-record';

export interface WalkQuery {
  /** One of these, each named once. */
  status?: readonly OrderStatus[];
  /** Made later than this, in milliseconds since 1970. */
  createdAfter?: number;
  /** Made earlier than this, in milliseconds since 1970. */
  createdBefore?: number;
}

/** An order, and what had happened to it until it was as it is here. */
export interface ToldOrder {
  order: Order;
  timeline: TimelineEntryDto[];
}

export interface WalkedPage {
  orders: ToldOrder[];
  /** Ids of those that are there and cannot be read: somebody broke them. */
  unreadable: string[];
}

type Told = ToldOrder | 'gone' | 'unreadable';

/** How many orders are read at once. */
const PAGE = 100;

/** Walks through all orders of all partitions. */
export class OrderWalk {
  private readonly orderIds: OrderIds;

  constructor(
    private readonly connections: RedisConnections,
    partitions: number,
  ) {
    this.orderIds = new OrderIds(connections, partitions);
  }

  /**
   * The orders that match, oldest first, as each is when it is come by; those that had been accepted when the walk began are all among
   * them, each once. Of those that come meanwhile none that is newer than these is. One that changes its status meanwhile counts by
   * the one it has when it is come by.
   * @throws RedisUnavailableError
   */
  async *pages(query: WalkQuery = {}): AsyncGenerator<WalkedPage> {
    for await (const ids of this.ids(query)) {
      const told = await Promise.all(ids.map((id) => this.told(id)));
      const orders = told.filter((one) => typeof one === 'object');
      yield {
        orders: orders.filter(({ order }) => query.status === undefined || query.status.includes(order.status)),
        unreadable: ids.filter((_, index) => told[index] === 'unreadable'),
      };
    }
  }

  private async *ids({ status, createdAfter, createdBefore }: WalkQuery): AsyncGenerator<string[]> {
    const common = status && (['status', status] as const);
    const min = createdAfter === undefined ? '-' : `(${orderIdPrefix(createdAfter + 1)}`;
    const max = createdBefore === undefined ? '+' : `(${orderIdPrefix(createdBefore)}`;
    // By the newest id there is, not by the time: whoever made an id may have a clock that is ahead. Where orders come as fast as
    // they are walked through, the walk would have no end without one.
    const [last] = await this.orderIds.newest({ min, max }, 1, common);
    for (let from = min, more = last !== undefined; more;) {
      const ids = await this.orderIds.oldest({ min: from, max: `[${last}` }, PAGE, common);
      if (ids.length > 0) yield ids;
      more = ids.length === PAGE;
      from = `(${ids.at(-1)}`;
    }
  }

  private async told(id: string): Promise<Told> {
    const record = await this.connections.ask((redis) => redis.lrange(recordKey(id), 0, -1));
    if (record.length === 0) return 'gone';
    try {
      return toldFrom(id, record) ?? 'unreadable';
    } catch {
      return 'unreadable';
    }
  }
}
