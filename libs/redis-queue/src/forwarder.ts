import type { RedisClient } from './redis-client';
import type { QueueKeys } from './keys';
import { READ_INPUT, Script, ScriptInput } from './script';

/**
 * Moves messages that are due to the end of the stream, on the server's clock.
 * KEYS  delayed, stream   ARGV  limit
 * Returns how long it is until the next one is due, in milliseconds, or -1 when there is none.
 */
const forward = new Script<number>(`${READ_INPUT}
local delayed, stream, limit = key(), key(), arg()
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, wire in ipairs(redis.call('ZRANGEBYSCORE', delayed, '-inf', now, 'LIMIT', 0, limit)) do
  redis.call('XADD', stream, '*', 'message', wire)
  redis.call('ZREM', delayed, wire)
end
local nextDue = redis.call('ZRANGE', delayed, 0, 0, 'WITHSCORES')[2]
return nextDue and math.max(0, nextDue - now) or -1
`);

/** Few enough that the script stays short, as nothing else runs in Redis meanwhile. */
const LIMIT = 200;

/** Brings delayed messages back when they are due. */
export class Forwarder {
  constructor(
    private readonly redis: RedisClient,
    private readonly keys: QueueKeys,
  ) {}

  /** Resolves to how long it is until the next one is due, in milliseconds; Infinity when none waits. */
  async runOnce(): Promise<number> {
    const { delayed, stream } = this.keys;
    const nextDueMs = await forward.run(this.redis, new ScriptInput().key(delayed, stream).arg(LIMIT));
    return nextDueMs < 0 ? Infinity : nextDueMs;
  }
}
