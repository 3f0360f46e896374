import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { RedisConnections } from '@ofs/redis-queue';
import type { Backorders } from './backorders.service';
import { backorderEndsKey } from './keys';

const EVERY_MS = 1_000;
const PAGE = 100;

/** Until then its message has been handled, or there is reason to send another, in milliseconds. */
const AGAIN_MS = 60_000;

/**
 * Gives orders a message whose time to wait for stock is over. Whoever handles it sees for itself whether that is so. Any number of
 * processes may do this at once, and die at any moment: an order stays on the list until it does not wait any more.
 */
export class BackorderEnds implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(BackorderEnds.name);
  private readonly stopping = new AbortController();
  private loop?: Promise<void>;

  constructor(
    private readonly connections: RedisConnections,
    private readonly backorders: Backorders,
    /** Over how many partitions orders are spread. */
    private readonly partitions: number,
  ) {}

  onApplicationBootstrap(): void {
    // Nest calls this twice in an app that is a microservice too.
    this.loop ??= this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  /** @throws RedisUnavailableError: some may have got their message */
  async runOnce(): Promise<void> {
    for (let partition = 0; partition < this.partitions; partition++) {
      const ends = backorderEndsKey(partition);
      const now = Date.now();
      const ids = await this.connections.ask((redis) => redis.zrangebyscore(ends, '-inf', now, 'LIMIT', 0, PAGE));
      await Promise.all(ids.map((id) => this.backorders.carryOn(id)));
      // After its message, or it could be lost; and put off rather than taken off, as its message may be lost, too.
      for (const id of ids) await this.connections.ask((redis) => redis.zadd(ends, 'XX', now + AGAIN_MS, id));
    }
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.runOnce().catch((err: unknown) =>
        this.logger.warn({ err }, 'orders whose wait is over could not be told; trying again'),
      );
      await sleep(EVERY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }
}
