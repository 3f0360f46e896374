import { queueKeys } from './keys';
import type { QueueOptions } from './queue.options';
import type { RedisConnections } from './redis-connections';
import { READ_INPUT, Script, ScriptInput } from './script';

/**
 * Notes over how many partitions the queue is spread, if that is more than was known.
 * KEYS  partitions   ARGV  how many
 * Returns the most that were ever noted.
 */
const noteCount = new Script<number>(`${READ_INPUT}
local partitions, count = key(), tonumber(arg())
local known = tonumber(redis.call('GET', partitions) or '0')
if count > known then redis.call('SET', partitions, count) end
return math.max(known, count)
`);

/**
 * Tells whether all who use a queue agree on its partitions. A consumer that knows fewer than a producer would leave messages
 * lying for ever, and a producer that does would look for idempotency keys where they are not.
 */
export class PartitionCheck {
  constructor(
    private readonly connections: RedisConnections,
    private readonly queue: QueueOptions,
  ) {}

  /** Over how many partitions the queue is known to be spread; 0 where nobody has noted it yet. Notes nothing itself. @throws RedisUnavailableError */
  async known(): Promise<number> {
    return Number(await this.connections.ask((redis) => redis.get(queueKeys(this.queue.name, 0).partitions)));
  }

  /** Resolves to why not, or to undefined when they agree. @throws RedisUnavailableError */
  async fault(): Promise<string | undefined> {
    const { name, partitions = 1 } = this.queue;
    const input = new ScriptInput().key(queueKeys(name, 0).partitions).arg(partitions);
    const known = await this.connections.ask((redis) => noteCount.run(redis, input));
    if (known === partitions) return undefined;
    return `the queue "${name}" is spread over ${known} partitions, and this service is set to ${partitions}: their number may grow, never shrink`;
  }
}
