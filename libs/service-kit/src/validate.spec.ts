import { CreateOrderDto, type FieldErrorDto, MAX_LINES, ProblemError } from '@ofs/contracts';
import { validated } from './validate';

const line = { sku: '85123A', quantity: 6, unitPrice: 255 };
const address = { name: 'A. Buyer', line1: '1 Main St', city: 'London', postalCode: 'N1 9GU', country: 'GB' };

function anOrder(fields: object = {}): object {
  return { customerId: '17850', currency: 'GBP', lines: [line], shippingAddress: address, ...fields };
}

function refusal(value: unknown): ProblemError {
  try {
    validated(CreateOrderDto, value);
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

function errorsOf(value: unknown): FieldErrorDto[] {
  expect(refusal(value).code).toBe('validation-failed');
  return refusal(value).errors!;
}

it('gives the order back, and null where a field may be left out', () => {
  const order = anOrder({
    reference: null,
    payment: { token: 'tok_ok' },
    metadata: { channel: 'web', prototype: 'x', then: 'y' },
    lines: [{ ...line, name: '😀' }],
  });
  const dto = validated(CreateOrderDto, order);
  expect(JSON.parse(JSON.stringify(dto))).toEqual(order);
});

it.each([null, undefined, 1, 'text', true, [], [anOrder()]])('refuses what is no object: %j', (value) => {
  expect(errorsOf(value)).toEqual([{ pointer: '', detail: 'must be a JSON object' }]);
});

it('names every field that is missing', () => {
  const required = (pointer: string) => ({ pointer, detail: 'is required' });
  expect(errorsOf({})).toEqual(['/customerId', '/currency', '/lines', '/shippingAddress'].map(required));
  expect(errorsOf(anOrder({ lines: [line, {}], shippingAddress: {}, payment: {} }))).toEqual(
    [
      '/lines/1/sku',
      '/lines/1/quantity',
      '/lines/1/unitPrice',
      '/shippingAddress/name',
      '/shippingAddress/line1',
      '/shippingAddress/city',
      '/shippingAddress/postalCode',
      '/shippingAddress/country',
      '/payment/token',
    ].map(required),
  );
});

it('names every field that is wrong, wherever it is', () => {
  const value = anOrder({
    customerId: 17850,
    currency: 'gbp',
    color: 'red',
    lines: [line, { ...line, quantity: 0.5, unitPrice: -1, size: 'XL' }, 'line'],
    shippingAddress: { ...address, country: 'UK', 'a/b~c': 1 },
    metadata: { channel: 1 },
  });
  expect(errorsOf(value).map(({ pointer }) => pointer)).toEqual([
    '/color',
    '/customerId',
    '/currency',
    '/lines/1/size',
    '/lines/1/quantity',
    '/lines/1/unitPrice',
    '/lines/2',
    '/shippingAddress/a~1b~0c',
    '/shippingAddress/country',
    '/metadata',
  ]);
  expect(refusal(value).detail).toBe('10 fields are wrong');
});

const values = {
  null: null,
  number: 1,
  text: 'text',
  boolean: true,
  object: {},
  array: [],
  'array of arrays': [[]],
};

describe.each([
  ['/reference', ['null', 'text'], (reference: unknown) => anOrder({ reference })],
  ['/customerId', ['text'], (customerId: unknown) => anOrder({ customerId })],
  ['/currency', [], (currency: unknown) => anOrder({ currency })],
  ['/lines', [], (lines: unknown) => anOrder({ lines })],
  ['/lines/0', [], (item: unknown) => anOrder({ lines: [item] })],
  ['/lines/0/sku', ['text'], (sku: unknown) => anOrder({ lines: [{ ...line, sku }] })],
  ['/lines/0/name', ['null', 'text'], (name: unknown) => anOrder({ lines: [{ ...line, name }] })],
  ['/lines/0/quantity', ['number'], (quantity: unknown) => anOrder({ lines: [{ ...line, quantity }] })],
  ['/lines/0/unitPrice', ['number'], (unitPrice: unknown) => anOrder({ lines: [{ ...line, unitPrice }] })],
  ['/shippingAddress', [], (shippingAddress: unknown) => anOrder({ shippingAddress })],
  ['/shippingAddress/line2', ['null', 'text'], (line2: unknown) => anOrder({ shippingAddress: { ...address, line2 } })],
  ['/payment', ['null'], (payment: unknown) => anOrder({ payment })],
  ['/payment/token', ['text'], (token: unknown) => anOrder({ payment: { token } })],
  ['/metadata', ['null', 'object'], (metadata: unknown) => anOrder({ metadata })],
])('%s', (pointer, taken, orderWith) => {
  it.each(Object.entries(values))('is refused or taken as it should be: %s', (name, value) => {
    if (taken.includes(name)) {
      expect(() => validated(CreateOrderDto, orderWith(value))).not.toThrow();
      return;
    }
    const pointers = errorsOf(orderWith(value)).map((error) => error.pointer);
    expect(pointers).not.toEqual([]);
    for (const one of pointers) expect(`${one}/`).toContain(`${pointer}/`);
  });
});

it.each([
  ['quantity', 0, 'must be at least 1'],
  ['quantity', -0, 'must be at least 1'],
  ['quantity', -1, 'must be at least 1'],
  ['quantity', 0.5, 'must be a whole number'],
  ['quantity', '6', 'must be a whole number'],
  ['quantity', 1_000_001, 'must be at most 1000000'],
  ['quantity', 1e308, 'must be at most 1000000'],
  ['quantity', Infinity, 'must be a whole number'],
  ['unitPrice', 0, 'must be at least 1'],
  ['unitPrice', 2 ** 53, 'must be at most 1000000000'],
  ['unitPrice', 2.55, 'must be a whole number'],
])('a %s of %p %s', (field, value, detail) => {
  expect(errorsOf(anOrder({ lines: [{ ...line, [field]: value }] }))).toEqual([
    { pointer: `/lines/0/${field}`, detail },
  ]);
});

it.each([
  [{ customerId: '' }, '/customerId', 'must not be empty'],
  [{ customerId: ' \u00a0' }, '/customerId', 'must not be blank'],
  [{ customerId: 'x'.repeat(101) }, '/customerId', 'must be at most 100 characters long'],
  [{ currency: 'gbp' }, '/currency', 'must be an ISO 4217 currency code in upper case'],
  [{ currency: 'XXL' }, '/currency', 'must be an ISO 4217 currency code in upper case'],
  [
    { shippingAddress: { ...address, country: 'gb' } },
    '/shippingAddress/country',
    'must be an ISO 3166-1 alpha-2 country code in upper case',
  ],
  [{ lines: [] }, '/lines', 'must have at least one line'],
  [{ lines: { 0: line } }, '/lines', 'must be an array of order lines'],
  [{ lines: Array(MAX_LINES + 1).fill(line) }, '/lines', 'must have at most 1500 lines'],
  [{ lines: Array(MAX_LINES + 1).fill({}) }, '/lines', 'must have at most 1500 lines'],
  [{ metadata: { a: 'x'.repeat(501) } }, '/metadata', expect.stringContaining('that of "a" is not')],
  [{ metadata: { '': 'x' } }, '/metadata', expect.stringContaining('keys of 1 to 40 characters')],
  [
    { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [i, 'x'])) },
    '/metadata',
    'must have at most 50 entries',
  ],
])('%#: says of a field only what tells most', (fields, pointer, detail) => {
  expect(errorsOf(anOrder(fields))).toEqual([{ pointer, detail }]);
});

it.each(['a\u0000b', 'a\nb', '\u007f', 'a\ud800', '\udc00b'])('refuses %j in every text', (text) => {
  const value = {
    reference: text,
    customerId: text,
    currency: text,
    lines: [{ ...line, sku: text, name: text }],
    shippingAddress: {
      name: text,
      line1: text,
      line2: text,
      city: text,
      region: text,
      postalCode: text,
      country: text,
    },
    payment: { token: text },
    metadata: { [text]: 'x' },
  };
  expect(errorsOf(value)).toHaveLength(14);
  expect(errorsOf(anOrder({ metadata: { key: text } }))).toHaveLength(1);
});

it('takes the largest order there can be', () => {
  const text = (length: number) => 'ü'.repeat(length);
  const largest = {
    reference: text(100),
    customerId: text(100),
    currency: 'GBP',
    lines: Array(MAX_LINES).fill({ sku: text(64), name: text(200), quantity: 1_000_000, unitPrice: 1_000_000_000 }),
    shippingAddress: { ...address, name: text(100), line1: text(100), line2: text(100), region: text(100) },
    payment: { token: text(200) },
    metadata: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${i}`.padStart(40, 'ü'), text(500)])),
  };
  expect(() => validated(CreateOrderDto, largest)).not.toThrow();
});
