import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, useRedis } from '@ofs/testing';
import { aMessage, signal, TestQueue, nothingLeft } from '../test/queue-kit';
import type { DeadLetter } from './dead-letter';
import { LeaseLostError, RedisUnavailableError, UnrecoverableError } from './errors';
import { QueueInspector } from './queue-inspector.service';
import { FailureWriter } from './failure-writer';
import type { NewMessage } from './message';
import type { WriteSet } from './write-set';

const redis = useRedis();
let queue: TestQueue;
beforeEach(async () => (queue = await TestQueue.open(redis)));
afterEach(() => queue.close());

/** Puts a message into a queue that may not be reached yet. */
function enqueueAtLast(message: NewMessage): Promise<unknown> {
  return eventually(() => queue.producer.enqueue(message));
}

async function theDeadLetter(): Promise<DeadLetter> {
  const [id] = await queue.redis.zrange(queue.keys.dead, '0', '-1');
  return JSON.parse((await queue.redis.hget(queue.keys.deadLetters, String(id)))!) as DeadLetter;
}

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

describe('a failing message', () => {
  it('is tried again, with its attempts counted', async () => {
    const consumer = await queue.consume((_, { attempt }) => {
      if (attempt < 3) throw new Error('not yet');
    });
    await queue.producer.enqueue(aMessage());
    const attempts = [await consumer.next(), await consumer.next(), await consumer.next()];
    expect(attempts.map(({ delivery }) => delivery.attempt)).toEqual([1, 2, 3]);
    await queue.countsBecome(nothingLeft);
  });

  it('is a dead letter after its last attempt, with its reason and the whole chain of errors', async () => {
    await queue.consume(() => {
      throw new Error('outer', { cause: new TypeError('inner') });
    });
    const message = aMessage();
    await queue.producer.enqueue(message);
    await queue.countsBecome({ ...nothingLeft, dead: 1 });
    const letter = await theDeadLetter();
    expect(letter).toMatchObject({
      reason: 'attempts-exhausted',
      attempts: 3,
      errors: [
        { name: 'Error', message: 'outer' },
        { name: 'TypeError', message: 'inner' },
      ],
    });
    expect(JSON.parse(letter.message)).toMatchObject(message);
  });

  it('is a dead letter at once when there is no use in trying', async () => {
    await queue.consume(() => {
      throw new UnrecoverableError('never');
    });
    await queue.producer.enqueue(aMessage());
    await queue.countsBecome({ ...nothingLeft, dead: 1 });
    expect(await theDeadLetter()).toMatchObject({ reason: 'unrecoverable', attempts: 1 });
  });

  it('leaves the others alone', async () => {
    const consumer = await queue.consume(({ subject }) => {
      if (subject === 'poison') throw new UnrecoverableError('poison');
    });
    await Promise.all(['a', 'poison', 'b'].map((subject) => queue.producer.enqueue(aMessage({ subject }))));
    await Promise.all([consumer.next(), consumer.next(), consumer.next()]);
    await queue.countsBecome({ ...nothingLeft, dead: 1 });
  });

  it('has what its failure writer says written in the same step', async () => {
    class Recorder extends FailureWriter {
      writesFor(failure: { outcome: { outcome: string } }): Promise<WriteSet> {
        return Promise.resolve({ writes: [['RPUSH', `{${queue.name}:0}:log`, failure.outcome.outcome]] });
      }
    }
    const failureWriter = new Recorder();
    await queue.consume(() => Promise.reject(new Error('no')), { failureWriter });
    await queue.producer.enqueue(aMessage());
    await queue.countsBecome({ ...nothingLeft, dead: 1 });
    expect(await queue.redis.lrange(`{${queue.name}:0}:log`, 0, -1)).toEqual(['retry', 'retry', 'dead-letter']);
  });

  it('is let go where its failure writer says that nobody needs it any more', async () => {
    class Settled extends FailureWriter {
      writesFor(): Promise<'needless'> {
        return Promise.resolve('needless');
      }
    }
    const consumer = await queue.consume(() => Promise.reject(new UnrecoverableError('no')), {
      failureWriter: new Settled(),
    });
    await queue.producer.enqueue(aMessage());
    await consumer.next();
    await queue.countsBecome(nothingLeft);
  });

  it('is named to its failure writer', async () => {
    class Recorder extends FailureWriter {
      writesFor({ letterId }: { letterId?: string }): Promise<WriteSet> {
        return Promise.resolve({ writes: [['RPUSH', `{${queue.name}:0}:log`, letterId ?? '']] });
      }
    }
    await queue.consume(() => Promise.reject(new Error('no')), { failureWriter: new Recorder(), maxAttempts: 2 });
    await queue.producer.enqueue(aMessage());
    await queue.countsBecome({ ...nothingLeft, dead: 1 });
    expect(await queue.redis.lrange(`{${queue.name}:0}:log`, 0, -1)).toEqual(['', (await theDeadLetter()).id]);
  });
});

it('brings a message back when it is due also when it is put off as soon as it has come', async () => {
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
    // By then the duties are due again, and done just while the next message is put off.
    await sleep(60);
  }
  await queue.countsBecome(nothingLeft);
});

describe('a failure that is none of the message', () => {
  it('counts no attempt: Redis could not be read', async () => {
    let outages = 5; // more than there are attempts
    const consumer = await queue.consume(() => {
      if (outages-- > 0) throw new RedisUnavailableError();
    });
    await queue.producer.enqueue(aMessage());
    for (let delivered = 1; delivered <= 6; delivered++) expect((await consumer.next()).delivery.attempt).toBe(1);
    await queue.countsBecome(nothingLeft);
  });

  it('does not keep it from being buried: what belongs to it cannot be written', async () => {
    class Broken extends FailureWriter {
      writesFor(): Promise<WriteSet> {
        return Promise.reject(new SyntaxError('the record is broken'));
      }
    }
    await queue.consume(() => Promise.reject(new UnrecoverableError('no')), { failureWriter: new Broken() });
    await queue.producer.enqueue(aMessage());
    await queue.countsBecome({ ...nothingLeft, dead: 1 });
  });
});

describe('an entry that is no message', () => {
  it.each([
    ['not JSON', 'message', '{'],
    ['JSON null', 'message', 'null'],
    ['without an id', 'message', '{"type":"thing.happened"}'],
    ['with other fields', 'other', 'x'],
  ])('is a dead letter at once: %s', async (_what, field, value) => {
    await queue.consume(() => undefined);
    await queue.redis.xadd(queue.keys.stream, '*', field, value);
    await queue.countsBecome({ ...nothingLeft, dead: 1 });
    expect(await theDeadLetter()).toMatchObject({ reason: 'unreadable', message: value });
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
    await queue.redis.xclaim(
      queue.keys.stream,
      'workers',
      'dead-consumer',
      0,
      entryId,
      'RETRYCOUNT',
      3,
      'IDLE',
      30_001,
    );
    const handled: unknown[] = [];
    await queue.consume((message) => void handled.push(message));
    await queue.countsBecome({ ...nothingLeft, dead: 1 });
    expect(await theDeadLetter()).toMatchObject({ reason: 'deliveries-exhausted', deliveries: 4 });
    expect(handled).toEqual([]);
  });
});

describe('a lease', () => {
  it('is renewed while a handler takes longer than it lasts', async () => {
    const release = signal();
    const leaseMs = 300;
    const slow = await queue.consume(() => release.promise, { leaseMs });
    await queue.producer.enqueue(aMessage());
    const { delivery } = await slow.next();
    const other = await queue.consume(() => undefined, { leaseMs });
    const renewals = 9; // three leases long
    for (let renewed = 0, idle = 0; renewed < renewals;) {
      const [[, , nowIdle]] = (await queue.redis.xpending(queue.keys.stream, 'workers', '-', '+', 1)) as [
        [string, string, number],
      ];
      if (nowIdle < idle) renewed += 1;
      idle = nowIdle;
    }
    expect(delivery.signal.aborted).toBe(false);
    release.resolve();
    await queue.countsBecome(nothingLeft);
    await queue.producer.enqueue(aMessage({ subject: 'next' }));
    const first = await Promise.race([other.next(), slow.next()]);
    expect(first.message.subject).toBe('next');
  });

  it('that is lost aborts the handler, whose outcome then counts for nothing', async () => {
    const aborted = signal<unknown>();
    const consumer = await queue.consume(
      (_, { signal: abort }) =>
        new Promise((_resolve, reject) => {
          abort.addEventListener('abort', () => {
            aborted.resolve(abort.reason);
            reject(abort.reason as Error);
          });
        }),
      { leaseMs: 300 },
    );
    await queue.producer.enqueue(aMessage());
    const { delivery } = await consumer.next();
    await queue.redis.xclaim(queue.keys.stream, 'workers', 'thief', 0, delivery.lease.entryId);
    expect(await aborted.promise).toBeInstanceOf(LeaseLostError);
    expect(await queue.counts()).toMatchObject({ stream: 1, pending: 1, delayed: 0, dead: 0 });
  });
});

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
    await queue.consume(() => undefined, { leaseMs: 60_000 });
    const exists = jest.spyOn(queue.connections.commands, 'exists');
    exists.mockImplementation(() => Promise.reject(new Error('away')));
    await queue.producer.enqueue(aMessage());
    await queue.countsBecome(nothingLeft).finally(() => exists.mockRestore());
  });

  it('that cuts the connections does not stop the loop', async () => {
    const consumer = await queue.consume(() => undefined);
    await queue.redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await enqueueAtLast(aMessage());
    await consumer.next();
    expect(consumer.stalledMs).toBeLessThan(5_000);
  });
});

describe('a consumer', () => {
  async function names(): Promise<string[]> {
    const { consumers } = await new QueueInspector(queue.connections, { name: queue.name }, 'workers').inspect();
    return consumers.map(({ name }) => name).sort();
  }

  it('is seen while it is there, also when it has had nothing to do, and not when it has stopped', async () => {
    await queue.consume(() => undefined, { consumer: 'ada' });
    const bob = await queue.consume(() => undefined, { consumer: 'bob' });
    await eventually(async () => expect(await names()).toEqual(['ada', 'bob']));
    await bob.stop(0);
    expect(await names()).toEqual(['ada']);
  });

  it('that died is forgotten once it holds nothing any more', async () => {
    const { entryId } = await queue.deliverTo('dead-consumer');
    await queue.consume(() => undefined, { consumer: 'ada' });
    await eventually(async () => expect(await names()).toEqual(['ada', 'dead-consumer']));
    await queue.age(entryId, 30_001);
    await queue.countsBecome(nothingLeft);
    await eventually(async () => {
      const known = (await queue.redis.xinfo('CONSUMERS', queue.keys.stream, 'workers')) as [string, string][];
      expect(known.map(([, name]) => name)).toEqual(['ada']);
    });
  });
});
