import { eventually, useRedis } from '@ofs/testing';
import { aMessage, nothingLeft, TestQueue } from '../test/queue-kit';
import type { DeadLetter } from './dead-letter';
import { DeadLetters } from './dead-letters.service';
import { UnrecoverableError } from './errors';

const redis = useRedis();
let queue: TestQueue;
let deadLetters: DeadLetters;
beforeEach(async () => {
  queue = await TestQueue.open(redis);
  deadLetters = new DeadLetters(queue.connections, { name: queue.name });
});
afterEach(() => queue.close());

/** Lets messages with these subjects die, in this order, and resolves to their letters, newest first. */
async function die(...subjects: string[]): Promise<DeadLetter[]> {
  const consumer = await queue.consume(() => Promise.reject(new UnrecoverableError('no')));
  for (const [index, subject] of subjects.entries()) {
    await queue.producer.enqueue(aMessage({ subject }));
    await eventually(async () => expect(await queue.counts()).toMatchObject({ dead: index + 1, pending: 0 }));
  }
  await consumer.stop(0);
  return (await deadLetters.page({ limit: 100 })).letters;
}

function subjectOf({ message }: DeadLetter): string {
  return (JSON.parse(message) as { subject: string }).subject;
}

describe('a list of dead letters', () => {
  it('goes from the newest to the oldest, page by page', async () => {
    expect((await die('a', 'b', 'c')).map(subjectOf)).toEqual(['c', 'b', 'a']);
    const first = await deadLetters.page({ limit: 2 });
    const second = await deadLetters.page({ limit: 2, after: first.next });
    expect([first, second].map(({ letters }) => letters.map(subjectOf))).toEqual([['c', 'b'], ['a']]);
    expect(second.next).toBeUndefined();
  });

  it('goes on past a letter that vanished meanwhile', async () => {
    const [, b] = await die('a', 'b', 'c');
    await queue.redis.hdel(queue.keys.deadLetters, b!.id);
    const first = await deadLetters.page({ limit: 2 });
    expect(first.letters.map(subjectOf)).toEqual(['c']);
    expect((await deadLetters.page({ limit: 2, after: first.next })).letters.map(subjectOf)).toEqual(['a']);
  });

  it('can be of one reason', async () => {
    await die('a');
    expect((await deadLetters.page({ limit: 5, reason: 'unrecoverable' })).letters).toHaveLength(1);
    expect((await deadLetters.page({ limit: 5, reason: 'unreadable' })).letters).toHaveLength(0);
  });
});

describe('a dead letter', () => {
  it('is read by its id', async () => {
    const [letter] = await die('a');
    expect(await deadLetters.get(letter!.id)).toEqual(letter);
    expect(await deadLetters.get('unknown')).toBeUndefined();
  });

  it('is replayed with all its attempts, together with the writes that belong to it', async () => {
    const [letter] = await die('a');
    const record = `{${queue.name}:0}:record`;
    await expect(deadLetters.replay(letter!.id, { writes: { writes: [['SET', record, 'back']] } })).resolves.toBe(
      'replayed',
    );
    const consumer = await queue.consume(() => undefined);
    const { message, delivery } = await consumer.next();
    expect([message.subject, delivery.attempt]).toEqual(['a', 1]);
    expect(await queue.redis.get(record)).toBe('back');
    expect(await queue.counts()).toMatchObject({ dead: 0 });
  });

  it('is replayed as if it had never failed', async () => {
    const failing = await queue.consume(() => Promise.reject(new Error('no')), { maxAttempts: 3 });
    await queue.producer.enqueue(aMessage());
    await queue.countsBecome({ ...nothingLeft, dead: 1 });
    await failing.stop(0);
    const letter = await queue.deadLetter();
    expect(letter.attempts).toBe(3);
    await deadLetters.replay(letter.id);
    const consumer = await queue.consume(() => undefined);
    const { message } = await consumer.next();
    expect([message.attempt, message.firstfailedat]).toEqual([1, undefined]);
  });

  it('is replayed once, however many ask', async () => {
    const [letter] = await die('a');
    const results = await Promise.all(Array.from({ length: 20 }, () => deadLetters.replay(letter!.id)));
    expect(results.filter((result) => result === 'replayed')).toHaveLength(1);
    expect(await queue.counts()).toMatchObject({ stream: 1, dead: 0 });
  });

  it('stays when its record has changed meanwhile', async () => {
    const [letter] = await die('a');
    const guard = { key: `{${queue.name}:0}:record`, length: 7 };
    await expect(deadLetters.replay(letter!.id, { writes: { guard, writes: [] } })).resolves.toBe('stale');
    expect(await queue.counts()).toMatchObject({ stream: 0, dead: 1 });
  });

  it('can be put off', async () => {
    const [letter] = await die('a');
    await deadLetters.replay(letter!.id, { delayMs: 60_000 });
    expect(await queue.counts()).toMatchObject({ stream: 0, delayed: 1, dead: 0 });
  });

  it('that was never a message can be replayed too, and dies again', async () => {
    await queue.redis.xadd(queue.keys.stream, '*', 'message', '{');
    const consumer = await queue.consume(() => undefined);
    await eventually(async () => expect(await queue.counts()).toMatchObject({ dead: 1 }));
    const [letter] = (await deadLetters.page({ limit: 1 })).letters;
    await expect(deadLetters.replay(letter!.id)).resolves.toBe('replayed');
    await eventually(async () => {
      const [again] = (await deadLetters.page({ limit: 1 })).letters;
      expect(again?.id).not.toBe(letter!.id);
      expect(again).toMatchObject({ reason: 'unreadable', message: '{' });
    });
    await consumer.stop(0);
  });

  it('is gone when it was discarded', async () => {
    const [letter] = await die('a');
    await expect(deadLetters.discard(letter!.id)).resolves.toBe(true);
    await expect(deadLetters.discard(letter!.id)).resolves.toBe(false);
    await expect(deadLetters.replay(letter!.id)).resolves.toBe('gone');
    expect(await queue.counts()).toMatchObject({ stream: 0, dead: 0 });
  });
});
