import { type OrderStatus, orderStatuses } from '@ofs/contracts';
import { eventually, useRedis } from '@ofs/testing';
import { register } from 'prom-client';
import { anOldOrder, anOrder, openStore, type Store } from '../test/store-kit';
import { indexKey } from './keys';
import { OrderGauge } from './order-gauge.service';

const redis = useRedis();

/** What Prometheus reads. */
async function shown(): Promise<object[]> {
  return (await register.getSingleMetric('orders')!.get()).values;
}

function counts(some: Partial<Record<OrderStatus, number>>): object[] {
  return orderStatuses.map((status) => ({ labels: { status }, value: some[status] ?? 0 }));
}

describe.each([1, 3])('over %i partition(s)', (partitions) => {
  let store: Store;
  let gauge: OrderGauge;
  beforeEach(async () => {
    store = await openStore(redis, partitions);
    gauge = new OrderGauge(store.connections, store.producer);
  });
  afterEach(async () => {
    gauge.onApplicationShutdown();
    await store.close();
  });

  it('tells how many orders are in each status, of those with none that there are none', async () => {
    expect(await shown()).toEqual(counts({}));
    for (let number = 0; number < 4; number++) await store.intake.accept(anOrder(), 'test');
    for (let partition = 0; partition < partitions; partition++)
      await anOldOrder(store, { madeDaysAgo: 1, status: 'failed', partition });
    expect(await shown()).toEqual(counts({ accepted: 4, failed: partitions }));
  });

  it('follows an order from one status to the next', async () => {
    const { order } = await store.intake.accept(anOrder(), 'test');
    await store.control.hold(order.id, 'odd', { actor: 'test' });
    expect(await shown()).toEqual(counts({ on_hold: 1 }));
  });

  it('has no value where it cannot be counted, rather than one that is wrong or old', async () => {
    await store.intake.accept(anOrder(), 'test');
    await store.connections.commands.set(indexKey(partitions - 1, 'status', 'shipped'), 'no list');
    expect(await shown()).toEqual([]);
    await store.connections.commands.del(indexKey(partitions - 1, 'status', 'shipped'));
    await store.server.kill();
    expect(await shown()).toEqual([]);
    await store.server.restart();
    await eventually(async () => expect(await shown()).toEqual(counts({ accepted: 1 })));
  });
});

it('leaves the registry to the app that came after it', async () => {
  const store = await openStore(redis);
  const first = new OrderGauge(store.connections, store.producer);
  const second = new OrderGauge(store.connections, store.producer);
  first.onApplicationShutdown();
  expect(await shown()).toEqual(counts({}));
  second.onApplicationShutdown();
  expect(register.getSingleMetric('orders')).toBeUndefined();
  await store.close();
});
