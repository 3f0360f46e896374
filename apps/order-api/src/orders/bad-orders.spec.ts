import { useRedis } from '@ofs/testing';
import { expectProblem, useApi } from '../../test/api';
import { aLine, anAddress, anOrder } from '../../test/orders';

const api = useApi(useRedis());

// Nothing is lost by a refusal, and nothing is left behind.
afterEach(async () => expect(await api.redis.dbsize()).toBe(0));

const text = JSON.stringify(anOrder());

it.each([
  ['white space', ' \n'],
  ['half an order', text.slice(0, -1)],
  ['two orders', text + text],
  ['a trailing comma', text.replace(/}$/, ',}')],
  ['single quotes', text.replaceAll('"', "'")],
  ['a comment', `/* order */${text}`],
  ['NaN', text.replace('"quantity":6', '"quantity":NaN')],
  ['a leading zero', text.replace('"quantity":6', '"quantity":06')],
  ['a raw control character', text.replace('17850', '17\u000050')],
  ['a line break in a string', text.replace('17850', '17\n50')],
  ['HTML', '<order/>'],
  ['bytes that are not UTF-8', Buffer.from(text.replace('17850', '17\xff50'), 'latin1')],
  ['half a character', Buffer.from(text.replace('17850', '178\xc3'), 'latin1')],
  ['an encoded surrogate', Buffer.from(text.replace('17850', '\xed\xa0\x80'), 'latin1')],
  ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['gzip', Buffer.from([0x1f, 0x8b, 0x08, 0x00])],
])('refuses what is no JSON: %s', async (_, body) => {
  expectProblem(await api.place(body), 400, { code: 'malformed-json', instance: '/v1/orders' });
});

it.each(['null', '[]', `[${text}]`, '"text"', '6', 'true'])('refuses JSON that is no object: %.20s', async (body) => {
  const errors = [{ pointer: '', detail: 'must be a JSON object' }];
  expectProblem(await api.place(body), 400, { code: 'validation-failed', errors });
});

const inLine = (fields: object) => ({ lines: [aLine, { ...aLine, ...fields }] });
const inAddress = (fields: object) => ({ shippingAddress: { ...anAddress, ...fields } });

it.each([
  ['/lines/1/quantity', inLine({ quantity: 1e308 })],
  ['/lines/1/quantity', inLine({ quantity: 2 ** 53 })],
  ['/lines/1/quantity', inLine({ quantity: -1 })],
  ['/lines/1/quantity', inLine({ quantity: 0.5 })],
  ['/lines/1/quantity', inLine({ quantity: 0 })],
  ['/lines/1/quantity', inLine({ quantity: '6' })],
  ['/lines/1/quantity', inLine({ quantity: null })],
  ['/lines/1/unitPrice', inLine({ unitPrice: 2 ** 53 })],
  ['/lines/1/unitPrice', inLine({ unitPrice: 2.55 })],
  ['/lines/1/unitPrice', inLine({ unitPrice: '2.55' })],
  ['/lines', { lines: [] }],
  ['/lines', { lines: Array(1_501).fill(aLine) }],
  ['/lines', { lines: { 0: aLine } }],
  ['/lines', { lines: text }],
  ['/lines/1', { lines: [aLine, null] }],
  ['/lines/1', { lines: [aLine, [aLine]] }],
  ['/lines/0', { lines: [[]] }],
  ['/lines/1', { lines: [aLine, 'line'] }],
  ['/shippingAddress', { shippingAddress: 'London' }],
  ['/shippingAddress', { shippingAddress: [anAddress] }],
  ['/shippingAddress/country', inAddress({ country: 'gb' })],
  ['/shippingAddress/line2', inAddress({ line2: 2 })],
  ['/currency', { currency: 'gbp' }],
  ['/currency', { currency: 'BTC' }],
  ['/customerId', { customerId: 17850 }],
  ['/payment', { payment: 'tok_ok' }],
  ['/payment/token', { payment: { token: '' } }],
  ['/metadata', { metadata: { channel: 1 } }],
  ['/metadata', { metadata: [] }],
  ['/total', { total: 1 }],
  ['/totalAmount', { totalAmount: 1 }],
  ['/id', { id: 'ord_01h455vb4pex5vsknk084sn02q' }],
  ['/lines/1/colour', inLine({ colour: 'red' })],
  ['/shippingAddress/planet', inAddress({ planet: 'Earth' })],
  ['/payment/cvc', { payment: { token: 'tok_ok', cvc: '123' } }],
])('points to %s: %#', async (pointer, fields) => {
  const answer = await api.place(anOrder(fields));
  expectProblem(answer, 400, { code: 'validation-failed', detail: '1 field is wrong', instance: '/v1/orders' });
  expect(answer.body['errors']).toEqual([{ pointer, detail: expect.any(String) as string }]);
});

it('points to everything at once', async () => {
  const answer = await api.place({ customerId: '', lines: [{ sku: 1, quantity: 'x' }], shippingAddress: {}, gift: 1 });
  expect((answer.body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual([
    '/gift',
    '/customerId',
    '/currency',
    '/lines/0/sku',
    '/lines/0/quantity',
    '/lines/0/unitPrice',
    '/shippingAddress/name',
    '/shippingAddress/line1',
    '/shippingAddress/city',
    '/shippingAddress/postalCode',
    '/shippingAddress/country',
  ]);
});

describe.each(['__proto__', 'constructor', 'toString'])('a field named %s', (name) => {
  const poison = `"${name}":{"prototype":{"polluted":true},"polluted":true}`;

  it.each([
    ['', text.replace(/}$/, `,${poison}}`)],
    ['/lines/0', text.replace('"sku"', `${poison},"sku"`)],
    ['/shippingAddress', text.replace('"line1"', `${poison},"line1"`)],
    ['/payment', text.replace('"token"', `${poison},"token"`)],
    ['/metadata', text.replace('"channel"', `${poison},"channel"`)],
    ['/metadata', text.replace('"channel"', `"${name}":"x","channel"`)],
    ['', text.replace(/}$/, `,${poison.replace(/^"./, `"\\u00${name.charCodeAt(0).toString(16)}`)}}`)],
  ])('is refused in %j: %#', async (parent, body) => {
    const answer = await api.place(body);
    expectProblem(answer, 400, { code: 'validation-failed' });
    expect(answer.body['errors']).toContainEqual({ pointer: `${parent}/${name}`, detail: 'is a reserved name' });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

it.each([
  ['NUL', '\\u0000'],
  ['a lone high surrogate', '\\ud83d'],
  ['a lone low surrogate', '\\ude00'],
  ['surrogates in the wrong order', '\\ude00\\ud83d'],
])('refuses %s in every text', async (_, escaped) => {
  const fields = anOrder({
    metadata: { a: '?' },
    reference: '?',
    customerId: '?',
    currency: '?',
    payment: { token: '?' },
  });
  fields['lines'] = [{ ...aLine, sku: '?', name: '?' }];
  fields['shippingAddress'] = Object.fromEntries(Object.keys(anAddress).map((key) => [key, '?'])) as never;
  const answer = await api.place(JSON.stringify(fields).replaceAll('?', `x${escaped}`));
  expectProblem(answer, 400, { code: 'validation-failed', detail: '14 fields are wrong' });
  expectProblem(await api.place(text.replace('channel', escaped)), 400, { code: 'validation-failed' });
});

it.each([
  ['deep objects', '{"a":'.repeat(300_000) + '1' + '}'.repeat(300_000)],
  ['deep arrays', `{"lines":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`],
  ['a million lines', `{"lines":[${'{},'.repeat(999_999)}{}]}`],
  ['200,000 fields', `{${Array.from({ length: 200_000 }, (_, i) => `"k${i}":1`).join()}}`],
  ['1,500 lines of unknown fields', `{"lines":[${Array(1_500).fill('{"a":1,"b":2,"c":3,"d":4,"e":5}').join()}]}`],
])(
  'answers with little work, and shortly, to %s',
  async (_, body) => {
    const before = process.cpuUsage();
    const answer = await api.place(body);
    // Not the time, which depends on what else the machine does. Without bounds these take 5 to 15 seconds.
    const { user, system } = process.cpuUsage(before);
    expectProblem(answer, 400, { code: 'validation-failed' });
    expect((user + system) / 1_000).toBeLessThan(2_500);
    expect(answer.text.length).toBeLessThan(1_000_000);
  },
  30_000,
);
