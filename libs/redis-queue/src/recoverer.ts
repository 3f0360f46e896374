import { Logger } from '@nestjs/common';
import type { RedisClient } from './redis-client';
import type { Entry } from './dispatcher';
import type { InFlight } from './in-flight';
import { READ_INPUT, Script, ScriptInput } from './script';

/**
 * Claims entries whose lease has passed. XAUTOCLAIM tells neither how often it has delivered an entry nor lets one choose, so it
 * takes the names only, and each entry is then delivered, or left for later as idle as it was.
 * KEYS  stream   ARGV  group, consumer, leaseMs, cursor, count, deliveries from which on an entry is a suspect, room for suspects
 * Returns the cursor to go on from, { id, wire, generation } for each entry, the ids of entries that were deleted unsettled, and
 *         how many suspects were left for later.
 */
const claim = new Script<
  [cursor: string, entries: [id: string, wire: string, generation: number][], gone: string[], left: number]
>(`${READ_INPUT}
local stream, group, consumer, leaseMs, cursor, count = key(), arg(), arg(), arg(), arg(), arg()
local suspectFrom, room = tonumber(arg()), tonumber(arg())
local idle = redis.call('XAUTOCLAIM', stream, group, consumer, leaseMs, cursor, 'COUNT', count, 'JUSTID')
local entries, left = {}, 0
for _, id in ipairs(idle[2]) do
  local deliveries = redis.call('XPENDING', stream, group, id, id, 1)[1][4]
  local suspect = deliveries >= suspectFrom
  if suspect and room == 0 then
    redis.call('XCLAIM', stream, group, consumer, 0, id, 'IDLE', leaseMs, 'JUSTID')
    left = left + 1
  else
    if suspect then room = room - 1 end
    local entry = redis.call('XCLAIM', stream, group, consumer, 0, id)[1]
    entries[#entries + 1] = { id, entry[2][2], deliveries + 1 }
  end
end
return { idle[1], entries, idle[3], left }
`);

/**
 * After so many deliveries without an outcome an entry is suspected of killing its consumers. What was in flight beside it died
 * with it and looks just the same, so each process handles one suspect at a time: only the guilty one goes on dying.
 */
const SUSPECT_FROM = 2;

/** How soon to look again while suspects wait for their turn, in milliseconds. */
const SUSPECTS_WAIT_MS = 100;

export interface Claimed {
  entries: Entry[];
  /** How long the next look may be put off, in milliseconds. */
  lookAgainMs: number;
}

/** Takes over the messages of consumers that died, froze or handed them back. Every consumer does so, always. */
export class Recoverer {
  private readonly logger = new Logger(Recoverer.name);
  private cursor = '0-0';

  constructor(
    private readonly redis: RedisClient,
    private readonly stream: string,
    private readonly group: string,
    private readonly consumer: string,
    private readonly leaseMs: number,
    private readonly inFlight: InFlight,
  ) {}

  /** Claims no more entries whose lease has passed than there is room for. */
  async claim(): Promise<Claimed> {
    const room = [...this.inFlight].some(({ lease }) => lease.generation > SUSPECT_FROM) ? 0 : 1;
    const input = new ScriptInput()
      .key(this.stream)
      .arg(this.group, this.consumer, this.leaseMs, this.cursor, this.inFlight.free, SUSPECT_FROM, room);
    const [cursor, entries, gone, left] = await claim.run(this.redis, input);
    this.cursor = cursor;
    // Settling deletes an entry together with its acknowledgement. One that is deleted but not acknowledged was not our doing.
    if (gone.length > 0) this.logger.error({ entryIds: gone }, 'messages were deleted before they were handled');
    if (entries.length > 0) this.logger.log({ count: entries.length }, 'took over messages');
    return {
      entries: entries.map(([id, wire, generation]) => ({ id, wire, generation })),
      lookAgainMs: left > 0 ? SUSPECTS_WAIT_MS : Infinity,
    };
  }
}
