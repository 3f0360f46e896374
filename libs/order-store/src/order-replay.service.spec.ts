import { type DeadLetter, type Message } from '@ofs/redis-queue';
import { useRedis } from '@ofs/testing';
import { anOrder, openStore, type Store } from '../test/store-kit';
import type { Order } from './order';
import { moved, noted } from './transition';

const redis = useRedis();
let store: Store;
beforeEach(async () => (store = await openStore(redis)));
afterEach(async () => {
  jest.restoreAllMocks();
  await store.close();
});

const doer = { actor: 'test', time: '2025-11-23T10:00:00.000Z' };

async function accepted(): Promise<Order> {
  const { order } = await store.intake.accept(anOrder(), 'test');
  await store.redis.del('{orders:0}:stream');
  return order;
}

async function failed(): Promise<Order> {
  const { order, writes } = moved(await accepted(), 'order.failed', doer, { deadLetterId: 'letter' });
  await store.writer.write(writes);
  return order;
}

/** The dead letter of a message about this, or of a text that is no message. */
async function letterOf(subject: string, text?: string): Promise<DeadLetter> {
  const message: Partial<Message> = { id: 'm', type: 'order.accepted', source: 's', subject, time: '', attempt: 8 };
  const letter = {
    id: '1763847000000-letter',
    reason: text === undefined ? 'attempts-exhausted' : 'unreadable',
    message: text ?? JSON.stringify(message),
  } as DeadLetter;
  await store.redis.zadd('{orders:0}:dead', 0, letter.id);
  await store.redis.hset('{orders:0}:dead-letters', letter.id, JSON.stringify(letter));
  return letter;
}

async function left(): Promise<{ waiting: number; delayed: number; dead: number }> {
  const [waiting, delayed, dead] = await Promise.all([
    store.redis.xlen('{orders:0}:stream'),
    store.redis.zcard('{orders:0}:delayed'),
    store.redis.zcard('{orders:0}:dead'),
  ]);
  return { waiting, delayed, dead };
}

it('puts the message back into the queue, and its order to where it stood', async () => {
  const { id } = await failed();
  expect(await store.replay.replay(await letterOf(id), 'operator')).toBe(true);
  expect(await left()).toEqual({ waiting: 1, delayed: 0, dead: 0 });
  expect(await store.reader.get(id)).toMatchObject({ status: 'accepted', version: 3 });
  expect((await store.reader.timeline(id)).at(-1)).toMatchObject({ type: 'order.retried', actor: 'operator' });
});

it('can put it off', async () => {
  const { id } = await failed();
  await store.replay.replay(await letterOf(id), 'operator', 60_000);
  expect(await left()).toEqual({ waiting: 0, delayed: 1, dead: 0 });
});

it('leaves an order alone that has not failed', async () => {
  const order = await accepted();
  expect(await store.replay.replay(await letterOf(order.id), 'operator')).toBe(true);
  expect(await left()).toEqual({ waiting: 1, delayed: 0, dead: 0 });
  expect(await store.reader.get(order.id)).toEqual(order);
});

it.each([
  ['whose order is not there', 'ord_01kaq8x5tce3qa7ge4fdm0ns00', undefined],
  ['that is no message', 'nothing', '{'],
])('puts one back %s', async (_what, subject, text) => {
  expect(await store.replay.replay(await letterOf(subject, text), 'operator')).toBe(true);
  expect(await left()).toEqual({ waiting: 1, delayed: 0, dead: 0 });
});

it('looks again when the order changes under its hands', async () => {
  const order = await failed();
  const letter = await letterOf(order.id);
  jest.spyOn(store.reader, 'get').mockImplementationOnce(async () => {
    await store.writer.write(noted(order, 'attempt.failed', doer, {}).writes);
    return order;
  });
  expect(await store.replay.replay(letter, 'operator')).toBe(true);
  expect(await store.reader.get(order.id)).toMatchObject({ status: 'accepted', version: 4 });
});

it('gives up on one that changes every time', async () => {
  const order = await failed();
  const letter = await letterOf(order.id);
  jest.spyOn(store.reader, 'get').mockResolvedValue({ ...order, version: 99 });
  await expect(store.replay.replay(letter, 'operator')).rejects.toThrow('keeps changing');
  expect(await left()).toEqual({ waiting: 0, delayed: 0, dead: 1 });
});

it('does nothing about one that is gone', async () => {
  const letter = await letterOf((await failed()).id);
  await store.deadLetters.discard(letter.id);
  expect(await store.replay.replay(letter, 'operator')).toBe(false);
  expect(await left()).toEqual({ waiting: 0, delayed: 0, dead: 0 });
});
