import { STOCK_ARRIVED } from '@ofs/contracts';
import { EnqueueUnconfirmedError, RedisUnavailableError } from '@ofs/redis-queue';
import { eventually, useRedis } from '@ofs/testing';
import { anOrderOf, openStore, type Store } from '../test/store-kit';
import type { StockedOrder } from './stock-lines';

const redis = useRedis();
let store: Store;
beforeEach(async () => (store = await openStore(redis)));
afterEach(() => store.close());

const RESERVED = { outcome: 'reserved' };
const lacking = (...skus: string[]) => ({ outcome: 'lacking', skus });

/** onHand, reserved and available of a SKU. */
async function levels(sku: string): Promise<number[]> {
  const { onHand, reserved, available } = (await store.stock.get(sku))!;
  return [onHand, reserved, available];
}

/** The SKUs whose arrival was told of. */
async function arrivals(): Promise<string[]> {
  const entries = await store.redis.xrange('{orders:0}:stream', '-', '+');
  const messages = entries.map(([, [, wire]]) => JSON.parse(wire!) as { type: string; data: { sku: string } });
  return messages.filter(({ type }) => type === STOCK_ARRIVED).map(({ data }) => data.sku);
}

function waiting(sku: string): Promise<string[]> {
  return store.redis.zrange(`{orders:0}:backorders:${sku}`, '0', '-1', 'WITHSCORES');
}

async function reserved(...lines: [string, number][]): Promise<StockedOrder> {
  const order = anOrderOf(...lines);
  expect(await store.stock.reserve(order)).toEqual(RESERVED);
  return order;
}

async function backordered(...lines: [string, number][]): Promise<StockedOrder> {
  const order = anOrderOf(...lines);
  expect(await store.stock.reserve(order)).toMatchObject({ outcome: 'lacking' });
  return order;
}

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

  it('do not rely on a message for ever: it may be lost', async () => {
    await store.stock.set('A', 0);
    await backordered(['A', 1]);
    await store.stock.set('A', 1);
    const ttl = await store.redis.pttl('{orders:0}:arrived:A');
    expect(ttl).toBeGreaterThan(50_000);
    expect(ttl).toBeLessThanOrEqual(60_000);
  });
});
