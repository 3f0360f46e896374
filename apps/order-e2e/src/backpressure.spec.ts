import { anOrder, useSystem } from '../test/system';

const system = useSystem({ processors: 0, env: { BACKLOG_LIMIT: '20' } });

it('refuses orders beyond the limit, says when to come back, and takes them when there is room', async () => {
  const key = { 'idempotency-key': 'first' };
  const ids = [await system().place({}, key), ...(await system().placeMany(19))];

  const refused = await system().post(anOrder());
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(await refused.json()).toMatchObject({ code: 'queue-full' });
  expect(await system().place({}, key)).toBe(ids[0]);
  expect((await system().queue()).backlog).toBe(20);

  await system().startProcessor();
  await system().expectFulfilledOnce(ids);
  await system().expectFulfilledOnce([await system().place()]);
});
