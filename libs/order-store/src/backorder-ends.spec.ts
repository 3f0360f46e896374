import { ORDER_ACCEPTED } from '@ofs/contracts';
import { useRedis } from '@ofs/testing';
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
