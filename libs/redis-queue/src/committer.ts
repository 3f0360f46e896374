import type { RedisClient } from './redis-client';
import { Batcher } from './batcher';
import type { DeadLetter } from './dead-letter';
import { HOLDS_LEASE, type Lease } from './lease';
import type { QueueKeys } from './keys';
import { addOrdering, ORDERING } from './ordering';
import type { DeadLetterRetention } from './queue.options';
import { refusal } from './redis-reply';
import { READ_INPUT, Script, ScriptInput } from './script';
import { addWriteSet, WRITE_SETS, type WriteSet } from './write-set';

/** What becomes of a delivered message. `checkpoint` keeps it with its consumer; the others end the delivery. */
export type Settlement =
  | { outcome: 'checkpoint' }
  | { outcome: 'acknowledge' }
  | { outcome: 'retry'; delayMs: number; wire: string }
  | { outcome: 'dead-letter'; letter: DeadLetter };

export type CommitResult = 'committed' | 'lease-lost' | 'stale';

interface Commit {
  lease: Lease;
  settlement: Settlement;
  writes: WriteSet;
  partitionKey?: string;
}

/**
 * Settles messages, each with the writes that belong to it, in one step: only while its lease holds and its guard does.
 * KEYS  stream, delayed, parked, dead, deadLetters, then for each message: its line if any, the keys of its write set
 * ARGV  group, maxCount and maxAgeMs of dead letters, count, then for each message: entryId, consumer, generation, outcome, if 'retry': delayMs, wire;
 *       if 'dead-letter': id, letter; 'ordered' | ''; its write set
 * Returns for each message: { 'committed' | 'lease-lost' | 'stale' }, or { 'failed', why }
 */
const commit = new Script<
  [result: CommitResult | 'failed', why: string][]
>(`${READ_INPUT}${WRITE_SETS}${HOLDS_LEASE}${ORDERING}
local keys = { stream = key(), delayed = key(), parked = key() }
local dead, deadLetters = key(), key()
local group, maxCount, maxAgeMs = arg(), tonumber(arg()), tonumber(arg())
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- It is given a few at a time: the script must stay short, and more die only one by one.
local function forget(ids)
  for _, id in ipairs(ids) do
    redis.call('ZREM', dead, id)
    redis.call('HDEL', deadLetters, id)
  end
end

local settle = {
  checkpoint = function() end,
  acknowledge = function() end,
  retry = function(delayMs, wire) redis.call('ZADD', keys.delayed, now + delayMs, wire) end,
  ['dead-letter'] = function(id, letter)
    redis.call('ZADD', dead, 0, id)
    redis.call('HSET', deadLetters, id, letter)
    local tooOld = '(' .. string.format('%013.0f', now - maxAgeMs)
    forget(redis.call('ZRANGEBYLEX', dead, '-', tooOld, 'LIMIT', 0, 10))
    local tooMany = math.min(redis.call('ZCARD', dead) - maxCount, 10)
    if tooMany > 0 then forget(redis.call('ZRANGE', dead, 0, tooMany - 1)) end
  end,
}

local function commitNext()
  local entryId, consumer, generation, outcome = arg(), arg(), arg(), arg()
  local first, second
  if outcome == 'retry' or outcome == 'dead-letter' then first, second = arg(), arg() end
  local ordered = readOrdering()
  local writes = readWriteSet()
  return alone(function()
    if not holdsLease(keys.stream, group, entryId, consumer, generation) then return { 'lease-lost' } end
    if not guardHolds(writes) then return { 'stale' } end

    -- What takes memory comes first: when Redis has none left it refuses there, before the message is let go.
    carryOut(writes)
    settle[outcome](first, second)
    if outcome == 'acknowledge' or outcome == 'dead-letter' then leave(ordered, keys) end
    if outcome ~= 'checkpoint' then
      redis.call('XACK', keys.stream, group, entryId)
      redis.call('XDEL', keys.stream, entryId)
    end
    return { 'committed' }
  end)
end

local results = {}
for i = 1, tonumber(arg()) do results[i] = commitNext() end
return results
`);

/** Commits what handlers have done, for one partition. Handlers that finish together share one round trip and one fsync. */
export class Committer {
  private readonly batcher = new Batcher<Commit, CommitResult>((commits) => this.commitAll(commits), {
    // One after the other, and few in each: while Redis carries out one, what the last one has settled makes room for what comes next.
    atOnce: 2,
    maxItems: 32,
    maxWeight: 1_000_000,
    weigh: ({ writes }) => 100 * (1 + writes.writes.length),
  });

  constructor(
    private readonly redis: RedisClient,
    private readonly keys: QueueKeys,
    private readonly group: string,
    private readonly retention: DeadLetterRetention,
  ) {}

  /**
   * @param partitionKey that of the message, if it has one
   * Rejects when Redis did not answer; the commit may have happened. To repeat it is safe: what is committed is not ours any more.
   */
  commit(lease: Lease, settlement: Settlement, writes: WriteSet, partitionKey?: string): Promise<CommitResult> {
    return this.batcher.add({ lease, settlement, writes, partitionKey });
  }

  private async commitAll(commits: Commit[]): Promise<(CommitResult | Error)[]> {
    const { stream, delayed, parked, dead, deadLetters } = this.keys;
    const input = new ScriptInput()
      .key(stream, delayed, parked, dead, deadLetters)
      .arg(this.group, this.retention.maxCount, this.retention.maxAgeMs, commits.length);
    for (const { lease, settlement, writes, partitionKey } of commits) {
      input.arg(lease.entryId, lease.consumer, lease.generation, settlement.outcome);
      if (settlement.outcome === 'retry') input.arg(settlement.delayMs, settlement.wire);
      if (settlement.outcome === 'dead-letter') input.arg(settlement.letter.id, JSON.stringify(settlement.letter));
      addOrdering(input, this.keys, partitionKey);
      addWriteSet(input, writes);
    }
    const results = await commit.run(this.redis, input);
    return results.map(([result, why]) => (result === 'failed' ? refusal(why) : result));
  }
}
