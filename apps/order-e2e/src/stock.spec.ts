import type { OrderDto } from '@ofs/contracts';
import { eventually } from '@ofs/testing';
import { anOrder, useSystem } from '../test/system';

const ORDERS = 10_000;
const UNITS = 100;
const SKU = 'SCARCE';

const system = useSystem({ processors: 3 });

/** The ids of all orders with a status, oldest first. */
async function idsOf(status: string): Promise<string[]> {
  const ids: string[] = [];
  for (let path: string | undefined = `/v1/orders?status=${status}&limit=100`; path !== undefined;) {
    const response: Response = await fetch(`${system().api.url}${path}`);
    ids.push(...((await response.json()) as { orders: OrderDto[] }).orders.map(({ id }) => id));
    path = /<([^>]+)>; *rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  }
  return ids.reverse();
}

async function placeAll(): Promise<string[]> {
  const order = anOrder({ lines: [{ sku: SKU, quantity: 1, unitPrice: 100 }] });
  const results = await system().bulk<{ id: string }>('/v1/orders/bulk', Array<object>(ORDERS).fill(order));
  return results.map(({ id }) => id);
}

it('sells each unit once to ten thousand orders over three processors, one of which is killed and one frozen', async () => {
  await system().setStock(SKU, UNITS);
  const ids = await placeAll();
  expect(new Set(ids).size).toBe(ORDERS);
  const [killed, frozen] = system().processors;
  await eventually(async () => expect(await idsOf('completed')).not.toEqual([]));
  await killed!.kill();
  frozen!.freeze();
  await eventually(async () => expect((await idsOf('backordered')).length).toBeGreaterThan(1_000), {
    timeoutMs: 60_000,
  });
  frozen!.thaw();
  await eventually(
    async () => expect((await idsOf('backordered')).length + (await idsOf('completed')).length).toBe(ORDERS),
    { timeoutMs: 120_000 },
  );
  const completed = await idsOf('completed');
  expect(completed).toHaveLength(UNITS);
  expect(await system().stock(SKU)).toMatchObject({ onHand: 0, reserved: 0, available: 0 });
  await system().expectFulfilledOnce(completed);
}, 240_000);

it('gives what arrives to those that have waited longest, and what is given back to the next', async () => {
  const waiting = await idsOf('backordered');
  await system().setStock(SKU, 20);
  await eventually(async () => expect(await idsOf('completed')).toHaveLength(UNITS + 20), { timeoutMs: 60_000 });
  for (const id of waiting.slice(0, 20)) expect((await system().order(id)).status).toBe('completed');
  expect(await system().stock(SKU)).toMatchObject({ onHand: 0, reserved: 0 });

  const cancelled = waiting[20]!;
  await system().take(cancelled, 'cancel');
  await system().untilStatus(cancelled, 'cancelled');
  await system().setStock(SKU, 1);
  await system().untilStatus(waiting[21]!, 'completed');
  expect(await system().stock(SKU)).toMatchObject({ onHand: 0, reserved: 0, available: 0 });
}, 120_000);
