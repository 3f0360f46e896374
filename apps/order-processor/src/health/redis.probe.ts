import { Injectable } from '@nestjs/common';
import { RedisConnections, RedisStreamsServer, RedisUnavailableError } from '@ofs/redis-queue';
import type { Probe } from '@ofs/service-kit';

/** Redis answers in time, and lets orders be taken: it may answer a PING and still be out of memory or refuse to write. */
@Injectable()
export class RedisProbe implements Probe {
  readonly name = 'redis';

  constructor(
    private readonly connections: RedisConnections,
    private readonly server: RedisStreamsServer,
  ) {}

  async check(): Promise<string | undefined> {
    try {
      await this.connections.ask((redis) => redis.ping());
    } catch (error) {
      if (!(error instanceof RedisUnavailableError)) throw error;
      return `Redis does not answer: ${(error.cause as Error).message}`;
    }
    const { interruption } = this.server;
    return interruption && `No orders can be taken: ${interruption.message}`;
  }
}
