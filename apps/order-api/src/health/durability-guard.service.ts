import { Injectable } from '@nestjs/common';
import { ProblemError } from '@ofs/contracts';
import { DurabilityCheck } from '@ofs/redis-queue';
import { ApiSettings } from '../app.settings';

/** Somebody has to change Redis' settings first, in seconds. */
const RETRY_AFTER_SECONDS = 10;

/** Keeps promises from being given that Redis could not keep. */
@Injectable()
export class DurabilityGuard {
  constructor(
    private readonly durability: DurabilityCheck,
    private readonly settings: ApiSettings,
  ) {}

  /** @throws ProblemError `not-durable`; RedisUnavailableError */
  async refuseIfNotDurable(): Promise<void> {
    if (this.settings.redisDurability === 'trust') return;
    const fault = await this.durability.recentFault();
    if (fault !== undefined) throw new ProblemError('not-durable', fault, { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}
