import { Injectable } from '@nestjs/common';
import { orderIdPrefix, type OrderStatus } from '@ofs/contracts';
import { QueueProducer, RedisConnections } from '@ofs/redis-queue';
import type { OrderFilter } from './keys';
import type { Order } from './order';
import { type IdRange, OrderIds } from './order-ids';
import { OrderReader } from './order-reader.service';

export interface OrderQuery {
  /** One of these, each named once. */
  status?: readonly OrderStatus[];
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
  private readonly ids: OrderIds;

  constructor(
    connections: RedisConnections,
    producer: QueueProducer,
    private readonly reader: OrderReader,
  ) {
    this.ids = new OrderIds(connections, producer.partitions);
  }

  /** @throws RedisUnavailableError */
  async page(query: OrderQuery): Promise<OrderPage> {
    const ids = await this.newestIds(query);
    const orders = (await this.reader.getMany(ids)).filter((order) => order !== undefined && matches(order, query));
    return { orders: orders as Order[], next: ids.length === query.limit ? ids.at(-1) : undefined };
  }

  /** The newest ids of the shortest lists that hold every match. */
  private newestIds(query: OrderQuery): Promise<string[]> {
    const filter = filters.find((name) => query[name] !== undefined);
    return this.ids.newest(rangeOf(query), query.limit, filter && [filter, [query[filter]!].flat()]);
  }
}

/** An id sorts after the prefix it begins with. */
function rangeOf({ createdAfter, createdBefore, after }: OrderQuery): IdRange {
  const upper = [after, createdBefore === undefined ? undefined : orderIdPrefix(createdBefore)].filter(
    (id) => id !== undefined,
  );
  return {
    min: createdAfter === undefined ? '-' : `(${orderIdPrefix(createdAfter + 1)}`,
    max: upper.length === 0 ? '+' : `(${upper.sort()[0]}`,
  };
}

function matches(order: Order, query: OrderQuery): boolean {
  return filters.every((name) => query[name] === undefined || [query[name]].flat().some((one) => one === order[name]));
}
