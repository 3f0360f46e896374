import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { queueKeys } from './keys';
import type { ProducerOptions, QueueOptions } from './queue.options';
import type { RedisConnections } from './redis-connections';

const EVERY_MS = 1_000;

/** Watches whether Redis has room for more messages: what is there already has to be handled, which takes room as well. */
export class MemoryWatch implements OnModuleInit, OnApplicationShutdown {
  private low = false;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly connections: RedisConnections,
    private readonly queue: QueueOptions,
    private readonly options: Pick<ProducerOptions, 'memoryLimitPercent' | 'growthBytes'>,
  ) {}

  /** Whether there is room for what is there, but not for more; as of the last look, at most about a second ago. */
  get isLow(): boolean {
    return this.low;
  }

  async onModuleInit(): Promise<void> {
    await this.runOnce();
    // Unreferenced: to watch is no reason for a process to go on.
    this.timer = setInterval(() => void this.runOnce(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** While Redis is out of reach it is not known, and enqueues fail for that reason. */
  async runOnce(): Promise<void> {
    const { servers } = this.connections;
    try {
      // A cluster's partitions are spread evenly, and with them what is still to grow.
      const growth = ((await this.waiting()) * (this.options.growthBytes ?? 0)) / servers.length;
      this.low = (await Promise.all(servers.map((server) => this.isFull(server, growth)))).some(Boolean);
    } catch {
      this.low = false;
    }
  }

  private async isFull(server: Redis, growth: number): Promise<boolean> {
    const info = await server.info('memory');
    const [used, max] = ['used_memory', 'maxmemory'].map((name) =>
      Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0),
    );
    return max! > 0 && used! + growth > (max! * (this.options.memoryLimitPercent ?? 100)) / 100;
  }

  private async waiting(): Promise<number> {
    const counts = Array.from({ length: this.queue.partitions ?? 1 }, async (_, partition) => {
      const { stream, delayed, parked } = queueKeys(this.queue.name, partition);
      const { commands } = this.connections;
      return (await commands.xlen(stream)) + (await commands.zcard(delayed)) + Number(await commands.get(parked));
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }
}
