import { useRedis } from '@ofs/testing';
import { expectProblem, useApi } from '../../test/api';
import { aLine, anAddress, anOrder } from '../../test/orders';

const api = useApi(useRedis());

describe('POST /v1/orders', () => {
  it('answers 202 with the order as it was sent, and where it stands', async () => {
    const { status, headers, body } = await api.place(anOrder());
    const id = body['id'] as string;
    expect(status).toBe(202);
    expect(body).toEqual({
      ...anOrder(),
      id: expect.stringMatching(/^ord_[0-9a-z]{26}$/) as string,
      status: 'accepted',
      paymentStatus: 'none',
      fulfillmentStatus: 'unfulfilled',
      totalAmount: 1_530,
      holds: [],
      shipments: [],
      failure: null,
      version: 1,
      supportedActions: ['cancel', 'hold'],
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      updatedAt: body['createdAt'],
      links: { self: `/v1/orders/${id}`, timeline: `/v1/orders/${id}/timeline` },
    });
    expect(headers.get('Location')).toBe(`/v1/orders/${id}`);
    expect(headers.get('ETag')).toBe('"v1"');
    expect(headers.get('Retry-After')).toBe('1');
    expect(headers.get('Idempotent-Replayed')).toBeNull();
    expect(Date.now() - Date.parse(body['createdAt'] as string)).toBeLessThan(5_000);
  });

  it('leaves out what was left out or null', async () => {
    const { line2: _, region: __, ...address } = anAddress;
    const { body } = await api.place(
      anOrder({ reference: null, metadata: undefined, lines: [{ ...aLine, name: null }], shippingAddress: address }),
    );
    expect(body).not.toHaveProperty('reference');
    expect(body).not.toHaveProperty('metadata');
    expect(body['lines']).toEqual([{ sku: '85123A', quantity: 6, unitPrice: 255 }]);
    expect(body['shippingAddress']).toEqual(address);
  });

  it('adds up quantity × unitPrice', async () => {
    const lines = [
      { sku: 'A', quantity: 3, unitPrice: 333 },
      { sku: 'B', quantity: 1, unitPrice: 1 },
      { sku: 'A', quantity: 1_000_000, unitPrice: 1_000_000_000 },
    ];
    expect((await api.place(anOrder({ lines }))).body).toMatchObject({ lines, totalAmount: 1_000_000_000_001_000 });
  });

  it('refuses a total beyond what a number can hold', async () => {
    const lines = Array(10).fill({ sku: 'A', quantity: 1_000_000, unitPrice: 1_000_000_000 });
    const errors = [{ pointer: '/lines', detail: 'must add up to at most 9007199254740991' }];
    expectProblem(await api.place(anOrder({ lines })), 400, { code: 'validation-failed', errors });
  });

  it('keeps every character that may be in a text', async () => {
    const text = '  “Ünïcödé” 𝒳 👩‍👩‍👧 \u2028 <b>&amp;</b> \\ " \' ${x} %s {} ';
    const { body } = await api.place(anOrder({ customerId: text, metadata: { [text.slice(0, 40)]: text } }));
    const read = await api.get(body['links']!['self' as never]);
    expect(read.body).toMatchObject({ customerId: text, metadata: { [text.slice(0, 40)]: text } });
  });

  it('takes 1,500 lines with every character escaped', async () => {
    const long = (length: number) => '\\u00fc'.repeat(length);
    const line = `{"sku":"${long(64)}","name":"${long(200)}","quantity":1000000,"unitPrice":1}`;
    const text = JSON.stringify(anOrder({ lines: '?' })).replace('"?"', `[${Array(1_500).fill(line).join()}]`);
    const { status, body } = await api.place(text);
    expect({ status, totalAmount: body['totalAmount'] }).toEqual({ status: 202, totalAmount: 1_500_000_000 });
  });
});

describe('an order without a payment', () => {
  it('is refused where there is no default', async () => {
    const errors = [{ pointer: '/payment', detail: 'is required' }];
    for (const payment of [undefined, null])
      expectProblem(await api.place(anOrder({ payment })), 400, { code: 'validation-failed', errors });
  });
});

describe('GET /v1/orders/{id}', () => {
  it('gives the order with its ETag, and says when to look again', async () => {
    const placed = await api.place(anOrder());
    const read = await api.get(placed.headers.get('Location')!);
    expect(read.status).toBe(200);
    expect(read.text).toBe(placed.text);
    expect(read.headers.get('ETag')).toBe('"v1"');
    expect(read.headers.get('Retry-After')).toBe('1');
    const head = await api.fetch(placed.headers.get('Location')!, { method: 'HEAD' });
    expect([head.status, head.headers.get('ETag'), head.text]).toEqual([200, '"v1"', '']);
  });

  it.each([
    ...['accepted', 'reserved', 'authorized', 'shipped', 'compensating'].map((status) => [status, '1']),
    ['backordered', '60'],
    ...['on_hold', 'failed', 'completed', 'cancelled', 'rejected'].map((status) => [status, null]),
  ])('says when to look again at an order that goes on by itself: %s', async (status, seconds) => {
    const id = (await api.place(anOrder())).body['id'] as string;
    await api.alter(id, { status });
    expect((await api.get(`/v1/orders/${id}`)).headers.get('Retry-After')).toBe(seconds);
  });

  it.each(['"v1"', 'W/"v1"', '*', '"v7", "v1"', 'W/"x",W/"v1"'])('answers 304 to If-None-Match: %s', async (known) => {
    const path = (await api.place(anOrder())).headers.get('Location')!;
    const { status, text, headers } = await api.get(path, { 'If-None-Match': known });
    expect([status, text, headers.get('ETag')]).toEqual([304, '', '"v1"']);
  });

  it.each(['"v2"', 'v1', '"v1', '"v7", "v2"'])('answers 200 to If-None-Match: %s', async (known) => {
    const path = (await api.place(anOrder())).headers.get('Location')!;
    expect((await api.get(path, { 'If-None-Match': known })).status).toBe(200);
  });

  it.each([
    'ord_01h455vb4pex5vsknk084sn02q',
    'x',
    'null',
    'constructor',
    'a%2Fb',
    '%00',
    '%F0%9F%98%80',
    'x'.repeat(9_000),
    '..%2F..',
  ])('knows no order %.40s', async (id) => {
    for (const path of [`/v1/orders/${id}`, `/v1/orders/${id}/timeline`])
      expectProblem(await api.get(path), 404, { code: 'order-not-found', instance: path });
  });
});

describe('GET /v1/orders/{id}/timeline', () => {
  it('begins with the acceptance', async () => {
    const { body } = await api.place(anOrder());
    const timeline = await api.get(`/v1/orders/${body['id'] as string}/timeline`);
    expect(timeline.status).toBe(200);
    expect(timeline.body).toEqual({
      orderId: body['id'],
      entries: [
        {
          sequence: 1,
          time: body['createdAt'],
          type: 'order.accepted',
          from: null,
          to: 'accepted',
          actor: 'order-api',
          attempt: null,
          detail: null,
        },
      ],
    });
  });
});
