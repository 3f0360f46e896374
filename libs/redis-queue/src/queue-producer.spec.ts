import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, RedisServer, useRedis } from '@ofs/testing';
import { aMessage, TestQueue, useQueue } from '../test/queue-kit';
import { EnqueueUnconfirmedError, QueueFullError } from './errors';
import { MemoryWatch } from './memory-watch.service';
import { QueueProducer } from './queue-producer.service';
import { parseMessage } from './message';
import { RedisConnections } from './redis-connections';

const redis = useRedis();
let queue: TestQueue;
useQueue(redis, (opened) => (queue = opened));

const idempotency = { key: 'k1', fingerprint: 'f1', ttlMs: 60_000 };

describe('enqueue', () => {
  it('appends the message as a CloudEvent', async () => {
    const message = aMessage({ data: { text: 'ünïcødé' } });
    await expect(queue.producer.enqueue(message)).resolves.toEqual({ outcome: 'appended', subject: message.subject });
    const [[, [field, wire]]] = (await queue.redis.xrange(queue.keys.stream, '-', '+')) as unknown as [
      [string, [string, string]],
    ];
    expect(field).toBe('message');
    expect(parseMessage(wire)).toMatchObject({ ...message, specversion: '1.0', attempt: 1, schemaversion: 1 });
  });

  it('holds a delayed message back', async () => {
    await queue.producer.enqueue(aMessage(), { delayMs: 60_000 });
    expect(await queue.redis.xlen(queue.keys.stream)).toBe(0);
    const [, due] = await queue.redis.zrange(queue.keys.delayed, '0', '0', 'WITHSCORES');
    expect(Number(due)).toBeGreaterThan(Date.now() + 50_000);
  });

  it('refuses a partition that the queue does not have', async () => {
    await expect(queue.producer.enqueue(aMessage(), { partition: 1 })).rejects.toThrow(RangeError);
  });
});

describe('an idempotency key', () => {
  it('makes a repeat a duplicate, which names the first and writes nothing', async () => {
    const [first, repeat] = [aMessage(), aMessage()];
    await queue.producer.enqueue(first, { idempotency });
    const record = `{${queue.name}:0}:record`;
    await expect(
      queue.producer.enqueue(repeat, { idempotency, writes: { writes: [['SET', record, 1]] } }),
    ).resolves.toEqual({
      outcome: 'duplicate',
      subject: first.subject,
    });
    expect(await queue.redis.xlen(queue.keys.stream)).toBe(1);
    expect(await queue.redis.exists(record)).toBe(0);
  });

  it('is in conflict when the repeat is something else', async () => {
    const first = aMessage();
    await queue.producer.enqueue(first, { idempotency });
    const other = queue.producer.enqueue(aMessage(), { idempotency: { ...idempotency, fingerprint: 'f2' } });
    await expect(other).resolves.toEqual({ outcome: 'conflict', subject: first.subject });
  });

  it('lets one of a hundred racing enqueues through', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () => queue.producer.enqueue(aMessage(), { idempotency })),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
    expect(new Set(outcomes.map(({ subject }) => subject)).size).toBe(1);
    expect(await queue.redis.xlen(queue.keys.stream)).toBe(1);
  });

  it('is known also when the record that its writes were for has changed', async () => {
    const record = `${queue.keys.tag}:record`;
    const writes = { guard: { key: record, length: 0 }, writes: [['RPUSH', record, 'a'] as const] };
    const first = aMessage();
    await queue.producer.enqueue(first, { idempotency, writes });
    await expect(queue.producer.enqueue(aMessage(), { idempotency, writes })).resolves.toEqual({
      outcome: 'duplicate',
      subject: first.subject,
    });
  });

  it('is forgotten after its time', async () => {
    await queue.producer.enqueue(aMessage(), { idempotency });
    expect(await queue.redis.pttl(`{${queue.name}:0}:idempotency:k1`)).toBeGreaterThan(50_000);
  });

  it('takes a subject and a key with spaces and newlines as they are', async () => {
    const odd = { ...idempotency, key: 'a b\n}{' };
    await queue.producer.enqueue(aMessage({ subject: 'x y\nz' }), { idempotency: odd });
    await expect(queue.producer.enqueue(aMessage(), { idempotency: odd })).resolves.toEqual({
      outcome: 'duplicate',
      subject: 'x y\nz',
    });
  });
});

describe('the writes that belong to a message', () => {
  it('are made with it', async () => {
    const record = `{${queue.name}:0}:record`;
    await queue.producer.enqueue(aMessage(), { writes: { writes: [['HSET', record, 'version', 1, 'state', 'new']] } });
    expect(await queue.redis.hgetall(record)).toEqual({ version: '1', state: 'new' });
  });

  it('are left undone, and the message too, where their guard does not hold', async () => {
    const record = `{${queue.name}:0}:record`;
    const guarded = (length: number, element: string) => ({
      guard: { key: record, length },
      writes: [['RPUSH', record, element] as const],
    });
    const outcomes = await Promise.all([
      queue.producer.enqueue(aMessage(), { writes: guarded(0, 'a') }),
      queue.producer.enqueue(aMessage(), { writes: guarded(0, 'b') }),
      queue.producer.enqueue(aMessage(), { writes: guarded(1, 'c') }),
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['appended', 'stale', 'appended']);
    expect(await queue.redis.lrange(record, 0, -1)).toEqual(['a', 'c']);
    expect(await queue.redis.xlen(queue.keys.stream)).toBe(2);
  });

  it('are refused with it, and it with them, where Redis cannot make them', async () => {
    const record = `${queue.keys.tag}:record`;
    await queue.redis.set(record, 'not a list');
    const [refused, other] = await Promise.allSettled([
      queue.producer.enqueue(aMessage(), { writes: { writes: [['RPUSH', record, 'a']] } }),
      queue.producer.enqueue(aMessage()),
    ]);
    expect(refused).toMatchObject({ reason: expect.any(EnqueueUnconfirmedError) });
    expect(other).toMatchObject({ value: { outcome: 'appended' } });
    expect(await queue.redis.xlen(queue.keys.stream)).toBe(1);
  });

  it('share their round trips with those of other messages', async () => {
    await queue.redis.config('RESETSTAT');
    await Promise.all(Array.from({ length: 200 }, () => queue.producer.enqueue(aMessage())));
    const stats = await queue.redis.info('commandstats');
    const calls = [...stats.matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g)].reduce((sum, [, n]) => sum + Number(n), 0);
    expect(calls).toBeLessThanOrEqual(4);
    expect(await queue.redis.xlen(queue.keys.stream)).toBe(200);
  });
});

describe('while Redis is away', () => {
  it('says at once that the enqueue is not confirmed, and works again by itself', async () => {
    await queue.server.kill();
    await expect(queue.producer.enqueue(aMessage())).rejects.toThrow(EnqueueUnconfirmedError);
    await queue.server.restart();
    await eventually(() => expect(queue.producer.enqueue(aMessage())).resolves.toMatchObject({ outcome: 'appended' }));
  });

  it('gives up on a Redis that does not answer', async () => {
    queue.server.freeze();
    try {
      await expect(queue.producer.enqueue(aMessage())).rejects.toThrow(EnqueueUnconfirmedError);
    } finally {
      queue.server.thaw();
    }
  });
});

describe('a queue that is full', () => {
  const full = { outcome: 'rejected', name: 'QueueFullError' };

  async function enqueueAll(producer: QueueProducer, count: number): Promise<unknown[]> {
    const results = await Promise.allSettled(Array.from({ length: count }, () => producer.enqueue(aMessage())));
    return results.map((result) =>
      result.status === 'fulfilled'
        ? result.value.outcome
        : { outcome: 'rejected', name: (result.reason as Error).name },
    );
  }

  it('takes exactly as many as its limit, also in one batch', async () => {
    const producer = new QueueProducer(queue.connections, { name: queue.name }, { backlogLimit: 3 });
    expect(await enqueueAll(producer, 5)).toEqual(['appended', 'appended', 'appended', full, full]);
    expect(await queue.redis.xlen(queue.keys.stream)).toBe(3);
  });

  it('counts what is put off, and takes more when there is room again', async () => {
    const producer = new QueueProducer(queue.connections, { name: queue.name }, { backlogLimit: 1 });
    await producer.enqueue(aMessage(), { delayMs: 60_000 });
    expect(await enqueueAll(producer, 1)).toEqual([full]);
    await queue.redis.del(queue.keys.delayed);
    expect(await enqueueAll(producer, 1)).toEqual(['appended']);
  });

  it('takes all the same what may go beyond its limit', async () => {
    const producer = new QueueProducer(queue.connections, { name: queue.name }, { backlogLimit: 1 });
    await producer.enqueue(aMessage());
    const further = [producer.enqueue(aMessage(), { beyondLimit: true }), producer.enqueue(aMessage())];
    await expect(Promise.allSettled(further)).resolves.toMatchObject([
      { value: { outcome: 'appended' } },
      { reason: expect.any(QueueFullError) },
    ]);
    expect(await queue.redis.xlen(queue.keys.stream)).toBe(2);
  });

  it('still knows what it has taken', async () => {
    const producer = new QueueProducer(queue.connections, { name: queue.name }, { backlogLimit: 1 });
    await producer.enqueue(aMessage(), { idempotency });
    await expect(producer.enqueue(aMessage(), { idempotency })).resolves.toMatchObject({ outcome: 'duplicate' });
  });

  it('leaves no key behind of what it refused', async () => {
    const producer = new QueueProducer(queue.connections, { name: queue.name }, { backlogLimit: 1 });
    await producer.enqueue(aMessage());
    await expect(producer.enqueue(aMessage(), { idempotency })).rejects.toThrow(QueueFullError);
    expect(await queue.redis.exists(`{${queue.name}:0}:idempotency:k1`)).toBe(0);
  });

  it('says when to come back, by how fast it drains', async () => {
    const producer = new QueueProducer(queue.connections, { name: queue.name }, { backlogLimit: 1 });
    const { commands } = queue.connections;
    await producer.enqueue(aMessage());
    await expect(producer.enqueue(aMessage())).rejects.toMatchObject({ retryAfterMs: 5_000 }); // nothing is known yet
    const clock = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => clock() + 10_000);
    const [[entryId]] = (await commands.xrange(queue.keys.stream, '-', '+')) as [[string, string[]]];
    await commands.xdel(queue.keys.stream, entryId);
    await producer.enqueue(aMessage());
    await expect(producer.enqueue(aMessage())).rejects.toMatchObject({ retryAfterMs: 1_000 });
  });

  it('is one whose Redis has little memory left, too', async () => {
    const memory = new MemoryWatch(queue.connections, { name: queue.name }, { memoryLimitPercent: 50 });
    const producer = new QueueProducer(queue.connections, { name: queue.name }, {}, memory);
    await queue.redis.config('SET', 'maxmemory', '1000000000');
    await memory.runOnce();
    expect(await enqueueAll(producer, 1)).toEqual(['appended']);
    const used = Number(/^used_memory:(\d+)/m.exec(await queue.redis.info('memory'))![1]);
    await queue.redis.config('SET', 'maxmemory', String(Math.round(used * 1.5)));
    await memory.runOnce();
    expect(await enqueueAll(producer, 1)).toEqual([full]);
    await expect(producer.enqueue(aMessage(), { beyondLimit: true })).resolves.toMatchObject({ outcome: 'appended' });
    await queue.redis.config('SET', 'maxmemory', '0');
    await memory.runOnce();
    expect(await enqueueAll(producer, 1)).toEqual(['appended']);
  });
});

describe('where replicas must have a message', () => {
  let folder: string;
  let servers: RedisServer[];
  let connections: RedisConnections;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'replicas-'));
    servers = [await RedisServer.start({ dir: join(folder, 'primary'), tethered: true })];
    connections = new RedisConnections({ url: servers[0]!.url, minReplicas: 1 });
    await connections.onModuleInit();
  });
  afterEach(async () => {
    await connections.onApplicationShutdown();
    await Promise.all(servers.map((server) => server.kill()));
    await rm(folder, { recursive: true, force: true });
  });

  it('it is not confirmed before they do, nor is a repeat of it', async () => {
    const producer = new QueueProducer(connections, { name: 'replicated' });
    for (let n = 0; n < 2; n++)
      await expect(producer.enqueue(aMessage(), { idempotency })).rejects.toThrow(EnqueueUnconfirmedError);
    const { port } = new URL(servers[0]!.url);
    const args = ['--replicaof', '127.0.0.1', port, '--repl-diskless-sync-delay', '0'];
    servers.push(await RedisServer.start({ dir: join(folder, 'replica'), args, tethered: true }));
    await eventually(() =>
      expect(producer.enqueue(aMessage(), { idempotency })).resolves.toMatchObject({ outcome: 'duplicate' }),
    );
  });
});
