import { eventually, useRedis } from '@ofs/testing';
import { aMessage, GROUP, signal, TestQueue, nothingLeft, useQueue } from '../test/queue-kit';
import { DeadLetters } from './dead-letters.service';
import { QueueFullError, UnrecoverableError } from './errors';
import { QueueInspector } from './queue-inspector.service';
import { QueueProducer } from './queue-producer.service';

const redis = useRedis();
let queue: TestQueue;
useQueue(redis, (opened) => (queue = opened));

function inLine(partitionkey: string, subject: string) {
  return aMessage({ partitionkey, subject });
}

async function keysLeft(): Promise<string[]> {
  return queue.redis.keys(`${queue.keys.tag}:ordered:*`);
}

it('keeps the order of each partition key over many consumers, failures and attempts', async () => {
  const keys = ['a', 'b', 'c'];
  const handled: Record<string, string[]> = { a: [], b: [], c: [] };
  const running = new Set<string>();
  const tried = new Set<string>();
  const handle = async ({ partitionkey, subject, id }: { partitionkey?: string; subject: string; id: string }) => {
    expect(running.has(partitionkey!)).toBe(false);
    running.add(partitionkey!);
    await new Promise(setImmediate);
    running.delete(partitionkey!);
    // Every third message fails at first.
    if (Number(subject) % 3 === 0 && !tried.has(id)) {
      tried.add(id);
      throw new Error('not yet');
    }
    handled[partitionkey!]!.push(subject);
  };
  await Promise.all([queue.consume(handle), queue.consume(handle), queue.consume(handle)]);
  const numbers = Array.from({ length: 40 }, (_, n) => String(n));
  await Promise.all(numbers.flatMap((n) => keys.map((key) => queue.producer.enqueue(inLine(key, n)))));
  await eventually(() => {
    for (const key of keys) expect(handled[key]).toHaveLength(40);
  });
  for (const key of keys) expect(handled[key]).toEqual(numbers);
  await queue.countsBecome(nothingLeft);
  expect(await keysLeft()).toEqual([]);
  expect(await queue.redis.get(queue.keys.parked)).toBe('0');
});

it('lets one key wait for itself alone', async () => {
  const release = signal();
  const consumer = await queue.consume(({ subject }) => (subject === 'slow' ? release.promise : undefined));
  await queue.producer.enqueue(inLine('a', 'slow'));
  await queue.producer.enqueue(inLine('a', 'behind'));
  await queue.producer.enqueue(inLine('b', 'other'));
  await queue.producer.enqueue(aMessage({ subject: 'without a key' }));
  const first = [await consumer.next(), await consumer.next(), await consumer.next()];
  expect(first.map(({ message }) => message.subject).sort()).toEqual(['other', 'slow', 'without a key']);
  const inspector = new QueueInspector(queue.connections, { name: queue.name }, GROUP);
  await eventually(async () => expect(await inspector.inspect()).toMatchObject({ backlog: 1, inFlight: 1 }));
  release.resolve();
  expect((await consumer.next()).message.subject).toBe('behind');
});

it('goes on past a message that died, and puts it at the end of its line when it is replayed', async () => {
  const broken = new Set(['first']);
  const release = signal();
  const consumer = await queue.consume(async ({ subject }) => {
    if (broken.has(subject)) throw new UnrecoverableError('broken');
    if (subject === 'second') await release.promise;
  });
  for (const subject of ['first', 'second', 'third']) await queue.producer.enqueue(inLine('a', subject));
  expect((await consumer.next()).message.subject).toBe('first');
  expect((await consumer.next()).message.subject).toBe('second');
  broken.clear();
  const deadLetters = new DeadLetters(queue.connections, { name: queue.name });
  const { letters } = await deadLetters.page({ limit: 1 });
  await expect(deadLetters.replay(letters[0]!.id)).resolves.toBe('replayed');
  release.resolve();
  expect((await consumer.next()).message.subject).toBe('third');
  expect((await consumer.next()).message.subject).toBe('first');
  await queue.countsBecome(nothingLeft);
  expect(await keysLeft()).toEqual([]);
});

it('hands the head of a line on when its consumer dies, and nothing behind it', async () => {
  const { entryId } = await queue.deliverTo('dead-consumer', inLine('a', 'head'));
  await queue.redis.rpush(`${queue.keys.tag}:ordered:a`, 'head');
  await queue.producer.enqueue(inLine('a', 'behind'));
  const consumer = await queue.consume(() => undefined);
  await consumer.turns(3);
  await queue.age(entryId, 30_001);
  expect((await consumer.next()).message.subject).toBe('head');
  expect((await consumer.next()).message.subject).toBe('behind');
});

it('counts those that wait in line towards the limit', async () => {
  const producer = new QueueProducer(queue.connections, { name: queue.name }, { backlogLimit: 3 });
  for (const subject of ['1', '2', '3']) await producer.enqueue(inLine('a', subject));
  await expect(producer.enqueue(inLine('a', '4'))).rejects.toThrow(QueueFullError);
});

it('does not delay a message that has to keep its place', async () => {
  await expect(queue.producer.enqueue(inLine('a', '1'), { delayMs: 1_000 })).rejects.toThrow(RangeError);
});

it('finds a partition for the key, always the same', async () => {
  const producer = new QueueProducer(queue.connections, { name: queue.name, partitions: 4 });
  await Promise.all(Array.from({ length: 5 }, (_, n) => producer.enqueue(inLine('a', String(n)))));
  const lengths = await Promise.all(
    [0, 1, 2, 3].map((p) => queue.connections.commands.llen(`{${queue.name}:${p}}:ordered:a`)),
  );
  expect(lengths.sort()).toEqual([0, 0, 0, 5]);
});
