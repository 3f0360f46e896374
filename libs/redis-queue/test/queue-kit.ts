import { randomUUID } from 'node:crypto';
import { EventEmitter, on } from 'node:events';
import { eventually, type SuiteRedis } from '@ofs/testing';
import { Redis } from 'ioredis';
import type { DeadLetter } from '../src/dead-letter';
import type { Delivery } from '../src/delivery';
import { queueKeys, type QueueKeys } from '../src/keys';
import { createMessage, type Message, type NewMessage } from '../src/message';
import { PartitionConsumer, type PartitionConsumerOptions } from '../src/partition-consumer';
import { QueueProducer } from '../src/queue-producer.service';
import type { RedisAddress } from '../src/redis-client';
import { RedisConnections } from '../src/redis-connections';

export const GROUP = 'workers';

/** The counts of a queue that is done. */
export const nothingLeft = { stream: 0, pending: 0, delayed: 0, dead: 0 };

export function aMessage(overrides: Partial<NewMessage> = {}): NewMessage {
  return { type: 'thing.happened', source: 'test', subject: `thing-${randomUUID()}`, data: { size: 1 }, ...overrides };
}

/** A queue of its own for one test, with as many consumers as it likes. Close it at the end. */
export class TestQueue {
  readonly keys: QueueKeys;
  readonly connections: RedisConnections;
  readonly producer: QueueProducer;
  /** A connection to the queue's server, to look and meddle with. */
  readonly redis: Redis;
  private readonly consumers: TestConsumer[] = [];

  private constructor(
    readonly name: string,
    readonly address: RedisAddress,
    /** The server that has the queue. */
    readonly server: SuiteRedis['server'],
  ) {
    this.keys = queueKeys(name, 0);
    this.connections = new RedisConnections(address);
    this.producer = new QueueProducer(this.connections, { name: this.name });
    this.redis = new Redis(server.url);
    this.redis.on('error', () => undefined); // tests that stop Redis expect it
  }

  static async open(redis: SuiteRedis): Promise<TestQueue> {
    const name = `queue-${randomUUID()}`;
    const queue = new TestQueue(name, redis, await redis.serverOf(queueKeys(name, 0).stream));
    await Promise.all([queue.redis.ping(), queue.connections.onModuleInit()]);
    return queue;
  }

  /** Starts a consumer whose handler is the given function, and waits until it can be reached. */
  async consume(
    handle: Handler,
    overrides: Partial<PartitionConsumerOptions> = {},
    address = this.address,
  ): Promise<TestConsumer> {
    const consumer = new TestConsumer(this.name, address, handle, overrides);
    this.consumers.push(consumer);
    await consumer.connections.onModuleInit();
    consumer.start();
    return consumer;
  }

  /** Adds a message, if none is given, and has it delivered to a consumer that will never do anything about it. */
  async deliverTo(consumer: string, message: NewMessage = aMessage()): Promise<{ entryId: string; message: Message }> {
    await this.redis.xgroup('CREATE', this.keys.stream, GROUP, '0', 'MKSTREAM').catch(() => undefined);
    const created = createMessage(message);
    const entryId = await this.redis.xadd(this.keys.stream, '*', 'message', JSON.stringify(created));
    await this.redis.xreadgroup('GROUP', GROUP, consumer, 'STREAMS', this.keys.stream, '>');
    return { entryId: entryId!, message: created };
  }

  /** Makes a pending entry look as if its consumer had been silent for so long, without counting a delivery. */
  async age(entryId: string, idleMs: number, consumer = 'dead-consumer'): Promise<void> {
    await this.redis.xclaim(this.keys.stream, GROUP, consumer, 0, entryId, 'IDLE', idleMs, 'JUSTID');
  }

  /** Everything that waits, is being handled, is put off or has died. */
  async counts(): Promise<{ stream: number; pending: number; delayed: number; dead: number }> {
    const [stream, pending, delayed, dead] = await Promise.all([
      this.redis.xlen(this.keys.stream),
      // Before the first consumer there is no group, and nothing is pending.
      this.redis.xpending(this.keys.stream, GROUP).then(
        ([count]) => Number(count),
        () => 0,
      ),
      this.redis.zcard(this.keys.delayed),
      this.redis.zcard(this.keys.dead),
    ]);
    return { stream, pending, delayed, dead };
  }

  /** The oldest dead letter. */
  async deadLetter(): Promise<DeadLetter> {
    const [id] = await this.redis.zrange(this.keys.dead, '0', '0');
    return JSON.parse((await this.redis.hget(this.keys.deadLetters, String(id)))!) as DeadLetter;
  }

  /** Resolves when the counts are these. */
  countsBecome(expected: object): Promise<void> {
    return eventually(async () => expect(await this.counts()).toEqual(expected));
  }

  async close(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.stop(0)));
    await this.connections.onApplicationShutdown();
    this.redis.disconnect();
  }
}

/** Gives each test of a suite a queue of its own, and closes it when what the test has mocked is as it was. */
export function useQueue(redis: SuiteRedis, onOpened: (queue: TestQueue) => void): void {
  let queue: TestQueue;
  beforeEach(async () => onOpened((queue = await TestQueue.open(redis))));
  afterEach(async () => {
    jest.restoreAllMocks();
    await queue.close();
  });
}

export type Handler = (message: Message, delivery: Delivery) => Promise<void> | void;

export interface Handled {
  message: Message;
  delivery: Delivery;
}

/** A consumer that tells what its handler gets. */
export class TestConsumer {
  readonly connections: RedisConnections;
  private readonly events = new EventEmitter();
  private readonly arrivals = on(this.events, 'handled');
  private readonly consumer: PartitionConsumer;
  private stopped = false;

  constructor(queue: string, address: RedisAddress, handle: Handler, overrides: Partial<PartitionConsumerOptions>) {
    this.connections = new RedisConnections(address);
    this.consumer = new PartitionConsumer(this.connections, {
      queue: { name: queue },
      group: GROUP,
      types: [],
      partition: 0,
      consumer: `consumer-${randomUUID()}`,
      concurrency: 10,
      leaseMs: 30_000,
      blockMs: 50,
      maxAttempts: 3,
      maxDeliveries: 3,
      backoff: { baseMs: 1, capMs: 1 },
      deadLetters: { maxCount: 1_000, maxAgeMs: 3_600_000 },
      drainMs: 1_000,
      handle: async (message, delivery) => {
        this.events.emit('handled', { message, delivery } satisfies Handled);
        await handle(message, delivery);
      },
      ...overrides,
    });
  }

  get stalledMs(): number {
    return this.consumer.stalledMs;
  }

  /** Resolves when its loop has turned so many times. */
  async turns(count: number): Promise<void> {
    for (let stalled = Infinity; count > 0; stalled = this.stalledMs) {
      await new Promise(setImmediate);
      if (this.stalledMs < stalled) count -= 1;
    }
  }

  get interruption(): Error | undefined {
    return this.consumer.interruption;
  }

  start(): void {
    this.consumer.start();
  }

  /** The next message that reaches the handler. */
  async next(): Promise<Handled> {
    const { value } = (await this.arrivals.next()) as { value: [Handled] };
    return value[0];
  }

  async stop(drainMs: number): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    await this.consumer.quiet();
    await this.consumer.drain(drainMs);
    await this.connections.onApplicationShutdown();
  }
}

/** Something a test waits for: resolved by the test's own doing. */
export function signal<T = void>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}
