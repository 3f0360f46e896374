import { once } from 'node:events';
import { eventually, useRedis } from '@ofs/testing';
import type { Redis } from 'ioredis';
import { aMessage, GROUP, signal, TestQueue, nothingLeft, useQueue } from '../test/queue-kit';
import { StoppingError } from './errors';
import { Reader } from './reader';

const redis = useRedis();
let queue: TestQueue;
useQueue(redis, (opened) => (queue = opened));

describe('a stop', () => {
  it('waits for all that is being handled, and takes nothing new', async () => {
    const releases = new Map(['one', 'other'].map((subject) => [subject, signal()]));
    const consumer = await queue.consume(({ subject }) => releases.get(subject)!.promise);
    for (const subject of releases.keys()) await queue.producer.enqueue(aMessage({ subject }));
    await consumer.next();
    await consumer.next();
    const stopped = consumer.stop(600_000);
    // Else a read that is being interrupted might bring it, and hand it back.
    await eventually(async () => expect(await queue.redis.info('clients')).toContain('blocked_clients:0'));
    await queue.producer.enqueue(aMessage({ subject: 'new' }));
    releases.get('one')!.resolve();
    await queue.countsBecome({ ...nothingLeft, stream: 2, pending: 1 });
    releases.get('other')!.resolve();
    await stopped;
    expect(await queue.counts()).toEqual({ ...nothingLeft, stream: 1 });
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

  it('does not wait for a read either that it has overtaken at first', async () => {
    const consumer = await queue.consume(() => undefined, { blockMs: 60_000 });
    await eventually(async () => expect(await queue.redis.info('clients')).toContain('blocked_clients:1'));
    jest.spyOn(consumer.connections, 'servers', 'get').mockReturnValueOnce([]); // nobody was waiting yet
    await consumer.stop(0);
  });

  it('does not wait for a read either that was still connecting', async () => {
    const opened = jest.spyOn(queue.connections, 'openForBlocking');
    const reader = new Reader(queue.connections, queue.keys.stream, GROUP, 'ada');
    await once(opened.mock.results[0]!.value as Redis, 'ready');
    await queue.deliverTo('bob'); // there is a group, and nothing to read
    const read = reader.read(1, 60_000);
    await reader.interrupt();
    expect(await read).toEqual([]);
    reader.close();
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

  it('is not over before what was just read is handed back', async () => {
    const consumer = await queue.consume(() => signal().promise, { consumer: 'ada' });
    const read = signal();
    const answer = signal();
    const exists = jest.spyOn(consumer.connections.commands, 'exists');
    exists.mockImplementation(async () => {
      if ((await queue.counts()).pending === 1) {
        read.resolve();
        await answer.promise;
      }
      return 0;
    });
    await queue.producer.enqueue(aMessage());
    await read.promise;
    let isOver = false;
    const stopped = consumer.stop(0).then(() => (isOver = true));
    for (let n = 0; n < 50; n++) await queue.redis.ping(); // longer than it would take if it did not wait
    expect(isOver).toBe(false);
    answer.resolve();
    await stopped;
    const other = await queue.consume(() => undefined);
    expect((await other.next()).delivery).toMatchObject({ attempt: 1, lease: { generation: 1 } });
  });

  it('begins no read when it comes while the duties are done', async () => {
    const clock = performance.now.bind(performance);
    let passed = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => clock() + passed);
    const [began, answer] = [signal(), signal()];
    const consumer = await queue.consume(() => void (passed = 60), { blockMs: 60_000 }); // the duties are due again
    jest.spyOn(consumer.connections.commands, 'exists').mockImplementation(async () => {
      if (passed > 0) {
        began.resolve();
        await answer.promise;
      }
      return 0;
    });
    await queue.producer.enqueue(aMessage());
    await began.promise;
    const stopped = consumer.stop(0);
    answer.resolve();
    await stopped;
  });

  it('leaves no timer behind', async () => {
    const [started, cleared] = [jest.spyOn(global, 'setInterval'), jest.spyOn(global, 'clearInterval')];
    const consumer = await queue.consume(() => undefined);
    await consumer.stop(0);
    const left = started.mock.results.filter(({ value }) => !cleared.mock.calls.some(([timer]) => timer === value));
    expect(left).toEqual([]);
  });
});
