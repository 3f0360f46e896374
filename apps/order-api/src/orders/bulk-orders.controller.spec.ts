import { useRedis } from '@ofs/testing';
import { useApi } from '../../test/api';
import { BulkUpload } from '../../test/bulk-upload';
import { anOrder } from '../../test/orders';

const api = useApi(useRedis());

const line = (fields: object = {}) => JSON.stringify(anOrder(fields as Record<string, unknown>));
const ORDER_ID = /^ord_[0-9a-z]{26}$/;

const accepted = (number: number, more: object = {}) => ({
  line: number,
  status: 202,
  id: expect.stringMatching(ORDER_ID) as string,
  location: expect.stringMatching(/^\/v1\/orders\/ord_/) as string,
  ...more,
});

const refused = (number: number, status: number, problem: object) => ({
  line: number,
  status,
  problem: expect.objectContaining({ status, ...problem }) as object,
});

it('takes an order a line, and answers a line for each, in their order', async () => {
  const references = Array.from({ length: 20 }, (_, i) => `ref-${i}`);
  const results = await api.bulk(references.map((reference) => line({ reference })).join('\n'));
  expect(results).toEqual(references.map((_, i) => accepted(i + 1)));
  for (const [i, { location }] of results.entries())
    expect((await api.get(location as string)).body['reference']).toBe(references[i]);
});

it.each([
  ['no line', '', []],
  ['blank lines only', '\n\r\n  \n\t\n', []],
  ['no line end at the end', `${line()}\n${line()}`, [1, 2]],
  ['CRLF', `${line()}\r\n${line()}\r\n`, [1, 2]],
  ['blank lines between', `\n${line()}\n\r\n${' '.repeat(50)}\n${line()}\n\n`, [2, 5]],
  ['a byte order mark', `\ufeff${line()}\n`, [1]],
])('counts every line, and passes over blank ones: %s', async (_, body, numbers) => {
  expect(await api.bulk(body)).toEqual(numbers.map((number) => accepted(number)));
});

it('answers a bad line and takes the good ones around it', async () => {
  const lines = [
    line(),
    '{"customerId":',
    line({ currency: 'gbp' }),
    '[]',
    `{"idempotencyKey":1}`,
    line({ idempotencyKey: '' }),
    line({ idempotencyKey: 'x'.repeat(256) }),
    line({ idempotencyKey: 'a\u0000' }),
    line({ metadata: { toString: 'x' } }),
    line().replace('17850', '17\xff50'),
    line(),
  ];
  const body = Buffer.concat(lines.map((text, i) => Buffer.from(`${text}\n`, i === 9 ? 'latin1' : 'utf8')));
  const wrongKey = (detail: string) => ({
    code: 'validation-failed',
    errors: [{ pointer: '/idempotencyKey', detail }],
  });
  const pointer = (at: string) => [{ pointer: at, detail: expect.any(String) as string }];
  expect(await api.bulk(body)).toEqual([
    accepted(1),
    refused(2, 400, { code: 'malformed-json' }),
    refused(3, 400, { code: 'validation-failed', errors: pointer('/currency') }),
    refused(4, 400, { code: 'validation-failed', errors: pointer('') }),
    refused(5, 400, { code: 'validation-failed', errors: pointer('/idempotencyKey') }),
    refused(6, 400, wrongKey('is empty')),
    refused(7, 400, wrongKey('is longer than 255 characters')),
    refused(8, 400, wrongKey('has characters other than printable ASCII')),
    refused(9, 400, { code: 'validation-failed', errors: pointer('/metadata/toString') }),
    refused(10, 400, { code: 'malformed-json', detail: 'The body is not UTF-8' }),
    accepted(11),
  ]);
});

it('answers a line that is too long, and goes on with the next', async () => {
  const long = `{"customerId":"${'x'.repeat(4 * 1024 * 1024)}"}`;
  expect(await api.bulk(`${line()}\n${long}\n${line()}\n`)).toEqual([
    accepted(1),
    refused(2, 413, { code: 'body-too-large' }),
    accepted(3),
  ]);
});

describe('idempotency', () => {
  it('is per line, by the key in it', async () => {
    const lines = ['a', 'b', 'a'].map((idempotencyKey) => line({ idempotencyKey })).join('\n');
    const [a, b, again] = await api.bulk(lines);
    expect(again).toEqual({ ...a, line: 3, replayed: true });
    expect(b!['id']).not.toBe(a!['id']);
    expect((await api.place(anOrder(), 'a')).body['id']).toBe(a!['id']);
    const other = await api.bulk(line({ idempotencyKey: 'b', reference: 'other' }));
    expect(other).toEqual([refused(1, 422, { code: 'idempotency-key-reused' })]);
  });

  it('is for the whole upload by the key in the header, but for lines that bring their own', async () => {
    const body = [line(), '', line({ idempotencyKey: 'own' }), line()].join('\n');
    const first = await api.bulk(body, { 'Idempotency-Key': '"upload 1"' });
    const again = await api.bulk(body, { 'Idempotency-Key': '"upload 1"' });
    expect(first).toEqual([accepted(1), accepted(3), accepted(4)]);
    expect(again).toEqual(first.map((result) => ({ ...result, replayed: true })));
    const keys = (await api.redis.keys('*:idempotency:*')).sort();
    expect(keys).toEqual(['own', 'upload 1/1', 'upload 1/4'].map((key) => `{orders:0}:idempotency:${key}`));
  });

  it('takes null for no key, as for every field that may be left out', async () => {
    const body = line({ idempotencyKey: null, reference: null });
    const [one, other] = await api.bulk(`${body}\n${body}`);
    expect([one, other]).toEqual([accepted(1), accepted(2)]);
    expect(other!['id']).not.toBe(one!['id']);
    const headers = { 'Idempotency-Key': 'upload' };
    const [first] = await api.bulk(body, headers);
    expect(await api.bulk(line({ reference: null }), headers)).toEqual([{ ...first, replayed: true }]);
    expect(await api.redis.keys('*:idempotency:*')).toEqual(['{orders:0}:idempotency:upload/1']);
  });

  it('takes an upload up again where it broke off', async () => {
    const lines = Array.from({ length: 300 }, (_, i) => line({ reference: String(i) }));
    const headers = { 'Idempotency-Key': 'nightly' };
    const upload = BulkUpload.start(api.port, headers);
    await upload.send(`${lines.slice(0, 150).join('\n')}\n${lines[150]!.slice(0, 40)}`);
    for (let i = 1; i <= 100; i++) expect(await upload.next()).toEqual(accepted(i));
    upload.hangUp();

    const results = await api.bulk(lines.join('\n'), headers);
    expect(results.map(({ status }) => status)).toEqual(Array(300).fill(202));
    expect(results.slice(0, 100).every(({ replayed }) => replayed)).toBe(true);
    expect(await api.redis.xlen('{orders:0}:stream')).toBe(300);
    expect((await api.get('/health/live')).status).toBe(200);
  });
});

it('answers each line as it comes, before there is a next one', async () => {
  const upload = BulkUpload.start(api.port);
  for (let i = 1; i <= 5; i++) {
    await upload.send(`${line()}\n`);
    expect(await upload.next()).toEqual(accepted(i));
  }
  upload.end();
  expect(await upload.next()).toBeUndefined();
});

it('takes thousands of orders', async () => {
  const count = 3_000;
  const results = await api.bulk(`${line()}\n`.repeat(count));
  expect(results.map(({ line, status }) => [line, status])).toEqual(
    Array.from({ length: count }, (_, i) => [i + 1, 202]),
  );
  expect(new Set(results.map(({ id }) => id)).size).toBe(count);
  expect(await api.redis.xlen('{orders:0}:stream')).toBe(count);
}, 60_000);
