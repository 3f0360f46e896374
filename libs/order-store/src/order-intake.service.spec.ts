import { isOrderId } from '@ofs/contracts';
import { EnqueueUnconfirmedError } from '@ofs/redis-queue';
import { eventually, useRedis } from '@ofs/testing';
import { anOrder, openStore, type Store } from '../test/store-kit';
import { IdempotencyConflictError } from './order-intake.service';
import { OrderMissingError } from './order-reader.service';
import { moved } from './transition';

const redis = useRedis();
let store: Store;
beforeEach(async () => (store = await openStore(redis)));
afterEach(() => store.close());

const key = { key: 'checkout-1', ttlMs: 60_000 };

describe('accept', () => {
  it('writes record, timeline, lists, idempotency record and message in one call', async () => {
    await store.redis.config('RESETSTAT');
    const { order } = await store.intake.accept(anOrder(), 'test', key);
    const scripts = [
      ...(await store.redis.info('commandstats')).matchAll(/cmdstat_eval\w*:calls=(\d+),.*?failed_calls=(\d+)/g),
    ];
    // The first call after a start finds the script missing and sends it whole.
    expect(scripts.reduce((sum, [, calls, failed]) => sum + Number(calls) - Number(failed), 0)).toBe(1);
    expect((await store.redis.keys('*')).sort()).toEqual(
      [
        `{orders:0}:idempotency:checkout-1`,
        `{orders:0}:order:${order.id}`,
        `{orders:0}:orders:customerId:17850`,
        `{orders:0}:orders:reference:536365`,
        `{orders:0}:orders:status:accepted`,
        `{orders:0}:stream`,
      ].sort(),
    );
  });

  it('resolves to the order as it reads afterwards', async () => {
    const { order, replayed } = await store.intake.accept(anOrder(), 'test');
    expect(replayed).toBe(false);
    expect(isOrderId(order.id)).toBe(true);
    expect(await store.reader.get(order.id)).toEqual(order);
    expect(await store.reader.timeline(order.id)).toEqual([
      {
        sequence: 1,
        time: order.createdAt,
        type: 'order.accepted',
        from: null,
        to: 'accepted',
        actor: 'test',
        attempt: null,
        detail: null,
      },
    ]);
  });

  it('can hold an order from its first moment, and says so again to a repeat', async () => {
    const { order } = await store.intake.accept(anOrder(), 'test', key, 'too much');
    expect(order).toMatchObject({ status: 'on_hold', holds: [{ reason: 'too much' }], version: 2 });
    expect(await store.reader.get(order.id)).toEqual(order);
    expect((await store.reader.timeline(order.id)).map(({ sequence, type, to }) => [sequence, type, to])).toEqual([
      [1, 'order.accepted', 'accepted'],
      [2, 'order.held', 'on_hold'],
    ]);
    expect(await store.redis.zrange('{orders:0}:orders:status:on_hold', '0', '-1')).toEqual([order.id]);
    // The rule may have changed meanwhile: what counts is what was done then.
    await expect(store.intake.accept(anOrder(), 'test', key)).resolves.toEqual({ order, replayed: true });
  });

  it('spreads orders over the partitions, and finds each by its id', async () => {
    await store.close();
    store = await openStore(redis, 3);
    const accepted = await Promise.all(Array.from({ length: 6 }, () => store.intake.accept(anOrder(), 'test')));
    for (const partition of [0, 1, 2])
      expect(await store.connections.commands.xlen(`{orders:${partition}}:stream`)).toBe(2);
    for (const { order } of accepted) expect(await store.reader.get(order.id)).toEqual(order);
  });

  it('leaves nothing behind when Redis is full', async () => {
    await store.redis.config('SET', 'maxmemory', '1');
    try {
      await expect(store.intake.accept(anOrder(), 'test', key)).rejects.toThrow(EnqueueUnconfirmedError);
    } finally {
      await store.redis.config('SET', 'maxmemory', '0');
    }
    expect(await store.redis.dbsize()).toBe(0);
  });
});

describe('a repeat with the same key', () => {
  it('gets the order as it was accepted, also when that has moved on', async () => {
    const first = await store.intake.accept(anOrder(), 'test', key);
    const change = moved(first.order, 'order.reserved', { actor: 'test', time: new Date().toISOString() });
    for (const [command, ...args] of change.writes.writes) await store.redis.call(command, ...args.map(String));
    expect((await store.reader.get(first.order.id)).status).toBe('reserved');
    await expect(store.intake.accept(anOrder(), 'test', key)).resolves.toEqual({ order: first.order, replayed: true });
  });

  it('is a conflict when it is another order', async () => {
    const { order } = await store.intake.accept(anOrder(), 'test', key);
    const other = store.intake.accept(anOrder({ customerId: '1' }), 'test', key);
    await expect(other).rejects.toThrow(IdempotencyConflictError);
    await expect(other).rejects.toMatchObject({ orderId: order.id });
  });

  it('makes one order of a hundred that race', async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => store.intake.accept(anOrder(), 'test', key)));
    expect(new Set(all.map(({ order }) => order.id)).size).toBe(1);
    expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await store.redis.xlen('{orders:0}:stream')).toBe(1);
    expect(await store.redis.keys('{orders:0}:order:*')).toHaveLength(1);
  });

  it('is known whichever partition its key is in', async () => {
    await store.close();
    store = await openStore(redis, 3);
    for (const name of ['a', 'b', 'c', 'd']) {
      const each = { ...key, key: name };
      const { order } = await store.intake.accept(anOrder(), 'test', each);
      for (let n = 0; n < 3; n++)
        expect(await store.intake.accept(anOrder(), 'test', each)).toEqual({ order, replayed: true });
    }
  });

  it('is known by another process, and after a crash of Redis', async () => {
    const { order } = await store.intake.accept(anOrder(), 'test', key);
    await store.server.kill();
    await store.server.restart();
    const again = await eventually(() => store.intake.accept(anOrder(), 'test', key));
    expect(again).toMatchObject({ order: { id: order.id }, replayed: true });
  });
});

describe('reading', () => {
  it.each(['ord_01kaq8x5tce3qa7ge4fdm0ns00', 'nonsense', ''])(
    'tells of an order that is not there: "%s"',
    async (id) => {
      await expect(store.reader.get(id)).rejects.toThrow(OrderMissingError);
      await expect(store.reader.timeline(id)).rejects.toThrow(OrderMissingError);
    },
  );
});
