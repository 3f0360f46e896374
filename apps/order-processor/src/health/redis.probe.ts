import { Injectable } from '@nestjs/common';
import { PartitionCheck, RedisStreamsServer, RedisUnavailableError } from '@ofs/redis-queue';
import type { Probe } from '@ofs/service-kit';

/** Redis answers in time and lets orders be taken, all of them: it may answer and still be out of memory or refuse to write. */
@Injectable()
export class RedisProbe implements Probe {
  readonly name = 'redis';

  constructor(
    private readonly partitions: PartitionCheck,
    private readonly server: RedisStreamsServer,
  ) {}

  async check(): Promise<string | undefined> {
    try {
      const { interruption } = this.server;
      return (await this.partitions.fault()) ?? (interruption && `No orders can be taken: ${interruption.message}`);
    } catch (error) {
      if (!(error instanceof RedisUnavailableError)) throw error;
      return `Redis does not answer: ${(error.cause as Error).message}`;
    }
  }
}
