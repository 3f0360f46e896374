import { ORDER_ACCEPTED, type OrderAcceptedMessage, ORDERS_QUEUE, type TransitionType } from '@ofs/contracts';
import { moved, OrderReader } from '@ofs/order-store';
import { type Delivery, RedisConnections, RedisStreamsServer } from '@ofs/redis-queue';

/** What it took to consume so many orders. */
export interface Consumed {
  orders: number;
  /** From the first that was delivered to the last that was settled. */
  seconds: number;
  /** Of the whole process, in user and in kernel mode, in microseconds. */
  cpuUs: number;
  residentBytes: number;
}

const steps: TransitionType[] = ['order.reserved', 'order.authorized', 'order.shipped', 'order.completed'];

/**
 * Fulfils orders as order-processor does, each step a checkpoint and the last an acknowledgement. But nobody is asked to pay or
 * to ship: that would cost many times what is measured.
 */
export class MeteredConsumer {
  private readonly orders: OrderReader;
  private readonly server: RedisStreamsServer;
  private done = 0;
  private begunAt = 0;
  private endedAt = 0;
  private onDone: () => void = () => undefined;

  constructor(private readonly connections: RedisConnections) {
    this.orders = new OrderReader(connections);
    this.server = new RedisStreamsServer(connections, {
      queue: { name: ORDERS_QUEUE },
      group: 'order-processor',
      types: [ORDER_ACCEPTED],
      // From here on order-processor's defaults.
      concurrency: 50,
      leaseMs: 30_000,
      blockMs: 1_000,
      maxAttempts: 20,
      maxDeliveries: 5,
      backoff: { baseMs: 1_000, capMs: 300_000 },
      deadLetters: { maxCount: 100_000, maxAgeMs: 30 * 86_400_000 },
      drainMs: 20_000,
    });
    this.server.addHandler(
      ORDER_ACCEPTED,
      ({ orderId }: OrderAcceptedMessage, delivery: Delivery) => this.handle(orderId, delivery),
      true,
    );
  }

  /** Consumes so many orders from where the queue begins, and the few more that have been fetched by then. */
  async consume(orders: number): Promise<Consumed> {
    this.done = 0;
    this.begunAt = 0;
    const cpu = process.cpuUsage();
    await new Promise<void>((resolve, reject) => {
      this.onDone = () => void (this.done === orders && resolve());
      this.server.listen((error) => error instanceof Error && reject(error));
    });
    await this.server.close();
    const { user, system } = process.cpuUsage(cpu);
    return {
      orders: this.done,
      seconds: (this.endedAt - this.begunAt) / 1_000,
      cpuUs: user + system,
      residentBytes: process.memoryUsage.rss(),
    };
  }

  private async handle(orderId: string, delivery: Delivery): Promise<void> {
    this.begunAt ||= performance.now();
    let order = await this.orders.get(orderId);
    for (const step of steps) {
      const doer = { actor: 'bench', attempt: delivery.attempt, time: new Date().toISOString() };
      const change = moved(order, step, doer);
      await (step === steps.at(-1) ? delivery.acknowledge(change.writes) : delivery.checkpoint(change.writes));
      order = change.order;
    }
    this.done += 1;
    this.endedAt = performance.now();
    this.onDone();
  }
}
