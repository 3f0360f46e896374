import { eventually, useRedis } from '@ofs/testing';
import { aMessage, GROUP, nothingLeft, signal, TestQueue, useQueue } from '../test/queue-kit';
import { QueueInspector } from './queue-inspector.service';

const redis = useRedis();
let queue: TestQueue;
useQueue(redis, (opened) => (queue = opened));

describe('a message', () => {
  it('is handled, acknowledged and deleted', async () => {
    const consumer = await queue.consume(() => undefined);
    const message = aMessage();
    await queue.producer.enqueue(message);
    expect((await consumer.next()).message).toMatchObject(message);
    await queue.countsBecome(nothingLeft);
  });

  it('that was there before the group is delivered too', async () => {
    await queue.producer.enqueue(aMessage());
    const consumer = await queue.consume(() => undefined);
    await consumer.next();
  });

  it('is handled by one consumer of many', async () => {
    const handled: string[] = [];
    const all = signal();
    const handle = ({ id }: { id: string }): void => {
      if (handled.push(id) === 300) all.resolve();
    };
    await Promise.all([queue.consume(handle), queue.consume(handle), queue.consume(handle)]);
    await Promise.all(Array.from({ length: 300 }, () => queue.producer.enqueue(aMessage())));
    await all.promise;
    await queue.countsBecome(nothingLeft);
    expect(new Set(handled).size).toBe(300);
    expect(handled).toHaveLength(300);
  });

  it('that is delayed is delivered when it is due', async () => {
    const consumer = await queue.consume(() => undefined);
    const enqueuedAt = Date.now();
    await queue.producer.enqueue(aMessage(), { delayMs: 120 });
    await consumer.next();
    // The server counts in whole milliseconds.
    expect(Date.now() - enqueuedAt).toBeGreaterThanOrEqual(119);
  });

  it('waits while its consumer has no room', async () => {
    const release = signal();
    const consumer = await queue.consume(() => release.promise, { concurrency: 2 });
    await Promise.all(Array.from({ length: 5 }, () => queue.producer.enqueue(aMessage())));
    await consumer.next();
    await consumer.next();
    expect(await queue.counts()).toMatchObject({ stream: 5, pending: 2 });
    release.resolve();
    await queue.countsBecome(nothingLeft);
  });

  it('waits for room that messages of dead consumers have taken', async () => {
    for (let n = 0; n < 2; n++) await queue.age((await queue.deliverTo('dead-consumer')).entryId, 30_001);
    await Promise.all(Array.from({ length: 3 }, () => queue.producer.enqueue(aMessage())));
    const release = signal();
    const consumer = await queue.consume(() => release.promise, { concurrency: 2 });
    await consumer.next();
    await consumer.next();
    await consumer.turns(3);
    expect(await queue.counts()).toMatchObject({ stream: 5, pending: 2 });
    expect(consumer.interruption).toBeUndefined();
    release.resolve();
    await queue.countsBecome(nothingLeft);
  });

  it.each([
    [4, 2],
    [1, 1],
  ])('has its share of the room for %i where there are two partitions: %i', async (concurrency, share) => {
    const release = signal();
    const consumer = await queue.consume(() => release.promise, {
      queue: { name: queue.name, partitions: 2 },
      concurrency,
    });
    await Promise.all(Array.from({ length: 5 }, () => queue.producer.enqueue(aMessage())));
    for (let n = 0; n < share; n++) await consumer.next();
    await consumer.turns(3);
    expect(await queue.counts()).toMatchObject({ pending: share });
    release.resolve();
    await queue.countsBecome(nothingLeft);
  });
});

describe('a message whose consumer died', () => {
  it('is delivered again once the lease has passed, at the same attempt', async () => {
    const { entryId, message } = await queue.deliverTo('dead-consumer');
    await queue.age(entryId, 30_001);
    const consumer = await queue.consume(() => undefined);
    const { message: handled, delivery } = await consumer.next();
    expect(handled).toEqual(message);
    expect(delivery.lease).toMatchObject({ entryId, generation: 2 });
    await queue.countsBecome(nothingLeft);
  });

  it('stays with its consumer until then', async () => {
    const { entryId } = await queue.deliverTo('busy-consumer');
    await queue.age(entryId, 29_000, 'busy-consumer');
    const consumer = await queue.consume(() => undefined);
    await queue.producer.enqueue(aMessage({ subject: 'new' }));
    expect((await consumer.next()).message.subject).toBe('new');
    await queue.countsBecome({ stream: 1, pending: 1, delayed: 0, dead: 0 });
  });

  it('is a dead letter when it seems to kill every consumer it meets', async () => {
    const { entryId } = await queue.deliverTo('dead-consumer');
    await queue.redis.xclaim(queue.keys.stream, GROUP, 'dead-consumer', 0, entryId, 'RETRYCOUNT', 3, 'IDLE', 30_001);
    const handled: unknown[] = [];
    await queue.consume((message) => void handled.push(message));
    await queue.countsBecome({ ...nothingLeft, dead: 1 });
    expect(await queue.deadLetter()).toMatchObject({
      reason: 'deliveries-exhausted',
      deliveries: 4,
      errors: [{ message: 'Delivered 3 times without an outcome' }],
    });
    expect(handled).toEqual([]);
  });

  it('is taken over also while new ones keep coming, however long a read may wait', async () => {
    const { entryId } = await queue.deliverTo('dead-consumer', aMessage({ subject: 'left' }));
    const found = signal();
    let isFound = false;
    const consumer = await queue.consume(
      async ({ subject }) => {
        if (subject === 'left') {
          isFound = true;
          found.resolve();
        } else if (!isFound) await queue.producer.enqueue(aMessage());
      },
      { blockMs: 60_000 },
    );
    await queue.producer.enqueue(aMessage());
    await consumer.next();
    await queue.age(entryId, 30_001);
    await found.promise;
  });

  it('is taken over soon after another that is suspected as it is, however long a read may wait', async () => {
    for (let n = 0; n < 3; n++) {
      const { entryId } = await queue.deliverTo('dead-consumer');
      await queue.redis.xclaim(queue.keys.stream, GROUP, 'dead-consumer', 0, entryId, 'RETRYCOUNT', 2, 'IDLE', 30_001);
    }
    await queue.consume(() => undefined, { blockMs: 60_000 });
    await queue.countsBecome(nothingLeft);
  });

  it('is handled when it is delivered as often as it may be', async () => {
    const { entryId } = await queue.deliverTo('dead-consumer');
    await queue.redis.xclaim(queue.keys.stream, GROUP, 'dead-consumer', 0, entryId, 'RETRYCOUNT', 2, 'IDLE', 30_001);
    const consumer = await queue.consume(() => undefined, { maxDeliveries: 3 });
    expect((await consumer.next()).delivery.lease.generation).toBe(3);
    await queue.countsBecome(nothingLeft);
  });
});

describe('a consumer', () => {
  async function names(): Promise<string[]> {
    const { consumers } = await new QueueInspector(queue.connections, { name: queue.name }, GROUP).inspect();
    return consumers.map(({ name }) => name).sort();
  }

  it('is seen while it is there, also when it has had nothing to do, and not when it has stopped', async () => {
    await queue.consume(() => undefined, { consumer: 'ada' });
    const bob = await queue.consume(() => undefined, { consumer: 'bob' });
    await eventually(async () => expect(await names()).toEqual(['ada', 'bob']));
    await bob.stop(0);
    expect(await names()).toEqual(['ada']);
  });

  it('that has held nothing is forgotten a lease after it died', async () => {
    await queue.redis.zadd(queue.keys.consumers, Date.now() - 31_000, 'gone', Date.now() - 1_000, 'busy');
    await queue.consume(() => undefined, { consumer: 'ada' });
    await eventually(async () => expect(await names()).toEqual(['ada', 'busy']));
  });

  it('that died is forgotten once it holds nothing any more', async () => {
    const { entryId } = await queue.deliverTo('dead-consumer');
    await queue.consume(() => undefined, { consumer: 'ada' });
    await eventually(async () => expect(await names()).toEqual(['ada', 'dead-consumer']));
    await queue.age(entryId, 30_001);
    await queue.countsBecome(nothingLeft);
    await eventually(async () => {
      const known = (await queue.redis.xinfo('CONSUMERS', queue.keys.stream, GROUP)) as [string, string][];
      expect(known.map(([, name]) => name)).toEqual(['ada']);
    });
  });
});
