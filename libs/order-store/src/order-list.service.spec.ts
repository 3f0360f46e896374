import { RedisUnavailableError } from '@ofs/redis-queue';
import { eventually, useRedis } from '@ofs/testing';
import { anOrder, openStore, type Store } from '../test/store-kit';
import { recordKey } from './keys';
import type { NewOrder } from './order';
import type { OrderQuery } from './order-list.service';

const redis = useRedis();

describe.each([1, 3])('a list over %i partition(s)', (partitions) => {
  let store: Store;
  beforeEach(async () => (store = await openStore(redis, partitions)));
  afterEach(() => store.close());

  /** Accepts orders one after the other, and resolves to their ids, newest first. */
  async function accept(count: number, overrides: Partial<NewOrder> = {}): Promise<string[]> {
    const ids: string[] = [];
    while (ids.length < count) ids.unshift((await store.intake.accept(anOrder(overrides), 'test')).order.id);
    return ids;
  }

  /** Every page's ids, up to the last. */
  async function pages(query: OrderQuery): Promise<string[][]> {
    const { orders, next } = await store.list.page(query);
    const ids = orders.map(({ id }) => id);
    return next === undefined ? [ids] : [ids, ...(await pages({ ...query, after: next }))];
  }

  it('goes from the newest to the oldest, page by page', async () => {
    const ids = await accept(7);
    expect(await pages({ limit: 3 })).toEqual([ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)]);
  });

  it('is empty where there is nothing', async () => {
    expect(await pages({ limit: 3 })).toEqual([[]]);
    expect(await pages({ limit: 3, customerId: 'nobody' })).toEqual([[]]);
  });

  it('misses and repeats nothing while new orders come', async () => {
    const ids = await accept(6);
    const first = await store.list.page({ limit: 3 });
    await accept(3);
    const second = await store.list.page({ limit: 3, after: first.next });
    expect([...first.orders, ...second.orders].map(({ id }) => id)).toEqual(ids);
  });

  it('shows the others when somebody broke the record of one', async () => {
    const [newest, middle, oldest] = await accept(3);
    await store.connections.commands.lset(recordKey(middle!), 1, '{bad');
    expect((await store.list.page({ limit: 3 })).orders.map(({ id }) => id)).toEqual([newest, oldest]);
  });

  it('says that Redis is out of reach where that refuses all commands for a while', async () => {
    const busy = store.redis.duplicate();
    await store.redis.config('SET', 'busy-reply-threshold', '1');
    const script = busy.eval(
      "local t = redis.call('TIME') repeat local n = redis.call('TIME') until (n[1] - t[1]) * 1e6 + n[2] - t[2] > 5e5",
      0,
    );
    await eventually(() => expect(store.redis.ping()).rejects.toThrow('BUSY'));
    await expect(store.list.page({ limit: 1 })).rejects.toThrow(RedisUnavailableError);
    await script;
    await store.redis.config('SET', 'busy-reply-threshold', '5000');
    busy.disconnect();
  });

  it('keeps to its filters, one or several', async () => {
    const [ada] = await accept(1, { customerId: 'ada', reference: 'A' });
    const [bob] = await accept(1, { customerId: 'bob', reference: 'A' });
    const [adaB] = await accept(1, { customerId: 'ada', reference: 'B' });
    const found = async (query: Partial<OrderQuery>): Promise<string[]> => (await pages({ limit: 2, ...query })).flat();
    expect(await found({ customerId: 'ada' })).toEqual([adaB, ada]);
    expect(await found({ reference: 'A' })).toEqual([bob, ada]);
    expect(await found({ reference: 'A', customerId: 'ada' })).toEqual([ada]);
    expect(await found({ status: ['accepted'] })).toEqual([adaB, bob, ada]);
    expect(await found({ status: ['completed'] })).toEqual([]);
    expect(await found({ status: ['completed'], customerId: 'ada' })).toEqual([]);
  });

  it('merges the orders of several statuses, page by page, while they go from one to another', async () => {
    const ids = await accept(6);
    const [a, b, c, d, e, f] = ids as [string, string, string, string, string, string];
    const hold = (id: string) => store.control.hold(id, 'odd', { actor: 'test' });
    for (const id of [b, d]) await hold(id);
    await store.control.cancel(c, { actor: 'test' });
    const query: OrderQuery = { status: ['on_hold', 'accepted'], limit: 2 };
    expect(await pages(query)).toEqual([[a, b], [d, e], [f]]);
    expect((await pages({ ...query, customerId: '17850' })).flat()).toEqual([a, b, d, e, f]);
    const first = await store.list.page(query);
    for (const id of [a, e]) await hold(id);
    await accept(1);
    expect(await pages({ ...query, after: first.next })).toEqual([[d, e], [f]]);
  });

  it('keeps to its times, which are not part of it themselves', async () => {
    const [order] = await accept(1);
    const createdAt = Date.parse((await store.reader.get(order!)).createdAt);
    const found = async (query: Partial<OrderQuery>): Promise<number> =>
      (await store.list.page({ limit: 5, ...query })).orders.length;
    expect(await found({ createdAfter: createdAt - 1, createdBefore: createdAt + 1 })).toBe(1);
    expect(await found({ createdAfter: createdAt })).toBe(0);
    expect(await found({ createdBefore: createdAt })).toBe(0);
  });
});
