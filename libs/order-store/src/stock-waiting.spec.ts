import { EnqueueUnconfirmedError, RedisUnavailableError } from '@ofs/redis-queue';
import { useRedis } from '@ofs/testing';
import { lacking, RESERVED, stockKit } from '../test/stock-kit';
import { openStore, type Store } from '../test/store-kit';

const redis = useRedis();
let store: Store;
beforeEach(async () => (store = await openStore(redis)));
afterEach(() => store.close());

const { levels, arrivals, waiting, reserved, backordered } = stockKit(() => store);

describe('orders that wait', () => {
  it('wait for each SKU they lack, with what they need of it, and for no other', async () => {
    await store.stock.set('A', 1);
    await store.stock.set('B', 1);
    const order = await backordered(['A', 3], ['B', 1], ['A', 2]);
    expect(await waiting('A')).toEqual([order.id, '5']);
    expect(await waiting('B')).toEqual([]);
    await store.stock.set('A', 9);
    await reserved(['B', 1]);
    expect(await store.stock.reserve(order)).toEqual(lacking('B'));
    expect([await waiting('A'), await waiting('B')]).toEqual([[], [order.id, '1']]);
  });

  it('wait once, however often they ask, and no longer when they have what they need', async () => {
    await store.stock.set('A', 1);
    const order = await backordered(['A', 2]);
    expect(await store.stock.reserve(order)).toEqual(lacking('A'));
    expect(await waiting('A')).toEqual([order.id, '2']);
    await store.stock.set('A', 2);
    expect(await store.stock.reserve(order)).toEqual(RESERVED);
    expect(await waiting('A')).toEqual([]);
  });

  it('hear of stock that is enough for one of them, together with its arrival', async () => {
    await store.stock.set('A', 0);
    await backordered(['A', 7]);
    await backordered(['A', 3]);
    await store.stock.set('A', 2);
    expect(await arrivals()).toEqual([]);
    expect(await store.stock.set('A', 3)).toMatchObject({ onHand: 3, available: 3 });
    expect(await arrivals()).toEqual(['A']);
    expect(await levels('A')).toEqual([3, 0, 3]);
  });

  it('hear of it or it has not arrived: both or neither when Redis is full', async () => {
    await store.stock.set('A', 0);
    await backordered(['A', 3]);
    await store.redis.config('SET', 'maxmemory', '1');
    try {
      await expect(store.stock.set('A', 3)).rejects.toThrow(RedisUnavailableError);
    } finally {
      await store.redis.config('SET', 'maxmemory', '0');
    }
    expect([await levels('A'), await arrivals()]).toEqual([[0, 0, 0], []]);
    await store.stock.set('A', 3);
    expect([await levels('A'), await arrivals()]).toEqual([[3, 0, 3], ['A']]);
  });

  it('do not hear of what is reserved for others', async () => {
    await store.stock.set('A', 5);
    await reserved(['A', 5]);
    await backordered(['A', 3]);
    await store.stock.set('A', 7);
    expect(await arrivals()).toEqual([]);
    await store.stock.set('A', 8);
    expect(await arrivals()).toEqual(['A']);
  });

  it('hear of it or it has not arrived: neither when nobody can be told', async () => {
    await store.stock.set('A', 0);
    await backordered(['A', 3]);
    jest.spyOn(store.producer, 'enqueue').mockRejectedValueOnce(new EnqueueUnconfirmedError('any'));
    await expect(store.stock.set('A', 3)).rejects.toThrow(RedisUnavailableError);
    expect([await levels('A'), await arrivals()]).toEqual([[0, 0, 0], []]);
  });

  it('hear of what is given back', async () => {
    await store.stock.set('A', 5);
    await store.stock.set('B', 5);
    await store.stock.set('C', 5);
    const order = await reserved(['A', 5], ['B', 5], ['C', 5]);
    await backordered(['A', 5]);
    await backordered(['B', 6]);
    await store.stock.release(order);
    expect(await arrivals()).toEqual(['A']);
  });

  it('hear of what is given back also from a repeat, as the first may have died before it could tell', async () => {
    await store.stock.set('A', 5);
    const order = await reserved(['A', 5]);
    await backordered(['A', 1]);
    jest.spyOn(store.producer, 'enqueue').mockRejectedValueOnce(new EnqueueUnconfirmedError('any'));
    await expect(store.stock.release(order)).rejects.toThrow(RedisUnavailableError);
    expect([await levels('A'), await arrivals()]).toEqual([[5, 0, 5], []]);
    await store.stock.release(order);
    expect(await arrivals()).toEqual(['A']);
  });

  it('hear of all that arrives while a message waits by that one, and of what arrives after it by another', async () => {
    await store.stock.set('A', 4);
    const orders = [await reserved(['A', 1]), await reserved(['A', 1]), await reserved(['A', 2])];
    for (let i = 0; i < 3; i++) await backordered(['A', 1]);
    await store.stock.release(orders[0]!);
    await store.stock.release(orders[1]!);
    await store.stock.set('A', 6);
    expect(await arrivals()).toEqual(['A']);
    expect(await store.stock.hearArrival('A')).toBe(4);
    await store.stock.release(orders[2]!);
    await store.stock.set('A', 7);
    expect(await arrivals()).toEqual(['A', 'A']);
    expect(await store.stock.hearArrival('A')).toBe(7);
    await store.stock.set('A', 8);
    expect(await arrivals()).toEqual(['A', 'A', 'A']);
  });

  it('hear of what arrives while it is asked what there is by another message', async () => {
    await store.stock.set('A', 0);
    await backordered(['A', 5]);
    await store.stock.set('A', 5);
    const get = store.stock.get.bind(store.stock);
    jest.spyOn(store.stock, 'get').mockImplementationOnce(async (sku) => {
      const there = await get(sku);
      await store.stock.set(sku, 6);
      return there;
    });
    expect(await store.stock.hearArrival('A')).toBe(5);
    expect(await arrivals()).toEqual(['A', 'A']);
  });

  it('can be looked at again after a while', async () => {
    await store.stock.lookAgain('A', 60_000);
    expect(await arrivals()).toEqual([]);
    const [, dueAt] = await store.redis.zrange('{orders:0}:delayed', '0', '0', 'WITHSCORES');
    expect(Number(dueAt)).toBeGreaterThan(Date.now() + 50_000);
  });

  it('do not rely on a message for ever: it may be lost', async () => {
    await store.stock.set('A', 0);
    await backordered(['A', 1]);
    await store.stock.set('A', 1);
    const ttl = await store.redis.pttl('{orders:0}:arrived:A');
    expect(ttl).toBeGreaterThan(50_000);
    expect(ttl).toBeLessThanOrEqual(60_000);
  });
});
