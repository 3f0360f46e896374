import { Injectable } from '@nestjs/common';
import { DurabilityCheck, PartitionCheck } from '@ofs/redis-queue';
import { ApiSettings } from '../app.settings';

/** For how long an answer counts as recent: what is asked for each order must not cost a round trip for each, in milliseconds. */
const RECENT_MS = 1_000;

/** Tells whether orders may be taken in: Redis keeps what it confirms, and all services agree on where things are. */
@Injectable()
export class IntakeCheck {
  private recent?: { fault: Promise<string | undefined>; askedAt: number };

  constructor(
    private readonly durability: DurabilityCheck,
    private readonly partitions: PartitionCheck,
    private readonly settings: ApiSettings,
  ) {}

  /** `fault()` of at most a second ago. @throws RedisUnavailableError */
  recentFault(): Promise<string | undefined> {
    if (this.recent === undefined || performance.now() - this.recent.askedAt > RECENT_MS) {
      this.recent = { fault: this.fault(), askedAt: performance.now() };
      // Redis may be back before the second is over.
      this.recent.fault.catch(() => (this.recent = undefined));
    }
    return this.recent.fault;
  }

  /** Resolves to why they may not, or to undefined when they may. @throws RedisUnavailableError */
  async fault(): Promise<string | undefined> {
    const durable = this.settings.redisDurability === 'trust' ? undefined : await this.durability.fault();
    return durable ?? (await this.partitions.fault());
  }
}
