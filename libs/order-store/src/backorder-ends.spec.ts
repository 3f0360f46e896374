import { newOrderId, ORDER_ACCEPTED } from '@ofs/contracts';
import { EnqueueUnconfirmedError, RedisUnavailableError } from '@ofs/redis-queue';
import { eventually, useRedis } from '@ofs/testing';
import { anOrder, openStore, type Store } from '../test/store-kit';
import { BackorderEnds } from './backorder-ends.service';
import { backorderEndsKey } from './keys';
import type { Order } from './order';
import { moved } from './transition';

const redis = useRedis();
let store: Store;
let ends: BackorderEnds;
beforeEach(async () => {
  store = await openStore(redis);
  ends = new BackorderEnds(store.connections, store.backorders, 1);
});
afterEach(() => store.close());

async function backordered(until: number): Promise<Order> {
  const { order } = await store.intake.accept(anOrder(), 'test');
  await store.redis.del('{orders:0}:stream');
  const findings = { backorderedUntil: new Date(until).toISOString() };
  const change = moved(order, 'order.backordered', doer(), findings);
  await store.writer.write(change.writes);
  return change.order;
}

function doer() {
  return { actor: 'test', time: new Date().toISOString() };
}

async function told(): Promise<string[]> {
  const entries = await store.redis.xrange('{orders:0}:stream', '-', '+');
  return entries.map(([, [, wire]]) => {
    const { type, subject } = JSON.parse(wire!) as { type: string; subject: string };
    expect(type).toBe(ORDER_ACCEPTED);
    return subject;
  });
}

it('gives an order a message when its time is over, not before', async () => {
  const over = await backordered(Date.now() - 1);
  await backordered(Date.now() + 60_000);
  await ends.runOnce();
  expect(await told()).toEqual([over.id]);
});

it('does so once, and again only if nothing has come of it for long', async () => {
  const { id } = await backordered(Date.now() - 1);
  await ends.runOnce();
  await ends.runOnce();
  expect(await told()).toEqual([id]);
  await store.redis.zadd(backorderEndsKey(0), Date.now() - 1, id);
  await ends.runOnce();
  expect(await told()).toEqual([id, id]);
});

it('leaves an order alone that waits no more', async () => {
  const order = await backordered(Date.now() - 1);
  await store.writer.write(moved(order, 'order.reserved', doer()).writes);
  await ends.runOnce();
  expect(await told()).toEqual([]);
  expect(await store.redis.exists(backorderEndsKey(0))).toBe(0);
});

it('goes on waiting for one that was held and released', async () => {
  const order = await backordered(Date.now() - 1);
  const held = moved(order, 'order.held', doer(), { holds: [{ id: 'h', reason: 'odd' }] });
  await store.writer.write(held.writes);
  expect(await store.redis.exists(backorderEndsKey(0))).toBe(0);
  await store.writer.write(moved(held.order, 'order.released', doer(), { holds: [] }).writes);
  await ends.runOnce();
  expect(await told()).toEqual([order.id]);
});

it('tells an order again at once that could not be told', async () => {
  const { id } = await backordered(Date.now() - 1);
  jest.spyOn(store.producer, 'enqueue').mockRejectedValueOnce(new EnqueueUnconfirmedError('any'));
  await expect(ends.runOnce()).rejects.toThrow(RedisUnavailableError);
  await ends.runOnce();
  expect(await told()).toEqual([id]);
});

it('keeps an order that was told on its list, as its message may be lost', async () => {
  const { id } = await backordered(Date.now() - 1);
  await ends.runOnce();
  expect(Number(await store.redis.zscore(backorderEndsKey(0), id))).toBeGreaterThan(Date.now() + 50_000);
});

it('does not bring back an order that has left the list while it was told', async () => {
  const order = await backordered(Date.now() - 1);
  const carryOn = store.backorders.carryOn.bind(store.backorders);
  jest.spyOn(store.backorders, 'carryOn').mockImplementationOnce(async (id) => {
    await carryOn(id);
    await store.writer.write(moved(order, 'order.reserved', doer()).writes);
  });
  await ends.runOnce();
  expect(await store.redis.exists(backorderEndsKey(0))).toBe(0);
});

it('does so in every partition', async () => {
  await store.close();
  store = await openStore(redis, 3);
  const carryOn = jest.spyOn(store.backorders, 'carryOn');
  const ids = [0, 1, 2].map((partition) => newOrderId(partition));
  const { commands } = store.connections;
  for (const [partition, id] of ids.entries()) await commands.zadd(backorderEndsKey(partition), Date.now() - 1, id);
  await new BackorderEnds(store.connections, store.backorders, 3).runOnce();
  expect(carryOn.mock.calls.map(([id]) => id)).toEqual(ids);
});

it('goes on by itself, also after Redis was away, until it is stopped', async () => {
  const { id } = await backordered(Date.now() - 1);
  jest.spyOn(store.connections, 'ask').mockRejectedValueOnce(new RedisUnavailableError());
  ends.onApplicationBootstrap();
  await eventually(async () => expect(await told()).toEqual([id]));
  await ends.onModuleDestroy();
});
