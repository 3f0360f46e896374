import { eventually, useRedis } from '@ofs/testing';
import { aMessage, signal, TestQueue, nothingLeft } from '../test/queue-kit';
import { StoppingError } from './errors';

const redis = useRedis();
let queue: TestQueue;
beforeEach(async () => (queue = await TestQueue.open(redis)));
afterEach(() => queue.close());

describe('a stop', () => {
  it('waits for what is being handled, and takes nothing new', async () => {
    const release = signal();
    const consumer = await queue.consume(() => release.promise);
    await queue.producer.enqueue(aMessage());
    await consumer.next();
    const stopped = consumer.stop(600_000);
    await queue.producer.enqueue(aMessage());
    release.resolve();
    await stopped;
    expect(await queue.counts()).toMatchObject({ stream: 1, pending: 0 });
  });

  it('hands back what does not finish in time, without counting an attempt or a delivery or waiting for the lease', async () => {
    const reason = signal<unknown>();
    const stuck = await queue.consume(
      (_, { signal: abort }) =>
        new Promise((_resolve, reject) => {
          abort.addEventListener('abort', () => {
            reason.resolve(abort.reason);
            reject(abort.reason as Error);
          });
        }),
    );
    await queue.producer.enqueue(aMessage());
    await stuck.next();
    await stuck.stop(0);
    expect(await reason.promise).toBeInstanceOf(StoppingError);
    const other = await queue.consume(() => undefined);
    const { delivery } = await other.next();
    expect(delivery).toMatchObject({ attempt: 1, lease: { generation: 1 } });
    await queue.countsBecome(nothingLeft);
  });

  it('leaves a handler that goes on regardless unable to write', async () => {
    const release = signal();
    const outcome = signal<unknown>();
    const stubborn = await queue.consume(async (_, delivery) => {
      await release.promise;
      await delivery.acknowledge({ writes: [['SET', `{${queue.name}:0}:record`, 'zombie']] }).catch(outcome.resolve);
    });
    await queue.producer.enqueue(aMessage());
    await stubborn.next();
    await stubborn.stop(0);
    release.resolve();
    expect(await outcome.promise).toBeInstanceOf(StoppingError);
    expect(await queue.redis.exists(`{${queue.name}:0}:record`)).toBe(0);
  });

  it('does not wait for a read that waits', async () => {
    const consumer = await queue.consume(() => undefined, { blockMs: 60_000 });
    await queue.producer.enqueue(aMessage());
    await consumer.next();
    await consumer.stop(0);
  });

  it('hands back what a read brings when it is too late for it', async () => {
    const handled: unknown[] = [];
    const late = await queue.consume((message) => void handled.push(message), { blockMs: 60_000 });
    await eventually(async () => expect(await queue.redis.info('clients')).toContain('blocked_clients:1'));
    // The read cannot be interrupted: it ends with the message.
    jest.spyOn(late.connections, 'servers', 'get').mockReturnValue([]);
    const stopped = late.stop(0);
    await queue.producer.enqueue(aMessage());
    await stopped;
    expect(handled).toEqual([]);
    const other = await queue.consume(() => undefined);
    expect((await other.next()).delivery).toMatchObject({ attempt: 1, lease: { generation: 1 } });
  });

  it('does not wait for a Redis that does not answer', async () => {
    const consumer = await queue.consume(() => signal().promise);
    await queue.producer.enqueue(aMessage());
    await consumer.next();
    queue.server.freeze();
    try {
      await consumer.stop(0);
    } finally {
      queue.server.thaw();
    }
  });
});
