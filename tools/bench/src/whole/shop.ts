import { ORDERS_QUEUE } from '@ofs/contracts';
import { OrderReader } from '@ofs/order-store';
import { QueueControl, QueueInspector, RedisConnections } from '@ofs/redis-queue';
import { HttpClient, type ServiceProcess } from '@ofs/testing';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchRedis } from '../system/bench-redis';
import { startOrderApi, startProcessor, startSandbox } from '../system/services';

const POLL_MS = 20;
/** Nothing that is placed here takes so long, unless something is broken. */
const EMPTY_TIMEOUT_MS = 300_000;

/** The whole system: an API, a sandbox for the providers, and as many processors as are asked for. */
export class Shop {
  readonly queue: QueueControl;
  readonly orders: OrderReader;
  readonly http: HttpClient;
  private readonly inspector: QueueInspector;
  readonly processors: ServiceProcess[] = [];

  private constructor(
    readonly redis: BenchRedis,
    readonly sandbox: ServiceProcess,
    private readonly api: ServiceProcess,
    private readonly connections: RedisConnections,
  ) {
    this.queue = new QueueControl(connections, { name: ORDERS_QUEUE });
    this.orders = new OrderReader(connections);
    this.inspector = new QueueInspector(connections, { name: ORDERS_QUEUE }, 'order-processor');
    this.http = new HttpClient({ url: api.url, connections: 256, timeoutMs: 30_000 });
  }

  static async start(folder: string): Promise<Shop> {
    const redis = await BenchRedis.start(join(folder, 'redis'), 'always');
    const connections = new RedisConnections({ url: redis.url, commandTimeoutMs: 30_000 });
    await connections.onModuleInit();
    return new Shop(redis, await startSandbox(), await startOrderApi(redis), connections);
  }

  /** Starts processors, or ends some, until there are so many. */
  async employ(count: number): Promise<void> {
    const surplus = this.processors.splice(count);
    await Promise.all(surplus.map((processor) => processor.stop()));
    while (this.processors.length < count) this.processors.push(await startProcessor(this.redis, this.sandbox));
  }

  /** Waits until at most so many orders are not done, and resolves to how many there are then. */
  async untilLeft(most: number): Promise<number> {
    const deadline = performance.now() + EMPTY_TIMEOUT_MS;
    for (;;) {
      const { backlog, inFlight, delayed, dead } = await this.inspector.inspect();
      if (dead > 0) throw new Error(`${dead} orders failed`);
      const left = backlog + inFlight + delayed;
      if (left <= most) return left;
      if (performance.now() > deadline) throw new Error(`${left} orders are not done`);
      await sleep(POLL_MS);
    }
  }

  async stop(): Promise<void> {
    this.http.close();
    await Promise.all([...this.processors, this.sandbox, this.api].map((service) => service.kill()));
    await this.connections.onApplicationShutdown();
    await this.redis.stop();
  }
}
