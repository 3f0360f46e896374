import { Injectable } from '@nestjs/common';
import { RedisStreamsServer } from '@ofs/redis-queue';
import type { Probe } from '@ofs/service-kit';

/** Longer than any turn of the loop may take, its waits for a dead connection included, in milliseconds. */
const STALLED_MS = 30_000;

/** The loop that takes orders from the queue still turns. It does so while Redis is down, too: a restart would not help then. */
@Injectable()
export class ConsumingProbe implements Probe {
  readonly name = 'consuming';

  constructor(private readonly server: RedisStreamsServer) {}

  check(): string | undefined {
    const { stalledMs } = this.server;
    return stalledMs > STALLED_MS ? `the loop has not turned for ${Math.round(stalledMs)} ms` : undefined;
  }
}
