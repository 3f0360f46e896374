import { Redis } from 'ioredis';

/**
 * Hears from Redis when an order's record was written last: its keyspace events reach us as a command's answer reaches its caller,
 * after the disk has it.
 */
export class Completions {
  private readonly lastWrittenAt = new Map<string, number>();

  private constructor(private readonly redis: Redis) {
    redis.on('pmessage', (_pattern: string, channel: string) => {
      this.lastWrittenAt.set(channel.slice(channel.lastIndexOf(':') + 1), performance.now());
    });
  }

  static async watch(redisUrl: string): Promise<Completions> {
    const redis = new Redis(redisUrl);
    await redis.config('SET', 'notify-keyspace-events', 'Kl');
    const completions = new Completions(redis);
    await redis.psubscribe('__keyspace@0__:{orders:*}:order:*');
    return completions;
  }

  /** When the order's record was written last, on the clock of `performance.now()`. To be asked when the order has ended. */
  endedAt(orderId: string): number {
    const at = this.lastWrittenAt.get(orderId);
    if (at === undefined) throw new Error(`Nothing was heard of ${orderId}`);
    return at;
  }

  /** Nothing is told any more: under a full load that would cost something. */
  async close(): Promise<void> {
    await this.redis.punsubscribe();
    await this.redis.config('SET', 'notify-keyspace-events', '');
    this.redis.disconnect();
  }
}
