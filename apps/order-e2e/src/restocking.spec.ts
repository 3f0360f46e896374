import { ORDERS_QUEUE, type StockDto } from '@ofs/contracts';
import { Stock } from '@ofs/order-store';
import { QueueProducer, RedisConnections } from '@ofs/redis-queue';
import { useSystem } from '../test/system';

const system = useSystem({ processors: 0 });
let connections: RedisConnections;
let stock: Stock;

beforeAll(async () => {
  connections = new RedisConnections({ url: system().redis.url });
  await connections.onModuleInit();
  stock = new Stock(connections, new QueueProducer(connections, { name: ORDERS_QUEUE }));
});
afterAll(() => connections.onApplicationShutdown());

/** An order that waits for so many units, and that no message carries on. */
async function backordered(quantity: number): Promise<string> {
  const lines = [{ sku: 'LANTERN', quantity, unitPrice: 339 }];
  const id = await system().place({ lines });
  await connections.commands.del('{orders:0}:stream');
  expect(await stock.reserve({ id, lines })).toEqual({ outcome: 'lacking', skus: ['LANTERN'] });
  return id;
}

it('carries orders on when what they wait for arrives, and only those that can have it', async () => {
  expect(await system().setStock('LANTERN', 0)).toMatchObject({ sku: 'LANTERN', onHand: 0, available: 0 });
  const [one, five, another] = [await backordered(1), await backordered(5), await backordered(1)];
  await system().setStock('LANTERN', 2);
  await Promise.all([system().startProcessor(), system().startProcessor()]);
  await system().expectFulfilledOnce([one, another]);
  expect((await system().order(five)).status).toBe('accepted');

  await system().processors[0]!.kill();
  await system().setStock('LANTERN', 7);
  await system().expectFulfilledOnce([five]);
});

it('loads stock in bulk', async () => {
  const stocks = Array.from({ length: 1_000 }, (_, n) => ({ sku: `SKU-${n}`, onHand: n }));
  const results = await system().bulk<StockDto & { status: number }>('/v1/inventory/bulk', stocks);
  expect(results.map(({ status, sku, available }) => [status, sku, available])).toEqual(
    stocks.map(({ sku, onHand }) => [200, sku, onHand]),
  );
});
