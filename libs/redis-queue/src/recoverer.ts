import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Entry } from './dispatcher';
import { READ_INPUT, Script, ScriptInput } from './script';

/**
 * Claims entries whose lease has passed. XAUTOCLAIM does not tell how often it has delivered an entry, so that is asked too.
 * KEYS  stream   ARGV  group, consumer, leaseMs, cursor, count
 * Returns the cursor to go on from, { id, wire, generation } for each entry, and the ids of entries that were deleted unsettled.
 */
const claim = new Script<
  [cursor: string, entries: [id: string, wire: string, generation: number][], gone: string[]]
>(`${READ_INPUT}
local stream, group, consumer, leaseMs, cursor, count = key(), arg(), arg(), arg(), arg(), arg()
local claimed = redis.call('XAUTOCLAIM', stream, group, consumer, leaseMs, cursor, 'COUNT', count)
local entries = {}
for i, entry in ipairs(claimed[2]) do
  local id, fields = entry[1], entry[2]
  entries[i] = { id, fields[2], redis.call('XPENDING', stream, group, id, id, 1)[1][4] }
end
return { claimed[1], entries, claimed[3] }
`);

/** Takes over the messages of consumers that died, froze or handed them back. Every consumer does so, always. */
export class Recoverer {
  private readonly logger = new Logger(Recoverer.name);
  private cursor = '0-0';

  constructor(
    private readonly redis: Redis,
    private readonly stream: string,
    private readonly group: string,
    private readonly consumer: string,
    private readonly leaseMs: number,
  ) {}

  /** Claims at most `count` entries whose lease has passed. */
  async claim(count: number): Promise<Entry[]> {
    const input = new ScriptInput().key(this.stream).arg(this.group, this.consumer, this.leaseMs, this.cursor, count);
    const [cursor, entries, gone] = await claim.run(this.redis, input);
    this.cursor = cursor;
    // Settling deletes an entry together with its acknowledgement. One that is deleted but not acknowledged was not our doing.
    if (gone.length > 0) this.logger.error({ entryIds: gone }, 'messages were deleted before they were handled');
    if (entries.length > 0) this.logger.log({ count: entries.length }, 'took over messages');
    return entries.map(([id, wire, generation]) => ({ id, wire, generation }));
  }
}
