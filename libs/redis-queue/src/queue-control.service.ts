import { queueKeys } from './keys';
import type { QueueOptions } from './queue.options';
import type { RedisConnections } from './redis-connections';

/** Stops and starts the handling of a queue, whoever consumes it; messages are taken in all the same. Both hold until the other is asked for, also over restarts. */
export class QueueControl {
  constructor(
    private readonly connections: RedisConnections,
    private readonly queue: Pick<QueueOptions, 'name'>,
  ) {}

  /** What is in flight is finished, and nothing else is begun. @throws RedisUnavailableError */
  async pause(): Promise<void> {
    await this.connections.ask((redis) => redis.set(this.key, '1'));
  }

  /** Goes on within the consumers' `blockMs`. @throws RedisUnavailableError */
  async resume(): Promise<void> {
    await this.connections.ask((redis) => redis.del(this.key));
  }

  private get key(): string {
    return queueKeys(this.queue.name, 0).paused;
  }
}
