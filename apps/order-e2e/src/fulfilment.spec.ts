import { eventually } from '@ofs/testing';
import { anOrder, useSystem } from '../test/system';

const system = useSystem({ processors: 2 });

it('carries an order from its acceptance to its completion', async () => {
  const response = await system().post(anOrder());
  const accepted = (await response.json()) as { id: string };
  expect(response.status).toBe(202);
  expect(response.headers.get('location')).toBe(`/v1/orders/${accepted.id}`);
  expect(accepted).toMatchObject({ status: 'accepted', totalAmount: 3_564, version: 1 });

  const order = await system().untilStatus(accepted.id, 'completed');
  expect(order).toMatchObject({
    ...anOrder(),
    paymentStatus: 'captured',
    fulfillmentStatus: 'shipped',
    shipments: [{ carrier: 'sandbox-post', trackingNumber: expect.stringMatching(/^SP/) }],
    failure: null,
    version: 6,
  });
  expect(
    (await system().timeline(order.id)).map(({ sequence, type, from, to, attempt }) => [
      sequence,
      type,
      from,
      to,
      attempt,
    ]),
  ).toEqual([
    [1, 'order.accepted', null, 'accepted', null],
    [2, 'order.reserved', 'accepted', 'reserved', 1],
    [3, 'order.authorized', 'reserved', 'authorized', 1],
    [4, 'shipment.requested', 'authorized', 'authorized', 1],
    [5, 'order.shipped', 'authorized', 'shipped', 1],
    [6, 'order.completed', 'shipped', 'completed', 1],
  ]);
  expect(await system().effects(order.id)).toMatchObject([
    { kind: 'authorization', key: `${order.id}:authorize`, amount: 3_564, requests: 1 },
    { kind: 'shipment', key: `${order.id}:ship`, requests: 1 },
    { kind: 'capture', key: `${order.id}:capture`, amount: 3_564, requests: 1 },
  ]);
});

it('fulfils everything that comes, one by one and in bulk', async () => {
  const single = await system().placeMany(100);
  const lines = Array.from({ length: 300 }, (_, n) => anOrder({ reference: `bulk-${n}` }));
  const bulk = (await system().bulk<{ id: string }>('/v1/orders/bulk', lines)).map(({ id }) => id);
  await system().expectFulfilledOnce([...single, ...bulk]);
  expect(await system().queue()).toMatchObject({ backlog: 0, inFlight: 0, delayed: 0, dead: 0 });
  expect((await system().queue()).consumers).toHaveLength(2);
});

it('begins nothing while the queue is paused', async () => {
  const turn = (what: string): Promise<Response> => fetch(`${system().api.url}/v1/queue/${what}`, { method: 'POST' });
  await turn('pause');
  const ids = await system().placeMany(20);
  const pausedAt = new Date().toISOString();
  // A processor is seen at the beginning of each turn of its loop: whoever has begun one since then has seen the pause.
  await eventually(async () => {
    for (const { lastSeenAt } of (await system().queue()).consumers) expect(lastSeenAt! > pausedAt).toBe(true);
  });
  for (const id of ids) expect((await system().order(id)).status).toBe('accepted');
  await turn('resume');
  await system().expectFulfilledOnce(ids);
});

it('takes an order of 1,500 lines', async () => {
  const lines = Array.from({ length: 1_500 }, (_, n) => ({ sku: `SKU-${n}`, quantity: 2, unitPrice: n + 1 }));
  const order = await system().untilStatus(await system().place({ lines }), 'completed');
  expect(order.totalAmount).toBe(1_500 * 1_501);
});
