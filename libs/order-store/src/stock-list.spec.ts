import { RedisUnavailableError } from '@ofs/redis-queue';
import { useRedis } from '@ofs/testing';
import { anOrderOf, openStore, type Store } from '../test/store-kit';
import type { StockQuery } from './stock-list.service';

const redis = useRedis();
let store: Store;
beforeEach(async () => (store = await openStore(redis)));
afterEach(() => store.close());

/** Every page's SKUs, up to the last. */
async function pages(query: StockQuery): Promise<string[][]> {
  const { stock, next } = await store.stockList.page(query);
  const skus = stock.map(({ sku }) => sku);
  return next === undefined ? [skus] : [skus, ...(await pages({ ...query, after: next }))];
}

it('goes from SKU to SKU in their order, page by page', async () => {
  const skus = ['b', 'B', '10', '9', 'a b', 'ü', '😀', '{x}:y', '-', '+', '(a', '[a'];
  for (const sku of skus) await store.stock.set(sku, 1);
  const inOrder = [...skus].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  expect(await pages({ limit: 5 })).toEqual([inOrder.slice(0, 5), inOrder.slice(5, 10), inOrder.slice(10)]);
  for (const after of inOrder)
    expect((await pages({ limit: 50, after })).flat()).toEqual(inOrder.slice(inOrder.indexOf(after) + 1));
});

it('is empty where nothing is tracked, which what an order needs is not', async () => {
  await store.stock.reserve(anOrderOf(['A', 1]));
  expect(await pages({ limit: 3 })).toEqual([[]]);
});

it('has each SKU once, with what there is of it now', async () => {
  await store.stock.set('A', 5);
  await store.stock.set('A', 7);
  await store.stock.reserve(anOrderOf(['A', 3]));
  const { stock } = await store.stockList.page({ limit: 3 });
  expect(stock).toEqual([await store.stock.get('A')]);
  expect(stock).toMatchObject([{ sku: 'A', onHand: 7, reserved: 3, available: 4 }]);
});

it('has a SKU also where its count goes with the message to those who wait for it', async () => {
  await store.stock.set('A', 0);
  await store.stock.reserve(anOrderOf(['A', 1], ['B', 1]));
  await store.redis.del('{orders:0}:tracked');
  expect(await store.stock.set('A', 1)).toMatchObject({ available: 1 });
  expect(await store.redis.xlen('{orders:0}:stream')).toBe(1);
  expect(await pages({ limit: 3 })).toEqual([['A']]);
});

it('has a SKU that is counted, and none that is not, when Redis is full', async () => {
  await store.redis.config('SET', 'maxmemory', '1');
  try {
    await expect(store.stock.set('A', 1)).rejects.toThrow(RedisUnavailableError);
  } finally {
    await store.redis.config('SET', 'maxmemory', '0');
  }
  expect([await store.stock.get('A'), await pages({ limit: 3 })]).toEqual([undefined, [[]]]);
  expect(await store.redis.exists('{orders:0}:tracked')).toBe(0);
});

it('misses and repeats nothing while others become tracked', async () => {
  for (const sku of ['b', 'd', 'f', 'h']) await store.stock.set(sku, 1);
  const first = await store.stockList.page({ limit: 2 });
  for (const sku of ['a', 'c', 'e']) await store.stock.set(sku, 1);
  const rest = await pages({ limit: 2, after: first.next });
  expect([...first.stock.map(({ sku }) => sku), ...rest.flat()]).toEqual(['b', 'd', 'e', 'f', 'h']);
});

it('throws while Redis is away', async () => {
  await store.server.kill();
  await expect(store.stockList.page({ limit: 3 })).rejects.toThrow(RedisUnavailableError);
  await store.server.restart();
});
