import { useRedis } from '@ofs/testing';
import { aMessage, GROUP, nothingLeft, signal, TestQueue, useQueue } from '../test/queue-kit';
import { RedisUnavailableError, UnrecoverableError } from './errors';
import { type Failure, FailureWriter } from './failure-writer';
import { createMessage } from './message';
import type { WriteSet } from './write-set';

const redis = useRedis();
let queue: TestQueue;
useQueue(redis, (opened) => (queue = opened));

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
    const letter = await queue.deadLetter();
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
    expect(await queue.deadLetter()).toMatchObject({ reason: 'unrecoverable', attempts: 1 });
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
    expect(await queue.redis.lrange(`{${queue.name}:0}:log`, 0, -1)).toEqual(['', (await queue.deadLetter()).id]);
  });

  it('has failed also when nothing was thrown', async () => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what a careless handler may do
    await queue.consume(() => Promise.reject(undefined), { maxAttempts: 1 });
    await queue.producer.enqueue(aMessage());
    await queue.countsBecome({ ...nothingLeft, dead: 1 });
    expect((await queue.deadLetter()).errors).toMatchObject([{ message: 'The handler threw nothing' }]);
  });

  it('remembers when it failed first', async () => {
    const firstfailedat = '2025-11-22T21:30:00.000Z';
    const message = { ...createMessage(aMessage()), attempt: 2, firstfailedat };
    await queue.redis.xadd(queue.keys.stream, '*', 'message', JSON.stringify(message));
    await queue.consume(() => Promise.reject(new Error('no')));
    await queue.countsBecome({ ...nothingLeft, dead: 1 });
    expect(await queue.deadLetter()).toMatchObject({ attempts: 3, firstFailedAt: firstfailedat });
  });
});

/** A failure writer that does what it is told, and knows what it was asked. */
class ToldWriter extends FailureWriter {
  readonly asked: Failure[] = [];

  constructor(private readonly answer: (time: number) => Promise<WriteSet>) {
    super();
  }

  writesFor(failure: Failure): Promise<WriteSet> {
    return this.answer(this.asked.push(failure));
  }
}

describe('what belongs to a failure', () => {
  const log = (): string => `${queue.keys.tag}:log`;
  const written = (): WriteSet => ({ writes: [['RPUSH', log(), 'failed']] });
  const stale = (): WriteSet => ({ ...written(), guard: { key: log(), length: 7 } });

  it('is asked for again when it was stale', async () => {
    const failureWriter = new ToldWriter((time) => Promise.resolve(time < 5 ? stale() : written()));
    await queue.consume(() => Promise.reject(new UnrecoverableError('no')), { failureWriter });
    await queue.producer.enqueue(aMessage());
    await queue.countsBecome({ ...nothingLeft, dead: 1 });
    expect(await queue.redis.lrange(log(), 0, -1)).toEqual(['failed']);
  });

  it('is not asked for without end', async () => {
    const fifth = signal();
    const failureWriter = new ToldWriter((time) => {
      if (time === 5) fifth.resolve();
      return Promise.resolve(stale());
    });
    const consumer = await queue.consume(() => Promise.reject(new Error('no')), { failureWriter });
    await queue.producer.enqueue(aMessage());
    await fifth.promise;
    await consumer.turns(3);
    expect(failureWriter.asked).toHaveLength(5);
    expect(await queue.counts()).toEqual({ ...nothingLeft, stream: 1, pending: 1 });
  });

  it.each([
    ['a retry, and its record is broken', new Error('no'), new SyntaxError('broken'), { delayed: 0, dead: 0 }],
    ['a retry, and Redis is away', new Error('no'), new RedisUnavailableError(), { delayed: 0, dead: 0 }],
    ['a burial, and Redis is away', new UnrecoverableError('no'), new RedisUnavailableError(), { delayed: 0, dead: 1 }],
  ])('is not forgotten: the message waits for its lease if that is %s', async (_what, failure, trouble, then) => {
    const failureWriter = new ToldWriter((time) => (time === 1 ? Promise.reject(trouble) : Promise.resolve(written())));
    let handled = 0;
    const consumer = await queue.consume(() => (handled++ < 2 ? Promise.reject(failure) : undefined), {
      consumer: 'ada',
      failureWriter,
    });
    await queue.producer.enqueue(aMessage());
    const { delivery } = await consumer.next();
    await consumer.turns(3);
    expect(await queue.counts()).toEqual({ ...nothingLeft, stream: 1, pending: 1 });
    expect(failureWriter.asked).toHaveLength(1);

    await queue.age(delivery.lease.entryId, 30_001, 'ada');
    expect((await consumer.next()).delivery).toMatchObject({ attempt: 1, lease: { generation: 2 } });
    await queue.countsBecome({ ...nothingLeft, ...then });
    expect(await queue.redis.lrange(log(), 0, -1)).toEqual(['failed']);
  });

  it('is nothing for an entry that is no message', async () => {
    const failureWriter = new ToldWriter(() => Promise.resolve(written()));
    await queue.consume(() => undefined, { failureWriter });
    await queue.redis.xadd(queue.keys.stream, '*', 'message', '{');
    await queue.countsBecome({ ...nothingLeft, dead: 1 });
    expect(failureWriter.asked).toEqual([]);
  });

  it('is nothing for a handler that has lost its message', async () => {
    const failureWriter = new ToldWriter(() => Promise.resolve(written()));
    const ended = signal();
    const consumer = await queue.consume(
      async (_, delivery) => {
        await queue.redis.xclaim(queue.keys.stream, GROUP, 'thief', 0, delivery.lease.entryId);
        await delivery.acknowledge().finally(ended.resolve);
      },
      { failureWriter },
    );
    await queue.producer.enqueue(aMessage());
    await ended.promise;
    await consumer.turns(3);
    expect(failureWriter.asked).toEqual([]);
    expect(await queue.counts()).toEqual({ ...nothingLeft, stream: 1, pending: 1 });
  });
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
    const handled: unknown[] = [];
    await queue.consume((message) => void handled.push(message));
    await queue.redis.xadd(queue.keys.stream, '*', field, value);
    await queue.countsBecome({ ...nothingLeft, dead: 1 });
    expect(handled).toEqual([]);
    expect(await queue.deadLetter()).toMatchObject({ reason: 'unreadable', message: value });
  });
});
