import type { DeadLetter } from './dead-letter';
import { queueKeys, type QueueKeys } from './keys';
import { parseMessage } from './message';
import type { DeathReason } from './outcome';
import { addOrdering, ORDERING } from './ordering';
import type { QueueOptions } from './queue.options';
import type { RedisConnections } from './redis-connections';
import { READ_INPUT, Script, ScriptInput } from './script';
import { addWriteSet, NO_WRITES, WRITE_SETS, type WriteSet } from './write-set';

export interface DeadLetterQuery {
  reason?: DeathReason;
  /** The id of the last letter that was seen: the page begins after it. */
  after?: string;
  limit: number;
}

export interface DeadLetterPage {
  /** Newest first. May be fewer than asked for, even none, though more follow. */
  letters: DeadLetter[];
  /** The id to go on after; undefined when there is no more. */
  next?: string;
}

export interface ReplayOptions {
  /** Not to be delivered earlier than so many milliseconds from now. */
  delayMs?: number;
  /** What is written in the same step. */
  writes?: WriteSet;
}

/** `gone`: somebody else replayed or discarded it; `stale`: the write set's guard did not hold. Nothing was done. */
export type ReplayResult = 'replayed' | 'gone' | 'stale';

/**
 * Puts a dead letter's message back into the queue.
 * KEYS  stream, delayed, parked, dead, deadLetters, its line if any, the keys of the write set
 * ARGV  id, wire, delayMs, 'ordered' | '', write set
 * Returns 'replayed' | 'gone' | 'stale'
 */
const replay = new Script<ReplayResult>(`${READ_INPUT}${WRITE_SETS}${ORDERING}
local keys = { stream = key(), delayed = key(), parked = key() }
local dead, deadLetters = key(), key()
local id, wire, delayMs, ordered = arg(), arg(), tonumber(arg()), readOrdering()
local writes = readWriteSet()
if redis.call('HEXISTS', deadLetters, id) == 0 then return 'gone' end
if not guardHolds(writes) then return 'stale' end

carryOut(writes)
local time = redis.call('TIME')
enter(ordered, keys, wire, delayMs > 0 and time[1] * 1000 + math.floor(time[2] / 1000) + delayMs)
redis.call('ZREM', dead, id)
redis.call('HDEL', deadLetters, id)
return 'replayed'
`);

interface Found {
  id: string;
  text: string | null;
}

/** Reads, replays and discards what nobody could handle. */
export class DeadLetters {
  private readonly partitions: QueueKeys[];

  constructor(
    private readonly connections: RedisConnections,
    queue: QueueOptions,
  ) {
    this.partitions = Array.from({ length: queue.partitions ?? 1 }, (_, partition) => queueKeys(queue.name, partition));
  }

  /** @throws RedisUnavailableError */
  async page({ reason, after, limit }: DeadLetterQuery): Promise<DeadLetterPage> {
    const found = await Promise.all(this.partitions.map((keys) => this.newestOf(keys, after, limit)));
    const seen = found
      .flat()
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, limit);
    // A letter that was replayed or discarded since its id was read is not there any more.
    const letters = seen.flatMap(({ text }) => (text === null ? [] : [JSON.parse(text) as DeadLetter]));
    return {
      letters: letters.filter((letter) => reason === undefined || letter.reason === reason),
      next: seen.length === limit ? seen.at(-1)?.id : undefined,
    };
  }

  /** Resolves to undefined when there is none with this id. @throws RedisUnavailableError */
  async get(id: string): Promise<DeadLetter | undefined> {
    return (await this.find(id))?.letter;
  }

  /** Gives the message all its attempts again, at the end of the queue or of its line. @throws RedisUnavailableError */
  async replay(id: string, { delayMs = 0, writes = NO_WRITES }: ReplayOptions = {}): Promise<ReplayResult> {
    const found = await this.find(id);
    if (found === undefined) return 'gone';
    const { stream, delayed, parked, dead, deadLetters } = found.keys;
    const { wire, partitionKey } = revived(found.letter);
    const input = new ScriptInput().key(stream, delayed, parked, dead, deadLetters).arg(id, wire, delayMs);
    addOrdering(input, found.keys, partitionKey);
    addWriteSet(input, writes);
    return this.connections.ask((redis) => replay.run(redis, input));
  }

  /** Deletes it. Resolves to whether it was there. @throws RedisUnavailableError */
  async discard(id: string): Promise<boolean> {
    const found = await this.find(id);
    if (found === undefined) return false;
    const { dead, deadLetters } = found.keys;
    // The list first: what is in it but has no letter would be found for ever.
    await this.connections.ask((redis) => redis.multi().zrem(dead, id).hdel(deadLetters, id).exec());
    return true;
  }

  private async newestOf(keys: QueueKeys, after: string | undefined, limit: number): Promise<Found[]> {
    return this.connections.ask(async (redis) => {
      const upTo = after === undefined ? '+' : `(${after}`;
      const ids = await redis.zrevrangebylex(keys.dead, upTo, '-', 'LIMIT', 0, limit);
      const texts = ids.length === 0 ? [] : await redis.hmget(keys.deadLetters, ...ids);
      return ids.map((id, index) => ({ id, text: texts[index] ?? null }));
    });
  }

  private async find(id: string): Promise<{ keys: QueueKeys; letter: DeadLetter } | undefined> {
    const texts = await this.connections.ask((redis) =>
      Promise.all(this.partitions.map(({ deadLetters }) => redis.hget(deadLetters, id))),
    );
    const partition = texts.findIndex((text) => text !== null);
    if (partition === -1) return undefined;
    return { keys: this.partitions[partition]!, letter: JSON.parse(texts[partition]!) as DeadLetter };
  }
}

/** The message as it was at first. What was never a message stays as it is, and will be a dead letter again. */
function revived({ message, reason }: DeadLetter): { wire: string; partitionKey?: string } {
  if (reason === 'unreadable') return { wire: message };
  const { firstfailedat: _, ...rest } = parseMessage(message);
  return { wire: JSON.stringify({ ...rest, attempt: 1 }), partitionKey: rest.partitionkey };
}
