import type { RedisClient } from './redis-client';
import type { QueueKeys } from './keys';
import { READ_INPUT, Script, ScriptInput } from './script';

/**
 * Marks a consumer as present on the server's clock, and removes the names of those that have been away for longer than a
 * lease and hold nothing. One that holds something keeps its name: to delete it would delete what it holds.
 * KEYS  stream, consumers   ARGV  group, consumer, awayMs
 */
const markPresent = new Script<null>(`${READ_INPUT}
local stream, consumers, group, consumer, awayMs = key(), key(), arg(), arg(), arg()
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', consumers, now, consumer)
redis.call('ZREMRANGEBYSCORE', consumers, '-inf', now - awayMs)
for _, fields in ipairs(redis.call('XINFO', 'CONSUMERS', stream, group)) do
  local name, pending = fields[2], fields[4]
  if pending == 0 and not redis.call('ZSCORE', consumers, name) then
    redis.call('XGROUP', 'DELCONSUMER', stream, group, name)
  end
end
return nil
`);

/** Once a second tells about enough, and costs a busy consumer nothing. */
const EVERY_MS = 1_000;

/** Tells the others, and whoever looks at the queue, that this consumer is here. */
export class Presence {
  private markedAt = -Infinity;

  constructor(
    private readonly redis: RedisClient,
    private readonly keys: QueueKeys,
    private readonly group: string,
    private readonly consumer: string,
    private readonly leaseMs: number,
  ) {}

  /** Does nothing when it was done within the last second. */
  async mark(): Promise<void> {
    if (performance.now() - this.markedAt < EVERY_MS) return;
    const { stream, consumers } = this.keys;
    await markPresent.run(
      this.redis,
      new ScriptInput().key(stream, consumers).arg(this.group, this.consumer, this.leaseMs),
    );
    this.markedAt = performance.now();
  }

  /** What it may still hold, handed back, goes to the others all the same. */
  async leave(): Promise<void> {
    await this.redis.zrem(this.keys.consumers, this.consumer);
  }
}
