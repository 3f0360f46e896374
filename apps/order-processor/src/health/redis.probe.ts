import { Injectable } from '@nestjs/common';
import { RedisConnections, RedisUnavailableError } from '@ofs/redis-queue';
import type { Probe } from '@ofs/service-kit';

/** Redis answers in time. */
@Injectable()
export class RedisProbe implements Probe {
  readonly name = 'redis';

  constructor(private readonly connections: RedisConnections) {}

  async check(): Promise<string | undefined> {
    try {
      await this.connections.ask((redis) => redis.ping());
      return undefined;
    } catch (error) {
      if (!(error instanceof RedisUnavailableError)) throw error;
      return `Redis does not answer: ${(error.cause as Error).message}`;
    }
  }
}
