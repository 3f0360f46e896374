import { Injectable } from '@nestjs/common';
import { DurabilityCheck, RedisConnections, RedisUnavailableError } from '@ofs/redis-queue';
import type { Probe } from '@ofs/service-kit';
import { ApiSettings } from '../app.settings';

/** Redis answers in time, and keeps what it confirms. */
@Injectable()
export class RedisProbe implements Probe {
  readonly name = 'redis';

  constructor(
    private readonly connections: RedisConnections,
    private readonly durability: DurabilityCheck,
    private readonly settings: ApiSettings,
  ) {}

  async check(): Promise<string | undefined> {
    try {
      if (this.settings.redisDurability === 'verify') return await this.durability.fault();
      await this.connections.ask((redis) => redis.ping());
      return undefined;
    } catch (error) {
      if (!(error instanceof RedisUnavailableError)) throw error;
      return `Redis does not answer: ${(error.cause as Error).message}`;
    }
  }
}
