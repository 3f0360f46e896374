import { newOrderId, ORDER_ACCEPTED } from '@ofs/contracts';
import { EnqueueUnconfirmedError, RedisUnavailableError } from '@ofs/redis-queue';
import { useRedis } from '@ofs/testing';
import { openStore, type Store } from '../test/store-kit';

const redis = useRedis();
let store: Store;
beforeEach(async () => {
  store = await openStore(redis);
  await store.stock.set('A', 0);
});
afterEach(() => store.close());

/** Orders that wait for so many units each, the oldest first. */
async function waiters(...needs: number[]): Promise<string[]> {
  const ids = needs.map(() => newOrderId(0)).sort();
  for (const [index, quantity] of needs.entries())
    await store.stock.reserve({ id: ids[index]!, lines: [{ sku: 'A', quantity }] });
  return ids;
}

/** The orders that were given a message, in that order. */
async function wokenIds(partition = 0): Promise<string[]> {
  const entries = await store.connections.commands.xrange(`{orders:${partition}}:stream`, '-', '+');
  return entries.map(([, [, wire]]) => {
    const message = JSON.parse(wire!) as { type: string; subject: string; data: { orderId: string } };
    expect(message).toMatchObject({ type: ORDER_ACCEPTED, data: { orderId: message.subject } });
    return message.subject;
  });
}

function waiting(): Promise<string[]> {
  return store.redis.zrange('{orders:0}:backorders:A', '0', '-1');
}

/** As often as somebody is found whom the rest of the units helps. */
async function wakeAll(units: number): Promise<void> {
  for (let left = units, used = -1; used !== 0; left -= used) used = await store.backorders.wake('A', left);
}

it.each([
  ['the oldest first', [1, 1, 1], 2, [0, 1]],
  ['whatever they need', [3, 1, 2], 6, [0, 1, 2]],
  ['passing over those that need more than there is', [5, 2, 9, 1], 3, [1, 3]],
  ['passing over those that need more than the older ones leave', [2, 2, 1], 3, [0, 2]],
  ['nobody when all need more', [5, 4], 3, []],
  ['nobody when there is nothing', [1], 0, []],
  ['nobody when there is less than nothing', [1], -3, []],
])('wakes %s', async (_, needs, units, woken) => {
  const ids = await waiters(...needs);
  await wakeAll(units);
  expect(await wokenIds()).toEqual(woken.map((index) => ids[index]));
  expect((await waiting()).sort()).toEqual(ids.filter((id, index) => !woken.includes(index)).sort());
});

it('tells how many units those it woke need', async () => {
  await waiters(2, 3, 9);
  expect(await store.backorders.wake('A', 10)).toBe(5);
  expect(await store.backorders.wake('A', 5)).toBe(0);
});

it('wakes hundreds, a page at a time, each once', async () => {
  const ids = await waiters(...Array.from({ length: 230 }, (_, n) => (n % 30) + 1));
  await wakeAll(1_000_000);
  const woken = await wokenIds();
  expect(woken).toHaveLength(230);
  expect([...woken].sort()).toEqual(ids);
  expect(await store.redis.exists('{orders:0}:backorders:A', '{orders:0}:woken:A')).toBe(0);
});

it.each([
  ['a page of orders', Array.from({ length: 120 }, (_, n) => (n % 3) + 1), 50],
  ['those of the smallest needs', Array.from({ length: 30 }, (_, n) => 30 - n), 20],
])('looks no further at a time than %s', async (_what, needs, count) => {
  await waiters(...needs);
  await store.backorders.wake('A', 1_000_000);
  expect(await wokenIds()).toHaveLength(count);
});

it('spreads messages over the partitions their orders live in', async () => {
  await store.close();
  store = await openStore(redis, 2);
  await store.stock.set('A', 0);
  const ids = [newOrderId(0), newOrderId(1)];
  for (const id of ids) await store.stock.reserve({ id, lines: [{ sku: 'A', quantity: 1 }] });
  await wakeAll(2);
  expect([await wokenIds(0), await wokenIds(1)]).toEqual([[ids[0]], [ids[1]]]);
});

it('does not look at a hundred thousand that one unit does not help', async () => {
  const pipeline = store.redis.pipeline();
  for (let n = 0; n < 100_000; n++) pipeline.zadd('{orders:0}:backorders:A', 2 + (n % 5), newOrderId(0));
  await pipeline.exec();
  const helped = newOrderId(0);
  await store.stock.reserve({ id: helped, lines: [{ sku: 'A', quantity: 1 }] });
  await store.redis.config('RESETSTAT');
  await wakeAll(1);
  expect(await wokenIds()).toEqual([helped]);
  const [, calls] = /cmdstat_zrange:calls=(\d+)/.exec(await store.redis.info('commandstats'))!;
  expect(Number(calls)).toBeLessThan(10);
}, 60_000);

describe('a crash', () => {
  it('before the messages are there loses nobody: the next call wakes them first', async () => {
    const ids = await waiters(1, 1, 1);
    const enqueue = jest.spyOn(store.producer, 'enqueue').mockRejectedValue(new EnqueueUnconfirmedError('any'));
    await expect(store.backorders.wake('A', 2)).rejects.toThrow(RedisUnavailableError);
    enqueue.mockRestore();
    expect(await wokenIds()).toEqual([]);
    await wakeAll(2);
    expect(await wokenIds()).toEqual(ids.slice(0, 2));
  });

  it('before they are forgotten wakes them twice, which does no harm', async () => {
    const ids = await waiters(1, 1);
    const zrem = jest.spyOn(store.connections.commands, 'zrem').mockRejectedValueOnce(new Error('killed'));
    await expect(store.backorders.wake('A', 2)).rejects.toThrow(RedisUnavailableError);
    zrem.mockRestore();
    await wakeAll(2);
    expect(await wokenIds()).toEqual([...ids, ...ids]);
    expect(await store.redis.exists('{orders:0}:woken:A')).toBe(0);
  });
});

it('lets one that lost its units while it was being woken wait again, at its old place', async () => {
  const [first, second] = await waiters(1, 1);
  const enqueue = store.producer.enqueue.bind(store.producer);
  jest.spyOn(store.producer, 'enqueue').mockImplementation(async (...input) => {
    const enqueued = await enqueue(...input);
    // As quick as a consumer can be: before it is forgotten that the order is being woken.
    await store.stock.reserve({ id: first!, lines: [{ sku: 'A', quantity: 1 }] });
    return enqueued;
  });
  await store.backorders.wake('A', 1);
  expect(await waiting()).toEqual([first, second]);
});
