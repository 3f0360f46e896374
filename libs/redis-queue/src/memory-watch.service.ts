import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { RedisConnections } from './redis-connections';

const EVERY_MS = 1_000;

/** Watches how much of its memory Redis has left. */
export class MemoryWatch implements OnModuleInit, OnApplicationShutdown {
  private low = false;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly connections: RedisConnections,
    private readonly limitPercent: number,
  ) {}

  /** Whether more than the limit is in use; as of the last look, at most about a second ago. */
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
    const info = await this.connections.commands.info('memory').catch(() => '');
    const [used, max] = ['used_memory', 'maxmemory'].map((name) =>
      Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0),
    );
    this.low = max! > 0 && used! > (max! * this.limitPercent) / 100;
  }
}
