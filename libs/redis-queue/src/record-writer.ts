import type { RedisConnections } from './redis-connections';
import { READ_INPUT, Script, ScriptInput } from './script';
import { addWriteSet, WRITE_SETS, type WriteSet } from './write-set';

/**
 * Makes writes that belong to no message.
 * KEYS, ARGV  the write set
 * Returns 'written' | 'stale'
 */
const write = new Script<'written' | 'stale'>(`${READ_INPUT}${WRITE_SETS}
local writes = readWriteSet()
if not guardHolds(writes) then return 'stale' end
carryOut(writes)
return 'written'
`);

/** Writes what lies beside a queue when no message goes with it: all of it or nothing, and nothing when its guard does not hold. */
export class RecordWriter {
  constructor(private readonly connections: RedisConnections) {}

  /** @throws RedisUnavailableError: it may have been written all the same */
  write(writes: WriteSet): Promise<'written' | 'stale'> {
    const input = new ScriptInput();
    addWriteSet(input, writes);
    return this.connections.ask((redis) => write.run(redis, input));
  }
}
