import { Injectable } from '@nestjs/common';
import { ProblemError } from '@ofs/contracts';
import { DurabilityCheck, PartitionCheck } from '@ofs/redis-queue';
import { ApiSettings } from '../app.settings';

/** Somebody has to change a setting first, in seconds. */
const RETRY_AFTER_SECONDS = 10;

/** For how long an answer counts as recent: what is asked for each order must not cost a round trip for each, in milliseconds. */
const RECENT_MS = 1_000;

/** Keeps promises from being given that could not be kept: Redis keeps what it confirms, and all services agree on where things are. */
@Injectable()
export class DurabilityGuard {
  private recent?: { fault: Promise<string | undefined>; askedAt: number };

  constructor(
    private readonly durability: DurabilityCheck,
    private readonly partitions: PartitionCheck,
    private readonly settings: ApiSettings,
  ) {}

  /** @throws ProblemError `not-durable`; RedisUnavailableError */
  async refuseIfNotDurable(): Promise<void> {
    const fault = await this.recentFault();
    if (fault !== undefined) throw new ProblemError('not-durable', fault, { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }

  /** Resolves to why they could not, or to undefined when they can. @throws RedisUnavailableError */
  async fault(): Promise<string | undefined> {
    const durable = this.settings.redisDurability === 'trust' ? undefined : await this.durability.fault();
    return durable ?? (await this.partitions.fault());
  }

  /** `fault()` of at most a second ago. */
  private recentFault(): Promise<string | undefined> {
    if (this.recent === undefined || performance.now() - this.recent.askedAt > RECENT_MS) {
      this.recent = { fault: this.fault(), askedAt: performance.now() };
      // Redis may be back before the second is over.
      this.recent.fault.catch(() => (this.recent = undefined));
    }
    return this.recent.fault;
  }
}
