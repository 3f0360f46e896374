import { useRedis } from '@ofs/testing';
import { expectProblem, useApi } from '../../test/api';
import { anOrder } from '../../test/orders';

const api = useApi(useRedis());

async function place(fields: Record<string, unknown> = {}): Promise<string> {
  return (await api.place(anOrder(fields))).body['id'] as string;
}

async function idsOf(path: string): Promise<string[]> {
  const { status, body } = await api.get(path);
  expect(status).toBe(200);
  return (body['orders'] as { id: string }[]).map(({ id }) => id);
}

it('lists orders as they are shown elsewhere, newest first', async () => {
  const ids = [await place(), await place(), await place()];
  expect(await idsOf('/v1/orders')).toEqual(ids.reverse());
  const { body } = await api.get('/v1/orders?limit=1');
  expect(body['orders']).toEqual([(await api.get(`/v1/orders/${ids[0]}`)).body]);
});

it('is empty when there is nothing', async () => {
  const { text, headers } = await api.get('/v1/orders?customerId=nobody');
  expect(text).toBe('{"orders":[],"nextCursor":null}');
  expect(headers.get('Link')).toBeNull();
});

it('leads from page to page, by Link or by cursor, while orders keep coming', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 7; i++) ids.unshift(await place({ customerId: 'a&b=c' }));
  const seen: string[] = [];
  let path: string | undefined = '/v1/orders?customerId=a%26b%3Dc&limit=3';
  while (path !== undefined) {
    const answer = await api.get(path);
    seen.push(...(answer.body['orders'] as { id: string }[]).map(({ id }) => id));
    path = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('Link') ?? '')?.[1];
    expect(path?.includes(`cursor=${answer.body['nextCursor'] as string}`) ?? null).toBe(
      answer.body['nextCursor'] === null ? null : true,
    );
    await place({ customerId: 'a&b=c' });
  }
  expect(seen).toEqual(ids);
});

it('filters', async () => {
  const one = await place({ customerId: '1', reference: 'x' });
  const two = await place({ customerId: '2', reference: 'x' });
  expect(await idsOf('/v1/orders?reference=x')).toEqual([two, one]);
  expect(await idsOf('/v1/orders?reference=x&customerId=1')).toEqual([one]);
  expect(await idsOf('/v1/orders?status=accepted&customerId=2')).toEqual([two]);
  expect(await idsOf('/v1/orders?status=completed')).toEqual([]);
  expect(await idsOf('/v1/orders?createdBefore=2020-01-01T00:00:00Z')).toEqual([]);
  expect(await idsOf('/v1/orders?createdAfter=2020-01-01T00:00:00%2B01:00')).toEqual([two, one]);
});

it.each(['accepted,on_hold', 'on_hold,accepted,on_hold', 'accepted&status=on_hold', 'accepted%2Con_hold'])(
  'lists those of several statuses: %s',
  async (status) => {
    const ids = [await place(), await place(), await place(), await place()];
    await api.act(ids[1]!, 'hold', { reason: 'odd' });
    await api.act(ids[2]!, 'cancel');
    const first = await api.get(`/v1/orders?status=${status}&limit=2`);
    const [, next] = /^<([^>]+)>; rel="next"$/.exec(first.headers.get('Link')!)!;
    const listed = [...(first.body['orders'] as { id: string }[]).map(({ id }) => id), ...(await idsOf(next!))];
    expect(listed).toEqual([ids[3], ids[1], ids[0]]);
  },
);

it.each([
  ['createdAfter=1960-01-01T00:00:00Z', 1],
  ['createdBefore=1960-01-01T00:00:00Z', 0],
  ['createdAfter=2016-12-31T23:59:60Z', 1],
  ['createdBefore=2016-12-31T23:59:60.5Z', 0],
  ['createdAfter=2016-12-31t23:59:59z', 1],
  ['createdBefore=9999-12-31T23:59:59Z', 1],
  ['createdAfter=2024-02-29T00:00:00Z', 1],
  ['createdAfter=0000-02-29T00:00:00Z', 1],
])('understands every time there is: %s', async (query, count) => {
  await place();
  expect(await idsOf(`/v1/orders?${query}`)).toHaveLength(count);
});

it.each([
  ['status=done', '/status'],
  ['status=', '/status'],
  ['status=accepted,', '/status'],
  ['status=accepted,done', '/status'],
  ['status=accepted&status=done', '/status'],
  ['limit=0', '/limit'],
  ['limit=101', '/limit'],
  ['limit=x', '/limit'],
  ['limit=', '/limit'],
  ['limit=1.5', '/limit'],
  ['createdAfter=yesterday', '/createdAfter'],
  ['createdAfter=2026-13-45T00:00:00Z', '/createdAfter'],
  ['createdBefore=2026-11-22', '/createdBefore'],
  ['createdAfter=2026-02-30T00:00:00Z', '/createdAfter'],
  ['createdBefore=2025-02-29T23:59:59%2B01:00', '/createdBefore'],
  ['createdBefore=2026-04-31T00:00:00Z', '/createdBefore'],
  ['cursor=x', '/cursor'],
  ['cursor=', '/cursor'],
  ['cursor=a&cursor=b', '/cursor'],
  ['cursor=b3JkXzAxa2FxOHg1dGNlM3FhN2dlNGZkbTBuczAw%3D', '/cursor'],
  ['customerId=', '/customerId'],
  ['customerId=%00', '/customerId'],
  ['reference=a&reference=b', '/reference'],
  ['color=red', '/color'],
  ['__proto__=x', '/__proto__'],
  ['constructor=x', '/constructor'],
])('refuses ?%s', async (query, pointer) => {
  const answer = await api.get(`/v1/orders?${query}`);
  expectProblem(answer, 400, { code: 'validation-failed', instance: '/v1/orders' });
  expect(answer.body['errors']).toEqual([{ pointer, detail: expect.any(String) as string }]);
});
