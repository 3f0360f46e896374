import type { OrderDto } from '@ofs/contracts';
import { eventually } from '@ofs/testing';
import { anOrder, useSystem } from '../test/system';

const PARTITIONS = 6;
const system = useSystem({ processors: 2, partitions: PARTITIONS });

async function list(): Promise<OrderDto[]> {
  const response = await fetch(`${system().api.url}/v1/orders?limit=100`);
  return ((await response.json()) as { orders: OrderDto[] }).orders;
}

it('fulfils orders that are spread over the partitions of a cluster', async () => {
  const ids = await system().placeMany(60);
  await system().expectFulfilledOnce(ids);
  expect((await list()).map(({ id }) => id)).toEqual([...ids].sort().reverse());
  expect(await system().queue()).toMatchObject({ backlog: 0, inFlight: 0, delayed: 0, dead: 0 });
});

it('makes one order of one key, whichever partition that is in', async () => {
  const keys = Array.from({ length: 20 }, (_, n) => `key-${n}`);
  for (const key of keys) {
    const [first, second] = await Promise.all([0, 1].map(() => system().place({}, { 'idempotency-key': key })));
    expect(second).toBe(first);
  }
});

it('loses nothing when one of the servers is killed', async () => {
  const ids = await system().placeMany(60);
  await system().servers[1]!.kill();
  const meanwhile = await Promise.all(
    Array.from({ length: 12 }, (_, n) => system().post(anOrder(), { 'idempotency-key': `meanwhile-${n}` })),
  );
  for (const { status } of meanwhile) expect([202, 503]).toContain(status);
  await system().servers[1]!.restart();
  const again = await eventually(() =>
    Promise.all(meanwhile.map((_, n) => system().place({}, { 'idempotency-key': `meanwhile-${n}` }))),
  );
  for (const [n, response] of meanwhile.entries()) {
    if (response.status === 202) expect(((await response.json()) as OrderDto).id).toBe(again[n]);
  }
  await system().expectFulfilledOnce([...ids, ...again]);
});
