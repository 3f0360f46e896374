import type { Redis } from 'ioredis';
import { queueKeys } from './keys';
import type { QueueOptions } from './queue.options';
import { isRefusal } from './redis-reply';
import type { RedisConnections } from './redis-connections';

export interface ConsumerState {
  name: string;
  /** How many messages it holds. */
  inFlight: number;
  /** How long it has not asked for anything, in milliseconds. */
  idleMs: number;
}

export interface QueueState {
  /** Messages that wait for a consumer. */
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

  private async inspectPartition(redis: Redis, partition: number): Promise<QueueState> {
    const keys = queueKeys(this.queue.name, partition);
    const [length, delayed, dead, oldest, consumers] = await Promise.all([
      redis.xlen(keys.stream),
      redis.zcard(keys.delayed),
      redis.zcard(keys.dead),
      redis.xrange(keys.stream, '-', '+', 'COUNT', 1),
      this.consumersOf(redis, keys.stream),
    ]);
    const inFlight = consumers.reduce((sum, consumer) => sum + consumer.inFlight, 0);
    const addedAt = Number(oldest[0]?.[0].split('-')[0] ?? Date.now());
    return {
      // The five answers are not of one moment: what was settled between them must not make a negative number.
      backlog: Math.max(0, length - inFlight),
      inFlight,
      delayed,
      dead,
      consumers,
      oldestAgeMs: Math.max(0, Date.now() - addedAt),
    };
  }

  private async consumersOf(redis: Redis, stream: string): Promise<ConsumerState[]> {
    try {
      const replies = (await redis.xinfo('CONSUMERS', stream, this.group)) as (string | number)[][];
      return replies.map((reply) => ({
        name: String(fieldOf(reply, 'name')),
        inFlight: Number(fieldOf(reply, 'pending')),
        idleMs: Number(fieldOf(reply, 'idle')),
      }));
    } catch (error) {
      // Neither the stream nor the group is there before the first order and the first consumer.
      if (isRefusal(error, /^(NOGROUP|ERR no such key)/)) return [];
      throw error;
    }
  }
}

function fieldOf(reply: (string | number)[], name: string): string | number | undefined {
  return reply[reply.indexOf(name) + 1];
}

function together(one: QueueState, other: QueueState): QueueState {
  return {
    backlog: one.backlog + other.backlog,
    inFlight: one.inFlight + other.inFlight,
    delayed: one.delayed + other.delayed,
    dead: one.dead + other.dead,
    consumers: [...one.consumers, ...other.consumers],
    oldestAgeMs: Math.max(one.oldestAgeMs, other.oldestAgeMs),
  };
}
