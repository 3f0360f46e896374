import { orderStatuses } from '@ofs/contracts';
import type { RedisConnections } from '@ofs/redis-queue';
import { indexKey, type OrderFilter } from './keys';

/** Bounds of ZRANGEBYLEX: `(` leaves the id itself out, `[` does not, `-` and `+` are none. */
export interface IdRange {
  min: string;
  max: string;
}

/** What the orders have in common: one of these values. */
export type Common = readonly [filter: OrderFilter, values: readonly string[]];

/** Every order has a status, so that the lists of all statuses hold them all. */
const ALL: Common = ['status', orderStatuses];

/** Reads ids of orders, in the order of their making, merged from all partitions. */
export class OrderIds {
  constructor(
    private readonly connections: RedisConnections,
    private readonly partitions: number,
  ) {}

  /** The oldest of the range. @throws RedisUnavailableError */
  async oldest(range: IdRange, limit: number, common = ALL): Promise<string[]> {
    const ids = await this.read(common, (key) => ['zrangebylex', key, range.min, range.max, 'LIMIT', 0, limit]);
    return ids.sort().slice(0, limit);
  }

  /** The newest of the range, the newest first. @throws RedisUnavailableError */
  async newest(range: IdRange, limit: number, common = ALL): Promise<string[]> {
    const ids = await this.read(common, (key) => ['zrevrangebylex', key, range.max, range.min, 'LIMIT', 0, limit]);
    return ids.sort().reverse().slice(0, limit);
  }

  private async read([filter, values]: Common, command: (key: string) => (string | number)[]): Promise<string[]> {
    const partitions = Array.from({ length: this.partitions }, (_, partition) => partition);
    const pages = await this.connections.ask((redis) =>
      Promise.all(
        partitions.map((partition) => {
          const lists = values.map((value) => indexKey(partition, filter, value));
          // In one transaction: an order that moves from one list to another meanwhile would be in neither, or in both.
          return redis.multi(lists.map(command)).exec();
        }),
      ),
    );
    return pages.flatMap((lists) => lists!.flatMap(idsOf));
  }
}

function idsOf([error, ids]: [error: Error | null, result: unknown]): string[] {
  if (error !== null) throw error;
  return ids as string[];
}
