import { Injectable } from '@nestjs/common';
import { RedisUnavailableError } from '@ofs/redis-queue';
import type { Probe } from '@ofs/service-kit';
import { IntakeCheck } from './intake-check.service';

/** Redis answers in time, and an order that it takes is safe there. */
@Injectable()
export class RedisProbe implements Probe {
  readonly name = 'redis';

  constructor(private readonly intake: IntakeCheck) {}

  async check(): Promise<string | undefined> {
    try {
      return await this.intake.fault();
    } catch (error) {
      if (!(error instanceof RedisUnavailableError)) throw error;
      return `Redis does not answer: ${(error.cause as Error).message}`;
    }
  }
}
