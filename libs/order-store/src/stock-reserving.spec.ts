import { useRedis } from '@ofs/testing';
import { lacking, RESERVED, stockKit } from '../test/stock-kit';
import { anOrderOf, openStore, type Store } from '../test/store-kit';
import type { StockedOrder } from './stock-lines';

const redis = useRedis();
let store: Store;
beforeEach(async () => (store = await openStore(redis)));
afterEach(() => store.close());

const { levels, reserved } = stockKit(() => store);

describe('reserve', () => {
  it('has always enough of what is not tracked', async () => {
    const order = await reserved(['untracked', 1_000_000]);
    expect(await store.stock.get('untracked')).toBeUndefined();
    expect(await store.stock.ship(order)).toBe('shipped');
    expect(await store.redis.keys('*')).toEqual([`{orders:0}:reservation:${order.id}`]);
  });

  it('takes all that an order needs, or nothing', async () => {
    await store.stock.set('A', 10);
    await store.stock.set('B', 1);
    await store.stock.set('C', 0);
    expect(await store.stock.reserve(anOrderOf(['A', 5], ['B', 2], ['C', 1]))).toEqual(lacking('B', 'C'));
    expect(await levels('A')).toEqual([10, 0, 10]);
    expect(await levels('B')).toEqual([1, 0, 1]);
    await reserved(['A', 5], ['B', 1]);
    expect(await levels('A')).toEqual([10, 5, 5]);
    expect(await levels('B')).toEqual([1, 1, 0]);
  });

  it('adds up lines of one SKU', async () => {
    await store.stock.set('A', 5);
    expect(await store.stock.reserve(anOrderOf(['A', 3], ['B', 1], ['A', 3]))).toEqual(lacking('A'));
    await reserved(['A', 3], ['A', 2]);
    expect(await levels('A')).toEqual([5, 5, 0]);
  });

  it('happens once, however often its answer is lost', async () => {
    await store.stock.set('A', 5);
    const order = anOrderOf(['A', 2]);
    const answers = await Promise.all(Array.from({ length: 10 }, () => store.stock.reserve(order)));
    expect(answers).toEqual(Array(10).fill(RESERVED));
    expect(await levels('A')).toEqual([5, 2, 3]);
  });

  it('is not undone by a later count, nor done again for what became tracked since', async () => {
    const order = await reserved(['A', 2]);
    await store.stock.set('A', 0);
    expect(await store.stock.reserve(order)).toEqual(RESERVED);
    await store.stock.ship(order);
    expect(await levels('A')).toEqual([0, 0, 0]);
  });

  it('sells no unit twice: 10,000 orders from four clients for 100 units', async () => {
    const clients = await Promise.all(Array.from({ length: 4 }, () => openStore(redis)));
    try {
      await store.stock.set('A', 100);
      const orders = Array.from({ length: 10_000 }, () => anOrderOf(['A', 1]));
      const answers = await Promise.all(
        orders.map((order, index) => clients[index % clients.length]!.stock.reserve(order)),
      );
      expect(answers.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(100);
      expect(await levels('A')).toEqual([100, 100, 0]);
      expect(await store.redis.zcard('{orders:0}:backorders:A')).toBe(9_900);
    } finally {
      await Promise.all(clients.map((client) => client.close()));
    }
  });

  it('keeps stock and reservations equal while orders come, go and are counted at the same time', async () => {
    const clients = await Promise.all(Array.from({ length: 4 }, () => openStore(redis)));
    try {
      const skus = ['A', 'B', 'C', 'D'];
      await Promise.all(skus.map((sku) => store.stock.set(sku, 40)));
      const orders = Array.from({ length: 400 }, (_, n) =>
        anOrderOf([skus[n % 4]!, (n % 3) + 1], [skus[(n >> 2) % 4]!, 1], ['untracked', 1]),
      );
      const shipped: StockedOrder[] = [];
      await Promise.all(
        orders.map(async (order, n) => {
          const [one, other] = [clients[n % 4]!.stock, clients[(n + 1) % 4]!.stock];
          await Promise.all([one.reserve(order), other.reserve(order), n % 5 === 0 ? other.release(order) : undefined]);
          const { outcome } = await one.reserve(order);
          expect(outcome === 'released').toBe(n % 5 === 0);
          if (outcome === 'reserved') shipped.push(order);
          if (outcome === 'reserved') await Promise.all([one.ship(order), other.ship(order)]);
        }),
      );
      for (const sku of skus) {
        const gone = shipped.flatMap(({ lines }) => lines).filter((line) => line.sku === sku);
        const sum = gone.reduce((total, { quantity }) => total + quantity, 0);
        expect([sku, ...(await levels(sku))]).toEqual([sku, 40 - sum, 0, 40 - sum]);
        expect(sum).toBeLessThanOrEqual(40);
      }
    } finally {
      await Promise.all(clients.map((client) => client.close()));
    }
  });

  it('says when it was, as a shipment and a release do', async () => {
    await store.stock.set('A', 5);
    const orders = [anOrderOf(['A', 1]), anOrderOf(['A', 1])];
    const steps = [
      () => Promise.all(orders.map((order) => store.stock.reserve(order))),
      () => store.stock.ship(orders[0]!),
      () => store.stock.release(orders[1]!),
    ];
    for (const step of steps) {
      await store.redis.hset('{orders:0}:stock:A', 'updatedAt', '2025-11-22T21:30:00.000Z');
      const before = Date.now();
      await step();
      expect(Date.parse((await store.stock.get('A'))!.updatedAt)).toBeGreaterThanOrEqual(before);
    }
  });

  it('costs as much as the order has lines, up to 1,500', async () => {
    const skus = Array.from({ length: 1_500 }, (_, n) => `SKU-${n}`);
    await Promise.all(skus.map((sku) => store.stock.set(sku, 2)));
    const order = anOrderOf(...skus.map((sku) => [sku, 2] as [string, number]));
    for (const step of ['reserve', 'ship', 'release'] as const) {
      await store.redis.config('RESETSTAT');
      await store.stock[step](order);
      expect(await commandsCalled()).toBeLessThan(5 * skus.length);
    }
    expect(await levels('SKU-1499')).toEqual([0, 0, 0]);
  });
});

/** How many commands scripts and clients have run since the last reset. */
async function commandsCalled(): Promise<number> {
  const stats = [...(await store.redis.info('commandstats')).matchAll(/^cmdstat_[^:]+:calls=(\d+)/gm)];
  return stats.reduce((sum, [, calls]) => sum + Number(calls), 0);
}
