import { newOrderId, STOCK_ARRIVED } from '@ofs/contracts';
import { Backorders, OrderIntake, OrderReader, Stock, type StockedOrder } from '@ofs/order-store';
import { EnqueueUnconfirmedError, QueueProducer, RedisConnections } from '@ofs/redis-queue';
import { eventually, useRedis } from '@ofs/testing';
import { once } from 'node:events';
import { Processor } from '../../test/processor';
import { RestockingService } from './restocking.service';

const redis = useRedis();
const orders = new Map<string, StockedOrder>();
/** The orders that came, and those of them that got what they need, in that order. */
let [came, served]: [string[], string[]] = [[], []];
/** Orders that are on hold: they take nothing when they are woken. */
const held = new Set<string>();
let stock: Stock;
let processor: Processor;

/** As much of fulfilment as there is to stock. */
async function fulfil(orderId: string): Promise<void> {
  came.push(orderId);
  const order = orders.get(orderId);
  if (order === undefined || held.has(orderId)) return;
  if ((await stock.reserve(order)).outcome === 'reserved') served.push(orderId);
}

beforeEach(async () => {
  processor = await Processor.start(redis.url, fulfil);
  stock = processor.app.get(Stock);
  await processor.redis.flushall();
  [came, served] = [[], []];
});
afterEach(async () => {
  jest.restoreAllMocks();
  await processor.stop();
});

/** Orders that wait for what is not there, the oldest first. */
async function backordered(...needs: [sku: string, quantity: number][][]): Promise<string[]> {
  const ids = needs.map(() => newOrderId(0)).sort();
  for (const [index, lines] of needs.entries()) {
    const order = { id: ids[index]!, lines: lines.map(([sku, quantity]) => ({ sku, quantity })) };
    orders.set(order.id, order);
    expect(await stock.reserve(order)).toMatchObject({ outcome: 'lacking' });
  }
  return ids;
}

async function untilQuiet(): Promise<void> {
  await eventually(async () => {
    // At one moment: a message that comes due goes from one to the other.
    const counts = await processor.redis.multi().xlen('{orders:0}:stream').zcard('{orders:0}:delayed').exec();
    expect(counts!.map(([, count]) => count)).toEqual([0, 0]);
  });
}

it('wakes the oldest of those who can have what has arrived, and lets the others wait', async () => {
  await stock.set('A', 0);
  const ids = await backordered([['A', 2]], [['A', 9]], [['A', 1]], [['A', 1]], [['A', 1]]);
  await stock.set('A', 4);
  await untilQuiet();
  expect(served.sort()).toEqual([ids[0], ids[2], ids[3]]);
  expect(came).toHaveLength(3);
  expect(await processor.redis.zrange('{orders:0}:backorders:A', '0', '-1')).toEqual([ids[4], ids[1]]);
  expect(await stock.get('A')).toMatchObject({ onHand: 4, reserved: 4, available: 0 });
});

it('finds an order in whatever partition it lives', async () => {
  await stock.set('A', 0);
  const id = newOrderId(1_023);
  await stock.reserve({ id, lines: [{ sku: 'A', quantity: 1 }] });
  await stock.set('A', 1);
  await eventually(async () => expect(await processor.redis.xlen('{orders:1023}:stream')).toBe(1));
});

it('wakes those who can have what was given back', async () => {
  await stock.set('A', 3);
  const first: StockedOrder = { id: newOrderId(0), lines: [{ sku: 'A', quantity: 3 }] };
  await stock.reserve(first);
  const [second] = await backordered([['A', 2]]);
  await stock.release(first);
  await eventually(() => expect(served).toEqual([second]));
});

it('wakes as many as there are units for, however many arrivals there were while nobody consumed', async () => {
  await stock.set('A', 100);
  const first = Array.from({ length: 100 }, () => ({ id: newOrderId(0), lines: [{ sku: 'A', quantity: 1 }] }));
  for (const order of first) await stock.reserve(order);
  const ids = await backordered(...Array.from({ length: 1_000 }, () => [['A', 1]] as [string, number][]));
  await processor.stop();

  const connections = new RedisConnections({ url: redis.url });
  await connections.onModuleInit();
  stock = new Stock(connections, new QueueProducer(connections, { name: 'orders' }));
  for (const order of first) await stock.release(order);
  processor = await Processor.start(redis.url, fulfil);
  await untilQuiet();
  await connections.onApplicationShutdown();
  expect(came.sort()).toEqual(ids.slice(0, 100));
  expect(served.sort()).toEqual(ids.slice(0, 100));
});

it('gives others what was set aside for those who do not take it', async () => {
  await stock.set('A', 0);
  await stock.set('B', 0);
  const [lacksB, onHold, next] = await backordered([['A', 1], ['B', 1]], [['A', 1]], [['A', 1]]); // prettier-ignore
  held.add(onHold!);
  await stock.set('A', 1);
  await eventually(() => expect(served).toEqual([next]));
  await stock.set('B', 1);
  await stock.set('A', 2);
  await eventually(() => expect(served).toEqual([next, lacksB]));
});

it('serves exactly as many as there are units for, by two processors and in many small arrivals', async () => {
  const other = await Processor.start(redis.url, fulfil);
  try {
    await stock.set('A', 0);
    const ids = await backordered(...Array.from({ length: 300 }, () => [['A', 1]] as [string, number][]));
    for (let units = 10; units <= 200; units += 10) await stock.set('A', units);
    await untilQuiet();
    expect(ids).toEqual(expect.arrayContaining(served));
    expect(new Set(served).size).toBe(200);
    expect(await stock.get('A')).toMatchObject({ reserved: 200, available: 0 });
    expect(await processor.redis.zcard('{orders:0}:backorders:A')).toBe(100);
  } finally {
    await other.stop();
  }
});

it('wakes everybody who can have some by one message, however many they are', async () => {
  await stock.set('A', 0);
  const ids = await backordered(...Array.from({ length: 120 }, () => [['A', 1]] as [string, number][]));
  const lookAgain = jest.spyOn(stock, 'lookAgain').mockResolvedValue();
  await stock.set('A', 120);
  await eventually(() => expect([...served].sort()).toEqual(ids));
  await eventually(() => expect(lookAgain).toHaveBeenCalledTimes(1));
});

it('forgets nobody when it dies half-way', async () => {
  await stock.set('A', 0);
  const ids = await backordered(...Array.from({ length: 120 }, () => [['A', 1]] as [string, number][]));
  // A page breaks off now and then, with some of its messages there and some not.
  const producer = processor.app.get(Stock)['producer'];
  const enqueue = producer.enqueue.bind(producer);
  let calls = 0;
  jest.spyOn(producer, 'enqueue').mockImplementation(async (...input) => {
    if ((calls += 1) % 70 === 20) throw new EnqueueUnconfirmedError('any');
    return enqueue(...input);
  });
  await stock.set('A', 120);
  await untilQuiet();
  expect([...new Set(served)].sort()).toEqual(ids);
});

it('forgets nobody when Redis dies half-way', async () => {
  await stock.set('A', 0);
  const ids = await backordered(...Array.from({ length: 120 }, () => [['A', 1]] as [string, number][]));
  const backorders = processor.app.get(Backorders);
  const wake = backorders.wake.bind(backorders);
  jest.spyOn(backorders, 'wake').mockImplementationOnce(async (...input) => {
    await wake(...input);
    await redis.server.kill();
    await redis.server.restart();
    return wake(...input);
  });
  await stock.set('A', 120);
  await eventually(() => expect([...new Set(served)].sort()).toEqual(ids));
});

it('hands the rest to the next delivery when it stops', async () => {
  await stock.set('A', 0);
  const ids = await backordered(...Array.from({ length: 120 }, () => [['A', 1]] as [string, number][]));
  const backorders = processor.app.get(Backorders);
  const wake = backorders.wake.bind(backorders);
  const woken = jest.spyOn(backorders, 'wake');
  const restocking = processor.app.get(RestockingService);
  const wakeWaiters = restocking.wakeWaiters.bind(restocking);
  const stopping = new Promise<void>((resolve) => {
    jest.spyOn(restocking, 'wakeWaiters').mockImplementationOnce((sku, signal) => {
      woken.mockImplementationOnce(async (...input) => {
        resolve(processor.stop());
        const used = await wake(...input);
        // It is not done when the time that it is given to finish is over.
        if (!signal.aborted) await once(signal, 'abort');
        return used;
      });
      return wakeWaiters(sku, signal);
    });
  });
  await stock.set('A', 120);
  await stopping;
  processor = await Processor.start(redis.url, fulfil);
  stock = processor.app.get(Stock);
  await eventually(() => expect([...new Set(served)].sort()).toEqual(ids));
  expect(woken).toHaveBeenCalledTimes(1);
});

it('leaves an order alone whose id is the name of a SKU that cannot be handled', async () => {
  const connections = processor.app.get(RedisConnections);
  const [reader, producer] = [new OrderReader(connections), new QueueProducer(connections, { name: 'orders' })];
  const { order } = await new OrderIntake(producer, reader).accept(
    {
      customerId: '17850',
      currency: 'GBP',
      lines: [{ sku: 'A', quantity: 1, unitPrice: 1 }],
      shippingAddress: { name: 'A', line1: 'B', city: 'C', postalCode: 'D', country: 'GB' },
      payment: { token: 'tok_ok' },
      totalAmount: 1,
    },
    'test',
  );
  jest.spyOn(processor.app.get(Backorders), 'wake').mockRejectedValue(new Error('broken'));
  await producer.enqueue({ type: STOCK_ARRIVED, source: 'test', subject: order.id, data: { sku: order.id } });
  await eventually(async () => expect(await processor.redis.zcard('{orders:0}:dead')).toBe(1));
  expect(await reader.get(order.id)).toEqual(order);
});
