import { type OrderStatus, orderIdPrefix, type TimelineEntryDto } from '@ofs/contracts';
import type { RedisConnections } from '@ofs/redis-queue';
import { indexKey, orderKeys } from './keys';
import type { Order } from './order';
import { OrderMissingError, type OrderReader } from './order-reader.service';

export interface WalkQuery {
  status?: OrderStatus;
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

/** How many ids of a list, and how many orders, are read at once. */
const PAGE = 100;

/** Walks through all orders of all partitions. */
export class OrderWalk {
  constructor(
    private readonly connections: RedisConnections,
    private readonly reader: OrderReader,
    private readonly partitions: number,
  ) {}

  /**
   * The orders that match, oldest first, as each is when it is come by; those that had been accepted when the walk began are all among
   * them, each once. Of those that come meanwhile none that is newer than these is. One that changes its status meanwhile counts by
   * the one it has when it is come by.
   * @throws RedisUnavailableError
   */
  async *pages(query: WalkQuery = {}): AsyncGenerator<WalkedPage> {
    for await (const ids of this.ids(query)) {
      const found = await this.reader.getMany(ids);
      const told = await Promise.all(ids.map((id, index) => this.told(id, found[index])));
      const orders = told.filter((one) => typeof one === 'object');
      yield {
        orders: orders.filter(({ order }) => query.status === undefined || query.status === order.status),
        unreadable: ids.filter((_, index) => told[index] === 'unreadable'),
      };
    }
  }

  /** Pages of ids, merged from all partitions. */
  private async *ids({ status, createdAfter, createdBefore }: WalkQuery): AsyncGenerator<string[]> {
    const keys = Array.from({ length: this.partitions }, (_, partition) =>
      status === undefined ? indexKey(partition) : indexKey(partition, 'status', status),
    );
    const from = createdAfter === undefined ? '-' : `(${orderIdPrefix(createdAfter + 1)}`;
    const last = await this.last(keys, from, createdBefore === undefined ? '+' : `(${orderIdPrefix(createdBefore)}`);
    // Where orders come as fast as they are walked through, the walk would have no end without one.
    const lists = last === undefined ? [] : keys.map((key) => new IdList(this.connections, key, from, `[${last}`));
    while (lists.some(({ isOver }) => !isOver)) {
      await Promise.all(lists.map((list) => list.read()));
      // What comes after the earliest end of what was read may come after something that was not.
      const horizon = lists.flatMap(({ horizon }) => horizon ?? []).sort()[0];
      const ids = lists.flatMap((list) => list.takeUpTo(horizon)).sort();
      for (let start = 0; start < ids.length; start += PAGE) yield ids.slice(start, start + PAGE);
    }
  }

  /** The newest id there is. By it, not by the time: whoever made an id may have a clock that is ahead. */
  private async last(keys: string[], from: string, to: string): Promise<string | undefined> {
    const newest = await this.connections.ask((redis) =>
      Promise.all(keys.map((key) => redis.zrevrangebylex(key, to, from, 'LIMIT', 0, 1))),
    );
    return newest.flat().sort().at(-1);
  }

  private async told(id: string, order: Order | undefined): Promise<Told> {
    if (order === undefined) {
      const isThere = await this.connections.ask((redis) => redis.exists(orderKeys(id).record));
      return isThere === 1 ? 'unreadable' : 'gone';
    }
    try {
      // It may have gone on since it was read.
      return { order, timeline: (await this.reader.timeline(id)).slice(0, order.version) };
    } catch (error) {
      if (error instanceof OrderMissingError) return 'gone';
      if (error instanceof SyntaxError) return 'unreadable';
      throw error;
    }
  }
}

/** The ids of one list, read a page at a time, oldest first. */
class IdList {
  private ids: string[] = [];
  private isRead = false;

  constructor(
    private readonly connections: RedisConnections,
    private readonly key: string,
    private from: string,
    private readonly to: string,
  ) {}

  get isOver(): boolean {
    return this.isRead && this.ids.length === 0;
  }

  /** Up to where it is known; undefined when there is no more of it. */
  get horizon(): string | undefined {
    return this.isRead ? undefined : this.ids.at(-1);
  }

  /** Does nothing while there is something left to take. */
  async read(): Promise<void> {
    if (this.isRead || this.ids.length > 0) return;
    this.ids = await this.connections.ask((redis) => redis.zrangebylex(this.key, this.from, this.to, 'LIMIT', 0, PAGE));
    this.isRead = this.ids.length < PAGE;
    this.from = `(${this.ids.at(-1)}`;
  }

  takeUpTo(horizon: string | undefined): string[] {
    const end = horizon === undefined ? this.ids.length : this.ids.findLastIndex((id) => id <= horizon) + 1;
    return this.ids.splice(0, end);
  }
}
