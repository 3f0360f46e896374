import { RedisUnavailableError } from '@ofs/redis-queue';
import { eventually, useRedis } from '@ofs/testing';
import { lacking, RESERVED, stockKit } from '../test/stock-kit';
import { anOrderOf, openStore, type Store } from '../test/store-kit';

const redis = useRedis();
let store: Store;
beforeEach(async () => (store = await openStore(redis)));
afterEach(() => store.close());

const { levels, arrivals, waiting, reserved, backordered } = stockKit(() => store);

describe('set', () => {
  it('makes a SKU tracked', async () => {
    expect(await store.stock.get('A')).toBeUndefined();
    const view = await store.stock.set('A', 5);
    expect(view).toEqual({ sku: 'A', onHand: 5, reserved: 0, available: 5, updatedAt: expect.any(String) });
    expect(await store.stock.get('A')).toEqual(view);
    expect(new Date(view.updatedAt).toISOString()).toBe(view.updatedAt);
  });

  it('says anew how many there are, and leaves what is reserved', async () => {
    await store.stock.set('A', 5);
    await reserved(['A', 3]);
    expect(await store.stock.set('A', 10)).toMatchObject({ onHand: 10, reserved: 3, available: 7 });
    expect(await levels('A')).toEqual([10, 3, 7]);
  });

  it('may say fewer than are reserved: then nothing is until there are enough again', async () => {
    await store.stock.set('A', 5);
    const [first] = [await reserved(['A', 3]), await reserved(['A', 2])];
    expect(await store.stock.set('A', 1)).toMatchObject({ onHand: 1, reserved: 5, available: -4 });
    const late = await backordered(['A', 1]);
    await store.stock.release(first);
    expect(await levels('A')).toEqual([1, 2, -1]);
    expect(await store.stock.reserve(late)).toEqual(lacking('A'));
    await store.stock.set('A', 3);
    expect(await store.stock.reserve(late)).toEqual(RESERVED);
    expect(await levels('A')).toEqual([3, 3, 0]);
  });

  it('shows a shipment of more than there are as what it is, until the next count', async () => {
    await store.stock.set('A', 5);
    const order = await reserved(['A', 5]);
    await store.stock.set('A', 2);
    await store.stock.ship(order);
    expect(await levels('A')).toEqual([-3, 0, -3]);
    await store.stock.set('A', 0);
    expect(await levels('A')).toEqual([0, 0, 0]);
  });

  it.each(['bulk', 'state', 'a/b c?#%', '{x}:y', 'ünï–😀', 'x'.repeat(64), 'ord_01kaq8x5tce3qa7ge4fdm0ns00'])(
    'takes any name: %s',
    async (sku) => {
      await store.stock.set(sku, 2);
      const order = await reserved([sku, 1]);
      expect(await levels(sku)).toEqual([2, 1, 1]);
      await store.stock.ship(order);
      expect(await levels(sku)).toEqual([1, 0, 1]);
    },
  );

  it('counts large numbers exactly', async () => {
    const most = 1_000_000_000_000;
    await store.stock.set('A', most);
    const order = await reserved(...Array.from({ length: 1_500 }, () => ['A', 1_000_000] as [string, number]));
    expect(await levels('A')).toEqual([most, 1_500_000_000, 998_500_000_000]);
    await reserved(['A', 1]);
    expect(await levels('A')).toEqual([most, 1_500_000_001, 998_499_999_999]);
    await store.stock.ship(order);
    expect(await levels('A')).toEqual([998_500_000_000, 1, 998_499_999_999]);
    expect(await store.redis.hget('{orders:0}:stock:A', 'onHand')).toBe('998500000000');
  });

  it('throws while Redis is away, and can be repeated', async () => {
    await store.server.kill();
    await expect(store.stock.set('A', 1)).rejects.toThrow(RedisUnavailableError);
    await expect(store.stock.get('A')).rejects.toThrow(RedisUnavailableError);
    await expect(store.stock.reserve(anOrderOf(['A', 1]))).rejects.toThrow(RedisUnavailableError);
    await store.server.restart();
    await eventually(async () => expect(await store.stock.set('A', 1)).toMatchObject({ onHand: 1 }));
  });
});

describe('ship', () => {
  it('takes what is reserved out of the stock, once', async () => {
    await store.stock.set('A', 5);
    const order = await reserved(['A', 2]);
    expect(await Promise.all([store.stock.ship(order), store.stock.ship(order)])).toEqual(['shipped', 'shipped']);
    expect(await store.stock.ship(order)).toBe('shipped');
    expect(await levels('A')).toEqual([3, 0, 3]);
  });

  it('keeps only its mark, against a reserve that comes late', async () => {
    await store.stock.set('A', 5);
    const order = await reserved(['A', 2]);
    await store.stock.ship(order);
    expect(await store.stock.reserve(order)).toEqual(RESERVED);
    expect(await levels('A')).toEqual([3, 0, 3]);
    expect(await store.redis.hgetall(`{orders:0}:reservation:${order.id}`)).toEqual({ state: 'shipped' });
  });

  it('takes nothing for an order that was reserved before its SKUs were tracked', async () => {
    const order = await reserved(['A', 2]);
    await store.stock.set('A', 5);
    await store.stock.ship(order);
    expect(await levels('A')).toEqual([5, 0, 5]);
  });

  it('takes nothing for an order of which nothing is reserved, and lets nothing be reserved after', async () => {
    await store.stock.set('A', 5);
    const order = anOrderOf(['A', 2]);
    expect(await store.stock.ship(order)).toBe('shipped');
    await store.stock.reserve(order);
    expect(await levels('A')).toEqual([5, 0, 5]);
  });

  it('does nothing after a release', async () => {
    await store.stock.set('A', 5);
    const order = await reserved(['A', 2]);
    await store.stock.release(order);
    expect(await store.stock.ship(order)).toBe('released');
    expect(await levels('A')).toEqual([5, 0, 5]);
  });
});

describe('release', () => {
  it('gives back what is reserved, once', async () => {
    await store.stock.set('A', 5);
    await reserved(['A', 3]);
    const order = await reserved(['A', 2]);
    expect(await Promise.all([store.stock.release(order), store.stock.release(order)])).toEqual([
      'released',
      'released',
    ]);
    expect(await store.stock.release(order)).toBe('released');
    expect(await levels('A')).toEqual([5, 3, 2]);
  });

  it('keeps a reserve out that comes late, for good', async () => {
    await store.stock.set('A', 5);
    const order = anOrderOf(['A', 2]);
    expect(await store.stock.release(order)).toBe('released');
    expect(await store.stock.reserve(order)).toEqual({ outcome: 'released' });
    expect(await levels('A')).toEqual([5, 0, 5]);
    expect(await waiting('A')).toEqual([]);
    expect(await store.redis.hgetall(`{orders:0}:reservation:${order.id}`)).toEqual({ state: 'released' });
    expect(await store.redis.pttl(`{orders:0}:reservation:${order.id}`)).toBe(-1);
  });

  it('does nothing after a shipment', async () => {
    await store.stock.set('A', 5);
    const order = await reserved(['A', 2]);
    await store.stock.ship(order);
    expect(await store.stock.release(order)).toBe('shipped');
    expect(await levels('A')).toEqual([3, 0, 3]);
  });

  it('takes the order from among those who wait', async () => {
    await store.stock.set('A', 1);
    const order = await backordered(['A', 2]);
    await store.stock.release(order);
    await store.stock.set('A', 5);
    expect(await waiting('A')).toEqual([]);
    expect(await arrivals()).toEqual([]);
  });
});
