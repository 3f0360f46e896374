import { Injectable } from '@nestjs/common';
import { RedisUnavailableError } from '@ofs/redis-queue';
import type { Probe } from '@ofs/service-kit';
import { DurabilityGuard } from './durability-guard.service';

/** Redis answers in time, and an order that it takes is safe there. */
@Injectable()
export class RedisProbe implements Probe {
  readonly name = 'redis';

  constructor(private readonly guard: DurabilityGuard) {}

  async check(): Promise<string | undefined> {
    try {
      return await this.guard.fault();
    } catch (error) {
      if (!(error instanceof RedisUnavailableError)) throw error;
      return `Redis does not answer: ${(error.cause as Error).message}`;
    }
  }
}
