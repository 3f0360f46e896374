import { eventually, FaultyProxy, useRedis } from '@ofs/testing';
import { aMessage, nothingLeft, signal, TestQueue, useQueue } from '../test/queue-kit';
import type { NewMessage } from './message';
import { interruptionsTotal } from './metrics';

const redis = useRedis();
let queue: TestQueue;
useQueue(redis, (opened) => (queue = opened));

/** Puts a message into a queue that may not be reached yet. */
function enqueueAtLast(message: NewMessage): Promise<unknown> {
  return eventually(() => queue.producer.enqueue(message));
}

describe('an outage', () => {
  it('of Redis, with SIGKILL, is survived, and nothing is lost', async () => {
    const release = signal();
    const consumer = await queue.consume(() => release.promise);
    await queue.producer.enqueue(aMessage({ subject: 'in flight' }));
    await consumer.next();
    await queue.producer.enqueue(aMessage({ subject: 'also in flight' }));
    await consumer.next();
    await queue.server.kill();
    release.resolve(); // both handlers are done while there is nobody to tell
    await queue.server.restart();
    await queue.countsBecome(nothingLeft);
    await enqueueAtLast(aMessage({ subject: 'after' }));
    expect((await consumer.next()).message.subject).toBe('after');
  });

  it('that takes the group away ends with a new group', async () => {
    const consumer = await queue.consume(() => undefined);
    await queue.producer.enqueue(aMessage());
    await consumer.next();
    await queue.redis.flushall();
    await queue.producer.enqueue(aMessage({ subject: 'after' }));
    expect((await consumer.next()).message.subject).toBe('after');
  });

  it('that takes it away is none for a consumer that finds that another has made it anew', async () => {
    const interruptions = async () =>
      (await interruptionsTotal.get()).values.reduce((sum, { value }) => sum + value, 0);
    const consumer = await queue.consume(() => undefined);
    await consumer.turns(2);
    const before = await interruptions();
    const { commands } = consumer.connections;
    const make = commands.xgroup.bind(commands) as (...args: unknown[]) => Promise<unknown>;
    jest.spyOn(commands, 'xgroup').mockImplementationOnce(async (...args: unknown[]) => {
      await make(...args);
      return make(...args);
    });
    await queue.redis.del(queue.keys.stream);
    await queue.producer.enqueue(aMessage());
    await consumer.next();
    expect(await interruptions()).toBe(before);
  });

  it('of every script in the server goes unnoticed', async () => {
    const consumer = await queue.consume(() => undefined);
    await queue.redis.script('FLUSH');
    await queue.producer.enqueue(aMessage());
    await consumer.next();
    await queue.redis.script('FLUSH');
    await queue.countsBecome(nothingLeft);
  });

  it('that is one of memory is told while it lasts', async () => {
    const consumer = await queue.consume(() => undefined);
    await queue.redis.config('SET', 'maxmemory', '1');
    try {
      await eventually(() => expect(consumer.interruption?.message).toContain('OOM'));
    } finally {
      await queue.redis.config('SET', 'maxmemory', '0');
    }
    await eventually(() => expect(consumer.interruption).toBeUndefined());
  });

  it('that keeps a consumer from asking whether it is paused leaves nothing that it has read to its lease', async () => {
    const consumer = await queue.consume(() => undefined, { leaseMs: 60_000 });
    jest.spyOn(consumer.connections.commands, 'exists').mockImplementation(async () => {
      if ((await queue.counts()).pending > 0) throw new Error('away');
      return 0;
    });
    await queue.producer.enqueue(aMessage());
    await consumer.next();
    await queue.countsBecome(nothingLeft);
  });

  it('that cuts the connections does not stop the loop', async () => {
    const consumer = await queue.consume(() => undefined);
    await queue.redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await enqueueAtLast(aMessage());
    await consumer.next();
    expect(consumer.stalledMs).toBeLessThan(5_000);
  });

  it('of Redis that does not answer a read ends the read, and the loop goes on', async () => {
    const consumer = await queue.consume(() => undefined);
    await consumer.turns(1);
    queue.server.freeze();
    try {
      await consumer.turns(2);
    } finally {
      queue.server.thaw();
    }
    await enqueueAtLast(aMessage());
    await consumer.next();
  });

  it('of connections that are half open ends with new ones', async () => {
    const proxy = await FaultyProxy.before(Number(new URL(queue.server.url).port));
    const url = `redis://127.0.0.1:${proxy.port}`;
    const consumer = await queue.consume(() => undefined, {}, { url });
    try {
      await consumer.turns(2);
      proxy.halfOpen();
      await queue.producer.enqueue(aMessage());
      await consumer.next();
      await queue.countsBecome(nothingLeft);
    } finally {
      await consumer.stop(0);
      await proxy.close();
    }
  });

  it('is no interruption until it has shown three times in a row, and no hot loop', async () => {
    const consumer = await queue.consume(() => undefined);
    const told: unknown[] = [];
    const run = consumer.connections.commands.evalsha.bind(consumer.connections.commands);
    // Twice, and after a turn that goes well twice more.
    const failing = [true, true, false, false, false, true, true, false];
    const over = signal();
    jest.spyOn(consumer.connections.commands, 'evalsha').mockImplementation((...args: Parameters<typeof run>) => {
      told.push(consumer.interruption);
      if (failing.length === 0) over.resolve();
      return failing.shift() ? Promise.reject(new Error('away')) : run(...args);
    });
    const began = performance.now();
    await over.promise;
    expect(new Set(told)).toEqual(new Set([undefined]));
    // It rests for a tenth of a second at least after each failure.
    expect(performance.now() - began).toBeGreaterThanOrEqual(400);
  });
});
