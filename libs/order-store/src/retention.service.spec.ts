import { newOrderId, orderIdPrefix } from '@ofs/contracts';
import { RedisUnavailableError } from '@ofs/redis-queue';
import { eventually, useRedis } from '@ofs/testing';
import { register } from 'prom-client';
import { anOldOrder, type OldOrder, openStore, type Store } from '../test/store-kit';
import { indexKey, recordKey, reservationKey } from './keys';
import { OrderIds } from './order-ids';
import { OrderMissingError } from './order-reader.service';
import { Retention } from './retention.service';

const redis = useRedis();
const DAY_MS = 86_400_000;

describe.each([1, 3])('retention over %i partition(s)', (partitions) => {
  let store: Store;
  beforeEach(async () => (store = await openStore(redis, partitions)));
  afterEach(async () => {
    jest.restoreAllMocks();
    await store.close();
  });

  function keeping(days: number, options: { everyMs?: number } = {}): Retention {
    const { connections, reader, writer } = store;
    return new Retention(connections, reader, writer, { retentionMs: days * DAY_MS, partitions, ...options });
  }

  /** An order in each partition. */
  function oldOrders(order: OldOrder): Promise<string[]> {
    return Promise.all(
      Array.from({ length: partitions }, (_, partition) => anOldOrder(store, { ...order, partition })),
    );
  }

  async function keys(): Promise<string[]> {
    const all = await Promise.all(store.connections.servers.map((server) => server.keys('*')));
    return all.flat().sort();
  }

  async function idsThatAreThere(): Promise<string[]> {
    return new OrderIds(store.connections, partitions).oldest({ min: '-', max: '+' }, 10_000);
  }

  async function removedUpToNow(): Promise<number> {
    const metric = await register.getSingleMetric('orders_removed_total')!.get();
    return metric.values.reduce((sum, { value }) => sum + value, 0);
  }

  it('removes orders that ended long ago, with all that is theirs', async () => {
    await oldOrders({ madeDaysAgo: 11 });
    await oldOrders({ madeDaysAgo: 11, status: 'cancelled' });
    await oldOrders({ madeDaysAgo: 11, overrides: { reference: undefined, customerId: 'ada' } });
    const before = await removedUpToNow();
    await keeping(10).runOnce();
    expect(await keys()).toEqual([]);
    expect(await removedUpToNow()).toBe(before + 3 * partitions);
  });

  it('keeps those that ended a shorter while ago, though they were made long before', async () => {
    const late = await oldOrders({ madeDaysAgo: 300, endedDaysAgo: 9 });
    const young = await oldOrders({ madeDaysAgo: 9 });
    await oldOrders({ madeDaysAgo: 301, endedDaysAgo: 11 });
    await keeping(10).runOnce();
    expect(await idsThatAreThere()).toEqual([...late, ...young].sort());
  });

  it('keeps those that have not ended, however old they are', async () => {
    const ids = await oldOrders({ madeDaysAgo: 1_000, status: 'failed' });
    await keeping(1).runOnce();
    expect(await idsThatAreThere()).toEqual([...ids].sort());
    for (const id of ids) expect(await store.reader.get(id)).toMatchObject({ status: 'failed' });
  });

  it('keeps all when it is to keep them for ever', async () => {
    const ids = await oldOrders({ madeDaysAgo: 10_000 });
    const retention = keeping(Infinity, { everyMs: 1 });
    retention.onApplicationBootstrap();
    await retention.onModuleDestroy();
    await retention.runOnce();
    expect(await idsThatAreThere()).toEqual([...ids].sort());
    expect(retention.mayHaveRemoved(ids[0]!)).toBe(false);
  });

  it('leaves no trace of an order where others read it', async () => {
    const [id] = await oldOrders({ madeDaysAgo: 11 });
    await keeping(10).runOnce();
    await expect(store.reader.get(id!)).rejects.toThrow(OrderMissingError);
    await expect(store.reader.timeline(id!)).rejects.toThrow(OrderMissingError);
    for (const filter of [{}, { status: ['completed' as const] }, { customerId: '17850' }, { reference: '536365' }])
      expect(await store.list.page({ limit: 9, ...filter })).toEqual({ orders: [], next: undefined });
  });

  it('removes however many there are, behind any number of those that stay', async () => {
    const many = (count: number, order: OldOrder): Promise<string[]> =>
      Promise.all(Array.from({ length: count }, (_, n) => anOldOrder(store, { ...order, partition: n % partitions })));
    const staying = await many(250, { madeDaysAgo: 300, endedDaysAgo: 1 });
    await many(250, { madeDaysAgo: 200 });
    await keeping(10).runOnce();
    expect(await idsThatAreThere()).toEqual(staying.sort());
  });

  it('removes each order once when several do it at the same time', async () => {
    for (let n = 0; n < 40; n++) await oldOrders({ madeDaysAgo: 11 });
    const before = await removedUpToNow();
    await Promise.all(Array.from({ length: 4 }, () => keeping(10).runOnce()));
    expect(await keys()).toEqual([]);
    expect(await removedUpToNow()).toBe(before + 40 * partitions);
  });

  it('does not look at those that are too young, however many they are', async () => {
    for (let n = 0; n < 20; n++) await oldOrders({ madeDaysAgo: 9 });
    const [old] = await oldOrders({ madeDaysAgo: 11 });
    const read = jest.spyOn(store.reader, 'getMany');
    await keeping(10).runOnce();
    expect(read.mock.calls.flatMap(([ids]) => ids)).toHaveLength(partitions);
    expect(read.mock.calls.flatMap(([ids]) => ids)).toContain(old);
  });

  it("goes by Redis' clock, not by its own", async () => {
    await oldOrders({ madeDaysAgo: 9 });
    const before = await keys();
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 1_000 * DAY_MS);
    await keeping(10).runOnce();
    expect(await keys()).toEqual(before);
  });

  it("lets the mark of an order's stock outlive it by a week", async () => {
    const ids = await oldOrders({ madeDaysAgo: 11 });
    const lines = [{ sku: 'A', quantity: 2 }];
    await store.stock.set('A', 100);
    for (const id of ids) {
      await store.stock.reserve({ id, lines });
      await store.stock.ship({ id, lines });
    }
    await keeping(10).runOnce();
    expect(await idsThatAreThere()).toEqual([]);
    for (const id of ids) {
      // A consumer that was frozen all the time reserves nothing.
      expect(await store.stock.reserve({ id, lines })).toEqual({ outcome: 'reserved' });
      const leftMs = await store.connections.commands.pttl(reservationKey(id));
      expect(leftMs).toBeGreaterThan(6 * DAY_MS);
      expect(leftMs).toBeLessThanOrEqual(7 * DAY_MS);
    }
    expect(await store.stock.get('A')).toMatchObject({ onHand: 100 - 2 * partitions, reserved: 0 });
  });

  it('leaves neither half an order nor a mark for ever when it dies at any moment', async () => {
    const ids = await oldOrders({ madeDaysAgo: 11 });
    for (const id of ids) await store.stock.release({ id, lines: [{ sku: 'A', quantity: 1 }] });
    const write = jest.spyOn(store.writer, 'write').mockRejectedValue(new Error('died'));
    await expect(keeping(10).runOnce()).rejects.toThrow('died');
    expect(await idsThatAreThere()).toEqual([...ids].sort());
    write.mockRestore();
    await keeping(10).runOnce();
    expect(await keys()).toEqual(ids.map((id) => reservationKey(id)).sort());
    for (const id of ids) expect(await store.connections.commands.pttl(reservationKey(id))).toBeGreaterThan(0);
  });

  it('leaves no mark for ever when Redis is away as it is set to expire', async () => {
    const ids = await oldOrders({ madeDaysAgo: 11 });
    for (const id of ids) await store.stock.release({ id, lines: [{ sku: 'A', quantity: 1 }] });
    const expire = jest.spyOn(store.connections.commands, 'pexpire').mockRejectedValue(new Error('away'));
    await expect(keeping(10).runOnce()).rejects.toThrow(RedisUnavailableError);
    expire.mockRestore();
    await keeping(10).runOnce();
    expect(await idsThatAreThere()).toEqual([]);
    for (const id of ids) expect(await store.connections.commands.pttl(reservationKey(id))).toBeGreaterThan(0);
  });

  it('keeps one that has not ended also where a list says that it has', async () => {
    const [id] = await oldOrders({ madeDaysAgo: 11, status: 'failed' });
    await store.connections.commands.zadd(indexKey(0, 'status', 'completed'), 0, id!);
    await keeping(10).runOnce();
    expect(await store.reader.get(id!)).toMatchObject({ status: 'failed' });
  });

  it('removes orders also when Redis is full', async () => {
    await oldOrders({ madeDaysAgo: 11 });
    await Promise.all(store.connections.servers.map((server) => server.config('SET', 'maxmemory', '1')));
    await keeping(10).runOnce();
    await Promise.all(store.connections.servers.map((server) => server.config('SET', 'maxmemory', '0')));
    expect(await keys()).toEqual([]);
  });

  it('leaves an order alone that changes under its hands', async () => {
    const [id] = await oldOrders({ madeDaysAgo: 11 });
    const read = store.reader.getMany.bind(store.reader);
    jest.spyOn(store.reader, 'getMany').mockImplementation(async (ids) => {
      const orders = await read(ids);
      for (const each of ids) await store.connections.commands.rpush(recordKey(each), '[]');
      return orders;
    });
    await keeping(10).runOnce();
    expect(await idsThatAreThere()).toContain(id);
  });

  it('goes on by itself, also after Redis was away, until it is stopped', async () => {
    const retention = keeping(10, { everyMs: 5 });
    const ask = jest.spyOn(store.connections, 'ask').mockRejectedValueOnce(new Error('away'));
    retention.onApplicationBootstrap();
    await eventually(() => expect(ask.mock.calls.length).toBeGreaterThan(2));
    await oldOrders({ madeDaysAgo: 11 });
    await eventually(async () => expect(await idsThatAreThere()).toEqual([]));
    await retention.onModuleDestroy();
    const ids = await oldOrders({ madeDaysAgo: 11 });
    expect(await idsThatAreThere()).toEqual([...ids].sort());
  });

  it('tells whether an order that is not there may have been removed', () => {
    const madeDaysAgo = (days: number): string =>
      orderIdPrefix(Date.now() - days * DAY_MS) + newOrderId(0).slice(orderIdPrefix(0).length);
    expect(keeping(10).mayHaveRemoved(madeDaysAgo(11))).toBe(true);
    expect(keeping(10).mayHaveRemoved(madeDaysAgo(9))).toBe(false);
  });
});

describe('a walk past those that stay', () => {
  let store: Store;
  beforeEach(async () => (store = await openStore(redis)));
  afterEach(() => store.close());

  it('takes so many in a turn, and goes on behind them in the next', async () => {
    const staying = Array.from({ length: 1_200 }, () => anOldOrder(store, { madeDaysAgo: 300, endedDaysAgo: 1 }));
    await Promise.all(staying);
    const due = await anOldOrder(store, { madeDaysAgo: 20 });
    const read = jest.spyOn(store.reader, 'getMany');
    const { connections, reader, writer } = store;
    const retention = new Retention(connections, reader, writer, { retentionMs: 10 * DAY_MS, partitions: 1 });
    await retention.runOnce();
    expect(read.mock.calls.flatMap(([ids]) => ids)).toHaveLength(1_000);
    expect(await store.reader.get(due)).toMatchObject({ status: 'completed' });
    await retention.runOnce();
    await expect(store.reader.get(due)).rejects.toThrow(OrderMissingError);
    // And from the beginning again.
    const first = await anOldOrder(store, { madeDaysAgo: 400 });
    await retention.runOnce();
    await expect(store.reader.get(first)).rejects.toThrow(OrderMissingError);
  });
});
