import { useRedis } from '@ofs/testing';
import { useApi } from '../../test/api';
import { BulkUpload } from '../../test/bulk-upload';

const redis = useRedis();
const api = useApi(redis);

const PATH = '/v1/inventory/bulk';
const line = (sku: string, onHand: unknown) => JSON.stringify({ sku, onHand });
const load = (body: string | Uint8Array) => api.bulk(body, {}, PATH);
const set = (number: number, sku: string, onHand: number) =>
  expect.objectContaining({ line: number, status: 200, sku, onHand, available: onHand }) as object;
const refused = (number: number, status: number, problem: object) => ({
  line: number,
  status,
  problem: expect.objectContaining({ status, ...problem }) as object,
});

it('takes a SKU a line, and answers a line for each, in their order', async () => {
  const skus = Array.from({ length: 20 }, (_, n) => `SKU ${n}/ü`);
  const results = await load(skus.map((sku, n) => line(sku, n)).join('\n'));
  expect(results).toEqual(skus.map((sku, n) => set(n + 1, sku, n)));
  for (const [n, sku] of skus.entries()) expect(await api.stock.get(sku)).toMatchObject({ onHand: n, reserved: 0 });
});

it('answers a bad line and takes the good ones around it', async () => {
  const lines = [
    line('A', 1),
    '',
    '{"sku":',
    line('', 1),
    line('B', -1),
    '{"sku":"B"}',
    '{"sku":"B","onHand":1,"reserved":1}',
    '[]',
    `{"sku":"${'x'.repeat(4 * 1024 * 1024)}"}`,
    line('C', 2),
  ];
  const pointer = (at: string) => [{ pointer: at, detail: expect.any(String) as string }];
  expect(await load(lines.join('\r\n'))).toEqual([
    set(1, 'A', 1),
    refused(3, 400, { code: 'malformed-json' }),
    refused(4, 400, { code: 'validation-failed', errors: pointer('/sku') }),
    refused(5, 400, { code: 'validation-failed', errors: pointer('/onHand') }),
    refused(6, 400, { code: 'validation-failed', errors: pointer('/onHand') }),
    refused(7, 400, { code: 'validation-failed', errors: pointer('/reserved') }),
    refused(8, 400, { code: 'validation-failed', errors: pointer('') }),
    refused(9, 413, { code: 'body-too-large' }),
    set(10, 'C', 2),
  ]);
  expect(await api.stock.get('B')).toBeUndefined();
});

it('lets the last of several lines for one SKU hold, also when those before it take longer', async () => {
  await api.stock.set('A', 0);
  await api.stock.reserve({ id: 'ord_01kaq8x5tce3qa7ge4fdm0ns00', lines: [{ sku: 'A', quantity: 4 }] });
  // Those that are enough for the order that waits take one way more.
  const counts = Array.from({ length: 300 }, (_, n) => (n % 2 === 0 ? 4 : 1));
  await load(counts.map((onHand) => line('A', onHand)).join('\n'));
  expect(await api.stock.get('A')).toMatchObject({ onHand: 1 });
});

it('answers each line as it comes, before there is a next one', async () => {
  const upload = BulkUpload.start(api.port, {}, PATH);
  for (let n = 1; n <= 5; n++) {
    await upload.send(`${line('A', n)}\n`);
    expect(await upload.next()).toEqual(set(n, 'A', n));
  }
  upload.end();
  expect(await upload.next()).toBeUndefined();
});

it('answers 503 for each line while Redis is away', async () => {
  await redis.server.kill();
  try {
    const problem = { code: 'service-unavailable', detail: expect.any(String) };
    expect(await load(`${line('A', 1)}\n${line('B', -1)}\n${line('C', 1)}\n`)).toEqual([
      refused(1, 503, problem),
      refused(2, 400, { code: 'validation-failed' }),
      refused(3, 503, problem),
    ]);
  } finally {
    await redis.server.restart();
    while ((await api.get('/health/ready')).status !== 200);
  }
});

it('takes tens of thousands, a few at a time', async () => {
  const count = 20_000;
  const peak = { atOnce: 0, now: 0 };
  const { stock } = api;
  const setOne = stock.set.bind(stock);
  const spy = jest.spyOn(stock, 'set').mockImplementation(async (...input) => {
    peak.atOnce = Math.max(peak.atOnce, (peak.now += 1));
    return setOne(...input).finally(() => (peak.now -= 1));
  });
  const results = await load(Array.from({ length: count }, (_, n) => line(`SKU-${n}`, n)).join('\n'));
  spy.mockRestore();
  expect(results.map(({ line, status, onHand }) => [line, status, onHand])).toEqual(
    Array.from({ length: count }, (_, n) => [n + 1, 200, n]),
  );
  expect(await api.redis.keys('{orders:0}:stock:*')).toHaveLength(count);
  expect(peak.atOnce).toBeLessThanOrEqual(128);
}, 60_000);
