import { useRedis } from '@ofs/testing';
import { aMessage, GROUP, nothingLeft, signal, TestQueue } from '../test/queue-kit';
import { Committer } from './committer';
import { Delivery } from './delivery';
import { LeaseLostError, StaleWriteError, StoppingError } from './errors';
import { interruptionsTotal } from './metrics';

const redis = useRedis();
let queue: TestQueue;
let record: string;
beforeEach(async () => {
  queue = await TestQueue.open(redis);
  record = `${queue.keys.tag}:record`;
});
afterEach(async () => {
  jest.restoreAllMocks();
  await queue.close();
});

async function aDelivery(): Promise<Delivery> {
  const { entryId, message } = await queue.deliverTo('me');
  const committer = new Committer(queue.redis, queue.keys, GROUP, { maxCount: 1_000, maxAgeMs: 3_600_000 });
  return new Delivery(message, { entryId, consumer: 'me', generation: 1 }, committer);
}

describe('a delivery', () => {
  it('keeps its message at a checkpoint, and lets it go when it is acknowledged', async () => {
    const delivery = await aDelivery();
    await delivery.checkpoint({ writes: [['RPUSH', record, 'first']] });
    expect(delivery.settled).toBeUndefined();
    expect(await queue.counts()).toEqual({ ...nothingLeft, stream: 1, pending: 1 });
    await delivery.acknowledge({ writes: [['RPUSH', record, 'second']] });
    expect(delivery.settled).toEqual({ outcome: 'acknowledge' });
    expect(await queue.counts()).toEqual(nothingLeft);
    expect(await queue.redis.lrange(record, 0, -1)).toEqual(['first', 'second']);
  });

  it('keeps its message when the record has changed, and says so', async () => {
    const delivery = await aDelivery();
    const writes = { guard: { key: record, length: 1 }, writes: [] };
    await expect(delivery.acknowledge(writes)).rejects.toThrow(StaleWriteError);
    expect([delivery.settled, delivery.signal.aborted]).toEqual([undefined, false]);
    await delivery.acknowledge();
    expect(await queue.counts()).toEqual(nothingLeft);
  });

  it('is over when a write finds that its lease is lost', async () => {
    const delivery = await aDelivery();
    await queue.redis.xclaim(queue.keys.stream, GROUP, 'thief', 0, delivery.lease.entryId);
    await expect(delivery.checkpoint({ writes: [] })).rejects.toThrow(LeaseLostError);
    expect(delivery.signal.reason).toBeInstanceOf(LeaseLostError);
    expect(delivery.settled).toBeUndefined();
  });

  it('fails at once with a write that Redis will always refuse', async () => {
    const delivery = await aDelivery();
    await queue.redis.set(record, 'not a list');
    await expect(delivery.checkpoint({ writes: [['RPUSH', record, 'a']] })).rejects.toThrow('WRONGTYPE');
    await delivery.acknowledge();
    expect(await queue.counts()).toEqual(nothingLeft);
  });

  it('tells also whoever asks late that it is over, and why it was so first', async () => {
    const delivery = await aDelivery();
    delivery.stop();
    delivery.lose();
    expect(delivery.signal.reason).toBeInstanceOf(StoppingError);
    await expect(delivery.acknowledge()).rejects.toThrow(StoppingError);
    expect(await queue.counts()).toMatchObject({ pending: 1 });
  });
});

it('puts a message off at the same attempt when its handler says so, with the writes that belong to that', async () => {
  const note = `{${queue.name}:0}:note`;
  let deliveries = 0;
  const consumer = await queue.consume(async (_, delivery) => {
    deliveries += 1;
    if (deliveries === 1) await delivery.putOff(1, { writes: [['SET', note, 'waits']] });
  });
  await queue.producer.enqueue(aMessage());
  await consumer.next();
  const again = await consumer.next();
  expect(again.message.attempt).toBe(1);
  expect(await queue.redis.get(note)).toBe('waits');
  await queue.countsBecome(nothingLeft);
});

it('brings a message back when it is due also when it is put off as soon as it has come', async () => {
  const clock = performance.now.bind(performance);
  let passed = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => clock() + passed);
  const seen = new Set<string>();
  // Where a wake-up gets lost, the message comes with the end of a read that waits.
  const consumer = await queue.consume(
    ({ id }, delivery) => (seen.has(id) ? undefined : (seen.add(id), delivery.putOff(5))),
    { blockMs: 60_000 },
  );
  for (let round = 0; round < 15; round++) {
    await queue.producer.enqueue(aMessage());
    await consumer.next();
    await consumer.next();
    // Then the duties are due again, and done just while the next message is put off.
    passed += 60;
  }
  await queue.countsBecome(nothingLeft);
});

it('brings a message back when it is due also when it is put off while the duties are done', async () => {
  const clock = performance.now.bind(performance);
  let passed = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => clock() + passed);
  const [looking, putOff] = [signal(), signal()];
  let isFirst = true;
  const consumer = await queue.consume(
    async (_, delivery) => {
      if (!isFirst) return;
      isFirst = false;
      passed += 60; // the duties are due again
      jest.spyOn(consumer.connections.commands, 'exists').mockImplementationOnce(async () => {
        looking.resolve();
        await putOff.promise;
        return 0;
      });
      await looking.promise;
      await delivery.putOff(5);
      setImmediate(putOff.resolve);
    },
    { blockMs: 60_000 },
  );
  const interruptions = async () => (await interruptionsTotal.get()).values.reduce((sum, { value }) => sum + value, 0);
  await queue.producer.enqueue(aMessage());
  await consumer.next();
  const before = await interruptions();
  await consumer.next();
  await queue.countsBecome(nothingLeft);
  // A read that was to wait for ever would have been given up.
  expect(await interruptions()).toBe(before);
});
