import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type OrderStatus, orderStatuses } from '@ofs/contracts';
import { QueueProducer, RedisConnections } from '@ofs/redis-queue';
import { Gauge, register } from 'prom-client';
import { indexKey } from './keys';

const NAME = 'orders';

type Counts = Record<OrderStatus, number>;

/** Asks Redis how many orders there are in each status whenever metrics are scraped. While it is out of reach there is no value, rather than an old one. */
@Injectable()
export class OrderGauge implements OnApplicationShutdown {
  private readonly gauge: Gauge;

  constructor(
    private readonly connections: RedisConnections,
    private readonly producer: QueueProducer,
  ) {
    const count = (): Promise<Counts | undefined> => this.count().catch(() => undefined);
    // The registry is the process's: of two apps in it, as in tests, the later one's figures are served.
    register.removeSingleMetric(NAME);
    this.gauge = new Gauge({
      name: NAME,
      help: 'Orders in each status. Every process that tells this tells the same: take the largest, not the sum',
      labelNames: ['status'],
      async collect() {
        const counts = await count();
        this.reset();
        if (counts !== undefined) for (const status of orderStatuses) this.set({ status }, counts[status]);
      },
    });
  }

  onApplicationShutdown(): void {
    if (register.getSingleMetric(NAME) === this.gauge) register.removeSingleMetric(NAME);
  }

  private async count(): Promise<Counts> {
    const partitions = Array.from({ length: this.producer.partitions }, (_, partition) => this.countIn(partition));
    return (await Promise.all(partitions)).reduce(together);
  }

  private async countIn(partition: number): Promise<Counts> {
    const questions = orderStatuses.map((status) => ['zcard', indexKey(partition, 'status', status)]);
    // In one transaction: an order that moves from one list to another meanwhile would be in neither, or in both.
    const answers = await this.connections.ask((redis) => redis.multi(questions).exec());
    return Object.fromEntries(orderStatuses.map((status, index) => [status, countOf(answers![index]!)])) as Counts;
  }
}

function countOf([error, count]: [error: Error | null, result: unknown]): number {
  if (error !== null) throw error;
  return count as number;
}

function together(one: Counts, other: Counts): Counts {
  return Object.fromEntries(orderStatuses.map((status) => [status, one[status] + other[status]])) as Counts;
}
