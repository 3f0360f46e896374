import { useRedis } from '@ofs/testing';
import { type Answer, expectProblem, useApi } from '../../test/api';
import { anOrder } from '../../test/orders';
import { exchange } from '../../test/raw-http';

const redis = useRedis();
const api = useApi(redis);

const stockOf = (sku: string): Promise<Answer> => api.get(`/v1/inventory/${encodeURIComponent(sku)}`);

/** The types and subjects of what is in the queue. */
async function messages(): Promise<string[]> {
  const entries = await api.redis.xrange('{orders:0}:stream', '-', '+');
  return entries.map(([, [, wire]]) => {
    const { type, subject, source } = JSON.parse(wire!) as Record<string, string>;
    return `${type} ${subject} ${source}`;
  });
}

it('tracks a SKU from the first time it is told how many units there are', async () => {
  expectProblem(await stockOf('85123A'), 404, {
    code: 'sku-not-tracked',
    detail: 'It was never said how many of 85123A there are',
    instance: '/v1/inventory/85123A',
  });
  const answer = await api.setStock('85123A', { onHand: 120 });
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    sku: '85123A',
    onHand: 120,
    reserved: 0,
    available: 120,
    updatedAt: expect.any(String),
  });
  expect((await stockOf('85123A')).body).toEqual(answer.body);
  expect((await stockOf('85123a')).status).toBe(404);
});

it('shows what orders have reserved', async () => {
  await api.setStock('A', { onHand: 10 });
  await api.stock.reserve({ id: 'ord_01kaq8x5tce3qa7ge4fdm0ns00', lines: [{ sku: 'A', quantity: 4 }] });
  expect((await stockOf('A')).body).toMatchObject({ onHand: 10, reserved: 4, available: 6 });
  expect((await api.setStock('A', { onHand: 3 })).body).toMatchObject({ onHand: 3, reserved: 4, available: -1 });
  expect((await stockOf('A')).body).toMatchObject({ onHand: 3, reserved: 4, available: -1 });
});

it('tells those who wait, and only when there is enough for one of them', async () => {
  await api.setStock('A', { onHand: 0 });
  await api.stock.reserve({ id: 'ord_01kaq8x5tce3qa7ge4fdm0ns00', lines: [{ sku: 'A', quantity: 4 }] });
  await api.setStock('A', { onHand: 3 });
  await api.setStock('B', { onHand: 9 });
  expect(await messages()).toEqual([]);
  expect((await api.setStock('A', { onHand: 4 })).body).toMatchObject({ onHand: 4, reserved: 0, available: 4 });
  expect((await stockOf('A')).body).toMatchObject({ onHand: 4, available: 4 });
  expect(await messages()).toEqual(['stock.arrived A stock']);
});

describe('the SKU in the path', () => {
  const printable = Array.from({ length: 95 }, (_, n) => String.fromCharCode(32 + n)).join('');

  it.each([
    ...Array.from({ length: 95 }, (_, n) => `a${printable[n]}b`),
    printable.slice(0, 64),
    printable.slice(31),
    'bulk',
    '%41',
    '%2541',
    'a/../b',
    'ÅÄÖ',
    '漢字',
    '😀',
    '\u00a0x',
    'x'.repeat(64),
    '😀'.repeat(32),
    '__proto__',
    'constructor',
  ])('may be what an order may write: %j', async (sku) => {
    expect((await api.setStock(sku, { onHand: 7 })).body).toMatchObject({ sku, onHand: 7 });
    expect((await stockOf(sku)).body).toMatchObject({ sku, onHand: 7 });
    expect(await api.redis.keys('{orders:0}:stock:*')).toEqual([`{orders:0}:stock:${sku}`]);
  });

  it.each([
    ['%20', 'must not be blank'],
    ['a%00', 'must not contain control characters or unpaired surrogates'],
    ['a%0A', 'must not contain control characters or unpaired surrogates'],
    ['x'.repeat(65), 'must be at most 64 characters long'],
  ])('must not be what an order must not write: %s', async (encoded, detail) => {
    const init = { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: '{"onHand":1}' };
    const errors = [{ pointer: '/sku', detail }];
    expectProblem(await api.fetch(`/v1/inventory/${encoded}`, init), 400, { code: 'validation-failed', errors });
    expectProblem(await api.get(`/v1/inventory/${encoded}`), 404, { code: 'sku-not-tracked' });
    expect(await api.redis.keys('{orders:0}:stock:*')).toEqual([]);
  });

  it('may be a dot or two, from clients that do not resolve them', async () => {
    for (const sku of ['.', '..']) {
      const head = `PUT /v1/inventory/${sku} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`;
      const answer = await exchange(
        api.port,
        `${head}Content-Type: application/json\r\nContent-Length: 12\r\n\r\n{"onHand":1}`,
      );
      expect(answer.body).toMatchObject({ sku, onHand: 1 });
    }
  });

  it('must be UTF-8', async () => {
    expectProblem(await api.get('/v1/inventory/%ff'), 400, { code: 'bad-request' });
  });
});

describe('a wrong body', () => {
  afterEach(async () => expect(await api.redis.keys('{orders:0}:stock:*')).toEqual([]));

  it.each<[string, unknown, string, string]>([
    ['no number', { onHand: '5' }, '/onHand', 'must be a whole number'],
    ['a part of a unit', { onHand: 0.5 }, '/onHand', 'must be a whole number'],
    ['less than nothing', { onHand: -1 }, '/onHand', 'must be at least 0'],
    ['too many', { onHand: 1_000_000_000_001 }, '/onHand', 'must be at most 1000000000000'],
    ['nothing', { onHand: null }, '/onHand', 'must be a whole number'],
    ['no count', {}, '/onHand', 'is required'],
    ['an unknown field', { onHand: 1, reserved: 0 }, '/reserved', 'is not a known field'],
    ['a SKU', { onHand: 1, sku: 'A' }, '/sku', 'is not a known field'],
    ['no object', [], '', 'must be a JSON object'],
    ['a bare number', '5', '', 'must be a JSON object'],
  ])('is refused: %s', async (_, body, pointer, detail) => {
    const errors = [{ pointer, detail }];
    expectProblem(await api.setStock('A', body), 400, { code: 'validation-failed', errors });
  });

  it('is refused: no JSON', async () => {
    expectProblem(await api.setStock('A', '{"onHand":'), 400, { code: 'malformed-json', instance: '/v1/inventory/A' });
  });

  it('is refused: another content type', async () => {
    const init = { method: 'PUT', headers: { 'Content-Type': 'text/plain' }, body: '{"onHand":1}' };
    expectProblem(await api.fetch('/v1/inventory/A', init), 415, { code: 'unsupported-media-type' });
  });
});

it.each([
  ['DELETE', '/v1/inventory/A', 'GET, HEAD, PUT'],
  ['POST', '/v1/inventory/A', 'GET, HEAD, PUT'],
  ['DELETE', '/v1/inventory/bulk', 'GET, HEAD, POST, PUT'],
])('%s %s is answered with 405, and what is allowed', async (method, path, allow) => {
  const answer = await api.fetch(path, { method });
  expectProblem(answer, 405, { code: 'method-not-allowed' });
  expect(answer.headers.get('Allow')).toBe(allow);
});

it('takes the largest and the smallest count', async () => {
  for (const onHand of [1_000_000_000_000, 0])
    expect((await api.setStock('A', { onHand })).body).toMatchObject({ onHand, available: onHand });
});

describe('while Redis', () => {
  it('is away: 503, with the time after which to come back', async () => {
    await redis.server.kill();
    try {
      const put = await api.setStock('A', { onHand: 1 });
      expectProblem(put, 503, { code: 'service-unavailable', instance: '/v1/inventory/A' });
      const get = await stockOf('A');
      expectProblem(get, 503, { code: 'service-unavailable' });
      expect([put.headers.get('Retry-After'), get.headers.get('Retry-After')]).toEqual(['2', '2']);
      expectProblem(await api.setStock('A', { onHand: -1 }), 400, { code: 'validation-failed' });
    } finally {
      await redis.server.restart();
      while ((await api.get('/health/ready')).status !== 200);
    }
    expect((await api.setStock('A', { onHand: 1 })).status).toBe(200);
  });

  it('could lose what it confirms: 503, and nothing is set', async () => {
    await api.redis.config('SET', 'appendfsync', 'everysec');
    try {
      await untilRefused();
      const answer = await api.setStock('B', { onHand: 1 });
      expectProblem(answer, 503, { code: 'not-durable', detail: expect.stringContaining('appendfsync') });
      expect(answer.headers.get('Retry-After')).toBe('10');
      expect(await api.redis.exists('{orders:0}:stock:B')).toBe(0);
    } finally {
      await api.redis.config('SET', 'appendfsync', 'always');
      while ((await api.setStock('A', { onHand: 1 })).status !== 200);
    }
  });

  /** What Redis' settings are is asked at most once a second. */
  async function untilRefused(): Promise<void> {
    while ((await api.setStock('A', { onHand: 1 })).status === 200);
  }
});

describe('an API whose queue is full', () => {
  const full = useApi(redis, { backlogLimit: 1 });

  it('still hears that stock has arrived, as orders wait for just that', async () => {
    await full.setStock('A', { onHand: 0 });
    await full.stock.reserve({ id: 'ord_01kaq8x5tce3qa7ge4fdm0ns00', lines: [{ sku: 'A', quantity: 4 }] });
    expect((await full.place(anOrder())).status).toBe(202);
    expectProblem(await full.place(anOrder()), 503, { code: 'queue-full' });
    expect((await full.setStock('A', { onHand: 4 })).status).toBe(200);
    expect(await messages()).toContain('stock.arrived A stock');
  });
});
