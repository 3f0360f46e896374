import { eventually, useRedis } from '@ofs/testing';
import { aMessage, GROUP, TestQueue, nothingLeft, useQueue } from '../test/queue-kit';
import { QueueControl } from './queue-control.service';
import { QueueInspector } from './queue-inspector.service';
import { QueueProducer } from './queue-producer.service';

const redis = useRedis();
let queue: TestQueue;
useQueue(redis, (opened) => (queue = opened));

describe('a queue that is paused', () => {
  it('takes messages in, begins none, and goes on where it was when it is resumed', async () => {
    const control = new QueueControl(queue.connections, { name: queue.name });
    const inspector = new QueueInspector(queue.connections, { name: queue.name }, GROUP);
    await control.pause();
    expect(await inspector.inspect()).toMatchObject({ paused: true });
    const handled: string[] = [];
    const consumer = await queue.consume(({ subject }) => void handled.push(subject), { blockMs: 20 });
    const { entryId } = await queue.deliverTo('dead-consumer', aMessage({ subject: 'left' }));
    await queue.age(entryId, 30_001);
    await queue.producer.enqueue(aMessage({ subject: 'new' }));
    await queue.producer.enqueue(aMessage({ subject: 'delayed' }), { delayMs: 1 });
    await consumer.turns(5);
    expect(handled).toEqual([]);
    await control.resume();
    await queue.countsBecome(nothingLeft);
    expect(handled.sort()).toEqual(['delayed', 'left', 'new']);
    expect(await inspector.inspect()).toMatchObject({ paused: false });
  });

  it('keeps its messages also from a consumer that was waiting for one when it was paused', async () => {
    const control = new QueueControl(queue.connections, { name: queue.name });
    const consumer = await queue.consume(() => undefined, { blockMs: 1_000 });
    await queue.producer.enqueue(aMessage());
    await consumer.next();
    await eventually(async () => expect(await queue.redis.info('clients')).toContain('blocked_clients:1'));
    await control.pause();
    await queue.producer.enqueue(aMessage({ subject: 'later' }));
    await consumer.turns(2);
    await queue.countsBecome({ stream: 1, pending: 0, delayed: 0, dead: 0 });
    await control.resume();
    const { message, delivery } = await consumer.next();
    expect([message.subject, delivery.lease.generation]).toEqual(['later', 1]);
  });

  it('keeps its messages also from a consumer that is busy', async () => {
    const control = new QueueControl(queue.connections, { name: queue.name });
    let handled = 0;
    await Promise.all(Array.from({ length: 500 }, () => queue.producer.enqueue(aMessage())));
    const consumer = await queue.consume(() => void handled++, { concurrency: 2, blockMs: 20 });
    await eventually(() => expect(handled).toBeGreaterThan(5));
    await control.pause();
    // What had been read by then may be begun still.
    const begun = handled + 2;
    await consumer.turns(5);
    expect(handled).toBeLessThanOrEqual(begun);
    expect(handled).toBeLessThan(500);
    await control.resume();
    await queue.countsBecome(nothingLeft);
    expect(handled).toBe(500);
  });

  it('is paused in every partition, wherever that lies', async () => {
    const spread = { name: queue.name, partitions: 2 };
    const control = new QueueControl(queue.connections, spread);
    await control.pause();
    const handled: string[] = [];
    const consumer = await queue.consume(({ subject }) => void handled.push(subject), {
      queue: spread,
      partition: 1,
      blockMs: 20,
    });
    const producer = new QueueProducer(queue.connections, spread);
    await producer.enqueue(aMessage({ subject: 'elsewhere' }), { partition: 1 });
    await consumer.turns(3);
    expect(handled).toEqual([]);
    await control.resume();
    expect((await consumer.next()).message.subject).toBe('elsewhere');
  });

  it('can be stopped', async () => {
    await new QueueControl(queue.connections, { name: queue.name }).pause();
    const consumer = await queue.consume(() => undefined, { blockMs: 60_000 });
    await eventually(async () => expect(await queue.redis.exists(queue.keys.consumers)).toBe(1));
    await consumer.stop(0);
  });
});
