import { useRedis } from '@ofs/testing';
import { expectProblem, useApi } from '../../test/api';
import { anOrder } from '../../test/orders';

const api = useApi(useRedis());

/** An order that failed at its authorization, and its dead letter. */
async function aDeadLetter(diedAt: number, reason = 'attempts-exhausted'): Promise<{ id: string; orderId: string }> {
  const orderId = (await api.place(anOrder())).body['id'] as string;
  const [[entry, [, wire]]] = (await api.redis.xrevrange('{orders:0}:stream', '+', '-', 'COUNT', 1)) as [
    [string, [string, string]],
  ];
  await api.alter(orderId, {
    status: 'failed',
    failedFrom: 'reserved',
    failure: { code: 'fulfilment-failed' },
    version: 2,
  });
  const id = `${diedAt}-${orderId}`;
  const time = new Date(diedAt).toISOString();
  const letter = { id, reason, errors: [{ name: 'Error', message: 'boom' }], attempts: 8, deliveries: 1 };
  await api.redis
    .multi()
    .xdel('{orders:0}:stream', entry)
    .rpush(`{orders:0}:order:${orderId}`, JSON.stringify([diedAt, 'order.failed', 'failed', 'test']))
    .zadd('{orders:0}:dead', 0, id)
    .hset(
      '{orders:0}:dead-letters',
      id,
      JSON.stringify({ ...letter, firstFailedAt: time, diedAt: time, message: wire }),
    )
    .exec();
  return { id, orderId };
}

const died = Date.parse('2026-11-22T21:00:00Z');
const post = (path: string, body?: unknown) =>
  api.fetch(path, {
    method: 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });

async function idsOf(path: string): Promise<{ ids: string[]; next: string | null; link: string | null }> {
  const { body, headers } = await api.get(path);
  const letters = body['deadLetters'] as { id: string }[];
  return { ids: letters.map(({ id }) => id), next: body['nextCursor'] as string | null, link: headers.get('Link') };
}

it('lists them newest first, page by page, and by reason', async () => {
  const letters = [];
  for (let i = 0; i < 5; i++) letters.unshift((await aDeadLetter(died + i, i === 2 ? 'unrecoverable' : undefined)).id);
  const first = await idsOf('/v1/dead-letters?limit=3');
  const secondPath = `/v1/dead-letters?limit=3&cursor=${first.next!}`;
  expect(first.link).toBe(`<${secondPath}>; rel="next"`);
  const second = await idsOf(secondPath);
  expect([...first.ids, ...second.ids]).toEqual(letters);
  expect([second.next, second.link]).toEqual([null, null]);
  expect((await idsOf('/v1/dead-letters?reason=unrecoverable')).ids).toEqual([letters[2]]);
  expect((await api.get('/v1/queue')).body['dead']).toBe(5);
});

it.each(['cursor=x', 'cursor=', 'cursor=MTc2Mzg0NzAwMDAwMC1h', 'cursor=1763847000000-a&cursor=1763847000000-b'])(
  'refuses a cursor that is none: %s',
  async (query) => {
    await aDeadLetter(died);
    const answer = await api.get(`/v1/dead-letters?${query}`);
    expectProblem(answer, 400, { code: 'validation-failed' });
    expect(answer.body['errors']).toEqual([{ pointer: '/cursor', detail: 'must be the nextCursor of another page' }]);
  },
);

it('shows one with what it died of', async () => {
  const { id, orderId } = await aDeadLetter(died);
  const { body } = await api.get(`/v1/dead-letters/${id}`);
  expect(body).toMatchObject({ id, reason: 'attempts-exhausted', attempts: 8, errors: [{ message: 'boom' }] });
  expect(body['subject']).toBe(orderId);
  expect(JSON.parse(body['message'] as string)).toMatchObject({ subject: orderId });
});

it('replays one: its order is back where it stood, its message back in the queue, and it is gone', async () => {
  const { id, orderId } = await aDeadLetter(died);
  expect((await post(`/v1/dead-letters/${id}/replay`)).body).toEqual({ replayed: 1, lastAfterMs: 0 });
  expect((await api.get(`/v1/orders/${orderId}`)).body).toMatchObject({
    status: 'reserved',
    failure: null,
    version: 3,
  });
  expect((await api.get('/v1/queue')).body).toMatchObject({ backlog: 1, dead: 0 });
  expectProblem(await api.get(`/v1/dead-letters/${id}`), 404, { code: 'not-found' });
  expectProblem(await post(`/v1/dead-letters/${id}/replay`), 404, { code: 'not-found' });
});

it('replays many, no more than asked for, at the pace asked for', async () => {
  for (let i = 0; i < 4; i++) await aDeadLetter(died + i);
  const { status, body } = await post('/v1/dead-letters/replay', { limit: 3, perSecond: 10 });
  expect([status, body]).toEqual([202, { replayed: 3, lastAfterMs: 200 }]);
  expect((await api.get('/v1/queue')).body).toMatchObject({ backlog: 1, delayed: 2, dead: 1 });
});

it.each([undefined, {}, { reason: null, limit: null, perSecond: null }])(
  'replays a hundred of them, fifty a second, where nothing else is said: %j',
  async (body) => {
    for (let number = 0; number < 3; number++) await aDeadLetter(died + number);
    expect((await post('/v1/dead-letters/replay', body)).body).toEqual({ replayed: 3, lastAfterMs: 40 });
  },
);

it('replays none where there is none', async () => {
  expect((await post('/v1/dead-letters/replay', {})).body).toEqual({ replayed: 0, lastAfterMs: 0 });
});

it('discards one, and leaves its order failed', async () => {
  const { id, orderId } = await aDeadLetter(died);
  const discarded = await api.fetch(`/v1/dead-letters/${id}`, { method: 'DELETE' });
  expect([discarded.status, discarded.text]).toEqual([204, '']);
  expect((await api.get(`/v1/orders/${orderId}`)).body['status']).toBe('failed');
  expectProblem(await api.fetch(`/v1/dead-letters/${id}`, { method: 'DELETE' }), 404, { code: 'not-found' });
});

it('shows of a failed order nothing that the description does not know', async () => {
  const { orderId } = await aDeadLetter(died);
  expect((await api.get(`/v1/orders/${orderId}`)).body).not.toHaveProperty('failedFrom');
});

it.each([
  [{ limit: 0 }, '/limit'],
  [{ limit: '3' }, '/limit'],
  [{ perSecond: 1_001 }, '/perSecond'],
  [{ reason: 'bad luck' }, '/reason'],
  [{ ids: [] }, '/ids'],
])('does not replay by %j', async (body, pointer) => {
  const answer = await post('/v1/dead-letters/replay', body);
  expectProblem(answer, 400, { code: 'validation-failed' });
  expect(answer.body['errors']).toEqual([{ pointer, detail: expect.any(String) as string }]);
});
