import { randomUUID } from 'node:crypto';
import { useRedis } from '@ofs/testing';
import { expectProblem, useApi } from '../../test/api';
import { anOrder } from '../../test/orders';

const redis = useRedis();
const api = useApi(redis);

/** What clients are promised for the time without Redis, in milliseconds. */
const PATIENCE_MS = 2_000;

async function expectUnavailable(path: string, init: RequestInit = {}): Promise<void> {
  const started = performance.now();
  const answer = await api.fetch(path, init);
  expectProblem(answer, 503, { code: 'service-unavailable', instance: path });
  expect(answer.headers.get('Retry-After')).toBe('2');
  expect(performance.now() - started).toBeLessThan(PATIENCE_MS);
}

const anOrderPosted = () => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(anOrder()),
});

async function health(): Promise<Record<string, number>> {
  const probes = ['live', 'ready', 'startup'];
  const statuses = await Promise.all(probes.map(async (probe) => (await api.get(`/health/${probe}`)).status));
  return Object.fromEntries(probes.map((probe, i) => [probe, statuses[i]!]));
}

/** Starts Redis again, and asks the API until it has noticed. */
async function restart(): Promise<void> {
  await redis.server.restart();
  await untilReady();
}

async function untilReady(): Promise<void> {
  while ((await api.get('/health/ready')).status !== 200);
}

describe.each([
  ['stopped', () => redis.server.stop()],
  ['killed', () => redis.server.kill()],
])('while Redis is %s', (_, end) => {
  afterEach(restart);

  it('answers 503 soon, and tells when to come back', async () => {
    const { body } = await api.place(anOrder());
    await end();
    const id = body['id'] as string;
    await expectUnavailable('/v1/orders', anOrderPosted());
    await expectUnavailable(`/v1/orders/${id}`);
    await expectUnavailable(`/v1/orders/${id}/timeline`);
    await expectUnavailable('/v1/queue');
    await expectUnavailable('/v1/orders');
  });

  it('lives, is not ready, and says why', async () => {
    await end();
    expect(await health()).toEqual({ live: 200, ready: 503, startup: 200 });
    const { error } = (await api.get('/health/ready')).body as { error: { redis: { message: string } } };
    expect(error.redis.message).toMatch(/^Redis does not answer: /);
  });

  it('still refuses what is wrong for what it is', async () => {
    await end();
    expectProblem(await api.place(anOrder({ currency: 'gbp' })), 400, { code: 'validation-failed' });
    expectProblem(await api.place(anOrder(), 'a,b'), 400, { code: 'idempotency-key-invalid' });
  });

  it('answers each line of a bulk', async () => {
    await end();
    const line = `${JSON.stringify(anOrder())}\n`;
    const problem = expect.objectContaining({ code: 'service-unavailable', status: 503 }) as object;
    expect(await api.bulk(`${line}{}\n${line}`)).toMatchObject([
      { line: 1, status: 503, problem },
      { line: 2, status: 400 },
      { line: 3, status: 503, problem },
    ]);
  });
});

it('works again once Redis is back, with all that was confirmed', async () => {
  const key = randomUUID();
  const before = await api.place(anOrder(), key);
  await redis.server.kill();
  expect((await api.place(anOrder(), key)).status).toBe(503);
  await restart();

  expect(await health()).toEqual({ live: 200, ready: 200, startup: 200 });
  expect((await api.get(before.headers.get('Location')!)).text).toBe(before.text);
  expect((await api.place(anOrder(), key)).text).toBe(before.text);
  expect((await api.place(anOrder())).status).toBe(202);
  expect((await api.get('/v1/queue')).body['backlog']).toBe(2);
});

it('answers 503 soon also when Redis is there and does not answer', async () => {
  redis.server.freeze();
  try {
    await Promise.all([
      expectUnavailable('/v1/orders', anOrderPosted()),
      expectUnavailable('/v1/orders/ord_01h455vb4pex5vsknk084sn02q'),
    ]);
    expect(await health()).toEqual({ live: 200, ready: 503, startup: 200 });
  } finally {
    redis.server.thaw();
  }
  await untilReady();
  expect((await api.place(anOrder())).status).toBe(202);
});
