import { useRedis } from '@ofs/testing';
import { expectProblem, useApi } from '../../test/api';

const redis = useRedis();
const api = useApi(redis);

interface Listed {
  inventory: { sku: string }[];
  nextCursor: string | null;
}

async function list(path: string): Promise<Listed & { next: string | undefined }> {
  const { status, body, headers } = await api.get(path);
  expect(status).toBe(200);
  const next = /^<([^>]+)>; rel="next"$/.exec(headers.get('Link') ?? '')?.[1];
  return { ...(body as unknown as Listed), next };
}

it('lists what is tracked as it is shown elsewhere, in the order of the SKUs', async () => {
  for (const sku of ['b', '85123A', 'B', '71053']) await api.setStock(sku, { onHand: 9 });
  await api.bulk('{"sku":"A/B 😀","onHand":1}\n', {}, '/v1/inventory/bulk');
  await api.stock.reserve({ id: 'ord_01kaq8x5tce3qa7ge4fdm0ns00', lines: [{ sku: 'B', quantity: 4 }] });
  const { inventory, nextCursor, next } = await list('/v1/inventory');
  expect(inventory.map(({ sku }) => sku)).toEqual(['71053', '85123A', 'A/B 😀', 'B', 'b']);
  expect(inventory[3]).toEqual((await api.get('/v1/inventory/B')).body);
  expect(inventory[3]).toMatchObject({ onHand: 9, reserved: 4, available: 5 });
  expect([nextCursor, next]).toEqual([null, undefined]);
});

it('is empty when nothing is tracked', async () => {
  expect((await api.get('/v1/inventory')).text).toBe('{"inventory":[],"nextCursor":null}');
});

it('leads from page to page, by Link or by cursor, while others become tracked', async () => {
  const skus = Array.from({ length: 45 }, (_, n) => `SKU ${String(n).padStart(2, '0')}/ü`);
  for (const sku of skus) await api.setStock(sku, { onHand: 1 });
  const seen: string[][] = [];
  for (let path: string | undefined = '/v1/inventory'; path !== undefined;) {
    const { inventory, nextCursor, next } = await list(path);
    seen.push(inventory.map(({ sku }) => sku));
    expect(next).toBe(nextCursor === null ? undefined : `/v1/inventory?cursor=${nextCursor}`);
    await api.setStock(`A ${seen.length}`, { onHand: 1 });
    path = next;
  }
  expect(seen).toEqual([skus.slice(0, 20), skus.slice(20, 40), skus.slice(40)]);
  expect((await list('/v1/inventory?limit=2')).next).toMatch(/^\/v1\/inventory\?limit=2&cursor=/);
});

it.each([
  ['limit=0', '/limit', 'must be at least 1'],
  ['limit=101', '/limit', 'must be at most 100'],
  ['limit=x', '/limit', 'must be a whole number'],
  ['limit=1&limit=2', '/limit', 'must be a whole number'],
  ['cursor=', '/cursor', 'must be the nextCursor of another page'],
  ['cursor=x', '/cursor', 'must be the nextCursor of another page'],
  ['cursor=85123A==', '/cursor', 'must be the nextCursor of another page'],
  ['cursor=_w', '/cursor', 'must be the nextCursor of another page'],
  ['cursor=QQ&cursor=Qg', '/cursor', 'must be the nextCursor of another page'],
  ['sku=A', '/sku', 'is not a known field'],
])('refuses ?%s', async (query, pointer, detail) => {
  const answer = await api.get(`/v1/inventory?${query}`);
  expectProblem(answer, 400, { code: 'validation-failed', instance: '/v1/inventory', errors: [{ pointer, detail }] });
});

it('is only to be read', async () => {
  const answer = await api.fetch('/v1/inventory', { method: 'PUT' });
  expectProblem(answer, 405, { code: 'method-not-allowed' });
  expect(answer.headers.get('Allow')).toBe('GET, HEAD');
});

it('is answered with 503 while Redis is away', async () => {
  await redis.server.kill();
  try {
    const answer = await api.get('/v1/inventory');
    expectProblem(answer, 503, { code: 'service-unavailable' });
    expect(answer.headers.get('Retry-After')).toBe('2');
  } finally {
    await redis.server.restart();
    while ((await api.get('/health/ready')).status !== 200);
  }
});
