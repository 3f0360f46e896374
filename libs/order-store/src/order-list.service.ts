import { Injectable } from '@nestjs/common';
import { orderIdPrefix, type OrderStatus } from '@ofs/contracts';
import { QueueProducer, RedisConnections } from '@ofs/redis-queue';
import { indexKey, type OrderFilter } from './keys';
import type { Order } from './order';
import { OrderReader } from './order-reader.service';

export interface OrderQuery {
  status?: OrderStatus;
  customerId?: string;
  reference?: string;
  /** Made later than this, in milliseconds since 1970. */
  createdAfter?: number;
  /** Made earlier than this, in milliseconds since 1970. */
  createdBefore?: number;
  /** The id of the last order that was seen: the page begins after it. */
  after?: string;
  limit: number;
}

export interface OrderPage {
  /** Newest first. May be fewer than asked for, even none, though more follow. */
  orders: Order[];
  /** The id to go on after; undefined when there is no more. */
  next?: string;
}

/** The lists there are, the one with the fewest orders in it first. */
const filters: readonly OrderFilter[] = ['reference', 'customerId', 'status'];

/** Lists orders. A page costs the same however many orders there are, and none is missed or repeated while new ones come. */
@Injectable()
export class OrderList {
  constructor(
    private readonly connections: RedisConnections,
    private readonly producer: QueueProducer,
    private readonly reader: OrderReader,
  ) {}

  /** @throws RedisUnavailableError */
  async page(query: OrderQuery): Promise<OrderPage> {
    const ids = await this.newestIds(query);
    const orders = (await this.reader.getMany(ids)).filter((order) => order !== undefined && matches(order, query));
    return { orders: orders as Order[], next: ids.length === query.limit ? ids.at(-1) : undefined };
  }

  /** The newest ids of the shortest list that holds every match, merged from all partitions. */
  private async newestIds(query: OrderQuery): Promise<string[]> {
    const filter = filters.find((name) => query[name] !== undefined);
    const partitions = Array.from({ length: this.producer.partitions }, (_, partition) =>
      indexKey(partition, filter, filter && query[filter]),
    );
    const { min, max } = boundsOf(query);
    const lists = await this.connections.ask((redis) =>
      Promise.all(partitions.map((key) => redis.zrevrangebylex(key, max, min, 'LIMIT', 0, query.limit))),
    );
    return lists.flat().sort().reverse().slice(0, query.limit);
  }
}

/** ZREVRANGEBYLEX's bounds: `(` leaves the bound itself out, `-` and `+` are none. An id sorts after the prefix it begins with. */
function boundsOf({ createdAfter, createdBefore, after }: OrderQuery): { min: string; max: string } {
  const upper = [after, createdBefore === undefined ? undefined : orderIdPrefix(createdBefore)].filter(
    (id) => id !== undefined,
  );
  return {
    min: createdAfter === undefined ? '-' : `(${orderIdPrefix(createdAfter + 1)}`,
    max: upper.length === 0 ? '+' : `(${upper.sort()[0]}`,
  };
}

function matches(order: Order, query: OrderQuery): boolean {
  return filters.every((name) => query[name] === undefined || query[name] === order[name]);
}
