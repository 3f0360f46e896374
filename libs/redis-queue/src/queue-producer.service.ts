import { Batcher } from './batcher';
import { DrainRate } from './drain-rate';
import { EnqueueUnconfirmedError, QueueFullError } from './errors';
import { queueKeys } from './keys';
import { enqueuedTotal } from './metrics';
import { createMessage, type NewMessage } from './message';
import type { MemoryWatch } from './memory-watch.service';
import { addOrdering, ORDERING } from './ordering';
import type { ProducerOptions, QueueOptions } from './queue.options';
import { RedisConnections } from './redis-connections';
import { refusal } from './redis-reply';
import { READ_INPUT, Script, ScriptInput } from './script';
import { addWriteSet, NO_WRITES, WRITE_SETS, type WriteSet } from './write-set';

export interface EnqueueOptions {
  /** @default the one of the message's partition key, or 0 */
  partition?: number;
  /** Not to be delivered earlier than so many milliseconds from now. Not for a message with a partition key. */
  delayMs?: number;
  /** What makes a repeat of this enqueue known as one. */
  idempotency?: Idempotency;
  /** What is written together with the message, or not at all. */
  writes?: WriteSet;
  /** Takes it also when the queue is full: for what has to be said about something that was let in before. */
  beyondLimit?: boolean;
}

export interface Idempotency {
  /** Chosen by the caller; two enqueues with one key are one. Remembered in the message's partition. */
  key: string;
  /** Tells whether a repeat is really the same, such as a digest of the request. Without white space. */
  fingerprint: string;
  /** How long the key is remembered, in milliseconds. */
  ttlMs: number;
}

export interface Enqueued {
  /**
   * Unless it is `appended`, nothing was written. `duplicate`: the key was seen with this fingerprint; `conflict`: with another
   * one; `stale`: the guard of the writes did not hold.
   */
  outcome: 'appended' | 'duplicate' | 'conflict' | 'stale';
  /** The subject of the message that was enqueued under the key first; without a key, of this one. */
  subject: string;
}

interface Append extends EnqueueOptions {
  wire: string;
  subject: string;
  partitionKey?: string;
}

/**
 * Appends messages, each with its idempotency record and with the writes that belong to it, in one step.
 * KEYS  stream, delayed, parked, then for each message: its line if any, its idempotency key if any, the keys of its writes
 * ARGV  backlogLimit (0: none), count, then for each message: wire, subject, delayMs, 'limited' | 'unlimited', 'ordered' | '', 'key' | '', if 'key': fingerprint, ttlMs; its write set
 * Returns for each message: { 'appended' | 'duplicate' | 'conflict', subject of the first message under the key }, { 'stale', subject },
 *         { 'full', how many messages have left the stream so far }, or { 'failed', why }
 */
const append = new Script<
  [outcome: Enqueued['outcome'] | 'full' | 'failed', subject: string][]
>(`${READ_INPUT}${WRITE_SETS}${ORDERING}
local keys, backlogLimit = { stream = key(), delayed = key(), parked = key() }, tonumber(arg())
local room = math.huge
if backlogLimit > 0 then
  local parked = tonumber(redis.call('GET', keys.parked) or '0')
  room = backlogLimit - redis.call('XLEN', keys.stream) - redis.call('ZCARD', keys.delayed) - parked
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function firstUnder(record, fingerprint)
  local knownFingerprint, subject = record:match('^(%S*) (.*)$')
  return { knownFingerprint == fingerprint and 'duplicate' or 'conflict', subject }
end

local function left()
  local info = redis.pcall('XINFO', 'STREAM', keys.stream)
  for i = 1, #info, 2 do
    if info[i] == 'entries-added' then return info[i + 1] - redis.call('XLEN', keys.stream) end
  end
  return 0
end

local function appendNext()
  local wire, subject, delayMs, limited, ordered = arg(), arg(), tonumber(arg()), arg() == 'limited', readOrdering()
  local idempotencyKey, fingerprint, ttlMs
  if arg() == 'key' then idempotencyKey, fingerprint, ttlMs = key(), arg(), arg() end
  local writes = readWriteSet()
  return alone(function()
    local record = idempotencyKey and redis.call('GET', idempotencyKey)
    if record then return firstUnder(record, fingerprint) end

    if not guardHolds(writes) then return { 'stale', subject } end
    if limited and room < 1 then return { 'full', tostring(left()) } end

    if idempotencyKey then redis.call('SET', idempotencyKey, fingerprint .. ' ' .. subject, 'PX', ttlMs) end
    carryOut(writes)
    enter(ordered, keys, wire, delayMs > 0 and now + delayMs)
    room = room - 1
    return { 'appended', subject }
  end)
end

local results = {}
for i = 1, tonumber(arg()) do results[i] = appendNext() end
return results
`);

/** How long replicas may take, in milliseconds: less than a command, which would be given up. */
const REPLICATION_MS = 1_000;

/** Puts messages into a queue. What it has confirmed is in Redis, and on its disk where Redis is set to sync every write. */
export class QueueProducer {
  private readonly batchers: Batcher<Append, Enqueued>[];
  private readonly drainRates: DrainRate[];

  constructor(
    private readonly connections: RedisConnections,
    private readonly queue: QueueOptions,
    private readonly options: ProducerOptions = {},
    private readonly memory?: MemoryWatch,
  ) {
    this.drainRates = Array.from({ length: queue.partitions ?? 1 }, () => new DrainRate());
    this.batchers = Array.from(
      { length: queue.partitions ?? 1 },
      (_, partition) =>
        new Batcher((appends) => this.append(partition, appends), {
          maxItems: 128,
          maxWeight: 1_000_000,
          weigh: weightOf,
        }),
    );
  }

  /**
   * Resolves once Redis has the message, or knows the key.
   * @throws QueueFullError when there is no room; nothing was written
   * @throws EnqueueUnconfirmedError when Redis did not answer; the message may be there all the same
   */
  async enqueue(message: NewMessage, options: EnqueueOptions = {}): Promise<Enqueued> {
    if (this.memory?.isLow && !options.beyondLimit) throw this.full('Redis has little memory left', options.partition);
    const created = createMessage(message);
    const { partitionkey: partitionKey } = created;
    const partition = options.partition ?? (partitionKey === undefined ? 0 : this.partitionOf(partitionKey));
    const batcher = this.batchers[partition];
    if (batcher === undefined) throw new RangeError(`Queue ${this.queue.name} has no partition ${partition}`);
    if (partitionKey !== undefined && options.delayMs) throw new RangeError('A message in a line cannot be delayed');
    try {
      const wire = JSON.stringify(created);
      const enqueued = await batcher.add({ ...options, wire, subject: created.subject, partitionKey });
      enqueuedTotal.inc({ queue: this.queue.name, outcome: enqueued.outcome });
      return enqueued;
    } catch (cause) {
      if (cause instanceof QueueFullError) throw cause;
      enqueuedTotal.inc({ queue: this.queue.name, outcome: 'unconfirmed' });
      throw new EnqueueUnconfirmedError(created.id, { cause });
    }
  }

  get partitions(): number {
    return this.batchers.length;
  }

  /** The partition that everything under this key goes to. */
  partitionOf(key: string): number {
    // FNV-1a, 32 bits: short, and the same in every process and for ever.
    let hash = 0x811c9dc5;
    for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193) >>> 0;
    return hash % this.batchers.length;
  }

  private async append(partition: number, appends: Append[]): Promise<(Enqueued | Error)[]> {
    const keys = queueKeys(this.queue.name, partition);
    const input = new ScriptInput()
      .key(keys.stream, keys.delayed, keys.parked)
      .arg(this.options.backlogLimit ?? 0, appends.length);
    for (const each of appends) {
      const { wire, subject, delayMs = 0, beyondLimit, partitionKey, idempotency, writes = NO_WRITES } = each;
      input.arg(wire, subject, delayMs, beyondLimit ? 'unlimited' : 'limited');
      addOrdering(input, keys, partitionKey);
      if (idempotency === undefined) input.arg('');
      else {
        input.key(`${keys.tag}:idempotency:${idempotency.key}`).arg('key', idempotency.fingerprint, idempotency.ttlMs);
      }
      addWriteSet(input, writes);
    }
    const results = await append.run(this.connections.commands, input);
    await this.replicated(keys.stream);
    return results.map(([outcome, subject]) => {
      if (outcome === 'failed') return refusal(subject);
      if (outcome !== 'full') return { outcome, subject };
      this.drainRates[partition]!.observe(Number(subject), performance.now());
      return this.full(`${this.options.backlogLimit} messages wait`, partition);
    });
  }

  /** Waits until the replicas have what was written, and what was found written: the first answer to it may have been lost for want of them. */
  private async replicated(stream: string): Promise<void> {
    const { commands, minReplicas } = this.connections;
    if (minReplicas === 0) return;
    // A pipeline with a key in it goes to that key's server, on the connection that wrote.
    const replies = await commands.pipeline().exists(stream).wait(minReplicas, REPLICATION_MS).exec();
    const [error, replicas] = replies![1] as [Error | null, number];
    if (error !== null) throw error;
    if (replicas < minReplicas) throw new Error(`Only ${replicas} of ${minReplicas} replicas have it`);
  }

  private full(why: string, partition = 0): QueueFullError {
    enqueuedTotal.inc({ queue: this.queue.name, outcome: 'full' });
    return new QueueFullError(why, this.drainRates[partition]!.untilRoomMs(this.options.backlogLimit ?? 0));
  }
}

function weightOf({ wire, writes }: Append): number {
  let weight = wire.length;
  for (const write of writes?.writes ?? [])
    for (const part of write) weight += typeof part === 'string' ? part.length : 8;
  return weight;
}
