import type { RedisClient } from './redis-client';
import { type QueueKeys, queueKeys } from './keys';
import type { QueueOptions } from './queue.options';
import { isRefusal } from './redis-reply';
import type { RedisConnections } from './redis-connections';

export interface ConsumerState {
  name: string;
  /** How many messages it holds. */
  inFlight: number;
  /** When it last told that it is there, about once a second (RFC 3339); null for one that is gone but holds something still. */
  lastSeenAt: string | null;
}

export interface QueueState {
  /** Whether consumers are told to begin nothing. */
  paused: boolean;
  /** Messages that wait for a consumer, or for others of their partition key. */
  backlog: number;
  /** Messages that are with a consumer. */
  inFlight: number;
  /** Messages that are not due yet. */
  delayed: number;
  /** Dead letters. */
  dead: number;
  consumers: ConsumerState[];
  /** How long the oldest message that waits or is with a consumer has been in the stream, in milliseconds; 0 when there is none. */
  oldestAgeMs: number;
}

/** Tells how a queue stands, at a cost that does not grow with what is in it. */
export class QueueInspector {
  constructor(
    private readonly connections: RedisConnections,
    private readonly queue: QueueOptions,
    private readonly group: string,
  ) {}

  /** @throws RedisUnavailableError */
  inspect(): Promise<QueueState> {
    return this.connections.ask(async (redis) => {
      const partitions = Array.from({ length: this.queue.partitions ?? 1 }, (_, partition) =>
        this.inspectPartition(redis, partition),
      );
      return (await Promise.all(partitions)).reduce(together);
    });
  }

  private async inspectPartition(redis: RedisClient, partition: number): Promise<QueueState> {
    const keys = queueKeys(this.queue.name, partition);
    const [paused, parked, length, delayed, dead, oldest, consumers] = await Promise.all([
      redis.exists(keys.paused),
      redis.get(keys.parked),
      redis.xlen(keys.stream),
      redis.zcard(keys.delayed),
      redis.zcard(keys.dead),
      redis.xrange(keys.stream, '-', '+', 'COUNT', 1),
      this.consumersOf(redis, keys),
    ]);
    const inFlight = consumers.reduce((sum, consumer) => sum + consumer.inFlight, 0);
    const addedAt = Number(oldest[0]?.[0].split('-')[0] ?? Date.now());
    return {
      paused: paused === 1,
      // The seven answers are not of one moment: what was settled between them must not make a negative number.
      backlog: Math.max(0, length - inFlight) + Number(parked ?? 0),
      inFlight,
      delayed,
      dead,
      consumers,
      oldestAgeMs: Math.max(0, Date.now() - addedAt),
    };
  }

  /** Those that are present, and those that are gone but still hold something. */
  private async consumersOf(redis: RedisClient, { stream, consumers }: QueueKeys): Promise<ConsumerState[]> {
    const [held, present] = await Promise.all([
      this.heldBy(redis, stream),
      redis.zrange(consumers, '0', '-1', 'WITHSCORES'),
    ]);
    const seenAt = new Map(
      present.flatMap((name, index) => (index % 2 === 0 ? [[name, Number(present[index + 1])]] : [])),
    );
    const names = new Set([...seenAt.keys(), ...[...held.keys()].filter((name) => held.get(name)! > 0)]);
    return [...names].map((name) => {
      const lastSeenAt = seenAt.get(name);
      return {
        name,
        inFlight: held.get(name) ?? 0,
        lastSeenAt: lastSeenAt === undefined ? null : new Date(lastSeenAt).toISOString(),
      };
    });
  }

  private async heldBy(redis: RedisClient, stream: string): Promise<Map<string, number>> {
    try {
      const replies = (await redis.xinfo('CONSUMERS', stream, this.group)) as (string | number)[][];
      return new Map(replies.map((reply) => [String(fieldOf(reply, 'name')), Number(fieldOf(reply, 'pending'))]));
    } catch (error) {
      // Neither the stream nor the group is there before the first order and the first consumer.
      if (isRefusal(error, /^(NOGROUP|ERR no such key)/)) return new Map();
      throw error;
    }
  }
}

function fieldOf(reply: (string | number)[], name: string): string | number | undefined {
  return reply[reply.indexOf(name) + 1];
}

function together(one: QueueState, other: QueueState): QueueState {
  return {
    paused: one.paused || other.paused,
    backlog: one.backlog + other.backlog,
    inFlight: one.inFlight + other.inFlight,
    delayed: one.delayed + other.delayed,
    dead: one.dead + other.dead,
    consumers: [...one.consumers, ...other.consumers],
    oldestAgeMs: Math.max(one.oldestAgeMs, other.oldestAgeMs),
  };
}
