import { useRedis } from '@ofs/testing';
import { expectProblem, useApi } from '../../test/api';
import { anOrder } from '../../test/orders';

const api = useApi(useRedis(), { backlogLimit: 3 });

it('refuses orders while too many wait, and takes them when there is room', async () => {
  const first = await api.place(anOrder(), 'first');
  for (let i = 0; i < 2; i++) expect((await api.place(anOrder())).status).toBe(202);
  const keys = (await api.redis.keys('*')).length;

  const refused = await api.place(anOrder(), 'late');
  expectProblem(refused, 503, { code: 'queue-full', instance: '/v1/orders' });
  expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1);
  expect(await api.redis.keys('*')).toHaveLength(keys);
  expect(await api.bulk(JSON.stringify(anOrder()))).toMatchObject([{ status: 503, problem: { code: 'queue-full' } }]);
  // What was accepted is not refused when it is sent again, and can be read.
  expect((await api.place(anOrder(), 'first')).text).toBe(first.text);
  expect((await api.get(first.headers.get('Location')!)).status).toBe(200);
  expect((await api.get('/health/ready')).status).toBe(200);

  const [oldest] = await api.redis.xrange('{orders:0}:stream', '-', '+', 'COUNT', 1);
  await api.redis.xdel('{orders:0}:stream', oldest![0]);
  expect((await api.place(anOrder(), 'late')).status).toBe(202);
});

it('lets no more in when they come together', async () => {
  const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await api.place(anOrder())).status));
  expect(statuses.filter((status) => status === 202)).toHaveLength(3);
  expect(statuses.filter((status) => status === 503)).toHaveLength(17);
});
