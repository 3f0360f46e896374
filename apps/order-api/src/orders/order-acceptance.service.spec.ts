import { request } from 'node:http';
import { randomUUID } from 'node:crypto';
import { useRedis } from '@ofs/testing';
import { expectProblem, useApi } from '../../test/api';
import { aLine, anAddress, anOrder } from '../../test/orders';

const redis = useRedis();
const api = useApi(redis);

async function ordersInRedis() {
  const records = await api.redis.keys('*:order:*');
  return { records: records.length, queued: await api.redis.xlen('{orders:0}:stream') };
}

/** How often each command was called since the last reset, but for those that ask. */
async function commandsCalled(): Promise<Record<string, number>> {
  const info = await api.redis.info('commandstats');
  const stats = [...info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(([, name, calls]) => [name, Number(calls)]);
  return Object.fromEntries(stats) as Record<string, number>;
}

describe('P2: one key, one order', () => {
  it('gives the first answer again, byte for byte', async () => {
    const key = randomUUID();
    const first = await api.place(anOrder(), key);
    const again = await api.place(anOrder(), key);
    expect(again.text).toBe(first.text);
    expect(again.status).toBe(202);
    for (const name of ['Location', 'ETag', 'Retry-After', 'Content-Type'])
      expect([name, again.headers.get(name)]).toEqual([name, first.headers.get(name)]);
    expect(first.headers.get('Idempotent-Replayed')).toBeNull();
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect(await ordersInRedis()).toEqual({ records: 1, queued: 1 });
  });

  it('gives the first answer also after the order has moved on', async () => {
    const key = randomUUID();
    const first = await api.place(anOrder(), key);
    const id = first.body['id'] as string;
    const updatedAt = new Date().toISOString();
    await api.alter(id, { status: 'completed', paymentStatus: 'captured', updatedAt, version: 5 });
    await api.redis.del('{orders:0}:stream');

    const now = await api.get(`/v1/orders/${id}`);
    expect(now.body).toMatchObject({ status: 'completed', version: 5 });
    expect([now.headers.get('ETag'), now.headers.get('Retry-After')]).toEqual(['"v5"', null]);
    expect((await api.place(anOrder(), key)).text).toBe(first.text);
    expect(await ordersInRedis()).toEqual({ records: 1, queued: 0 });
  });

  it('does not look at how the order was written', async () => {
    const key = randomUUID();
    const first = await api.place(anOrder(), key);
    const reversed = Object.fromEntries(Object.entries(anOrder()).reverse());
    const nulled = anOrder({ lines: [{ unitPrice: 255.0, quantity: 6, name: aLine.name, sku: aLine.sku }] });
    const again = [
      JSON.stringify(anOrder(), null, 4),
      `\ufeff${JSON.stringify(reversed)}\r\n`,
      nulled,
      anOrder({ shippingAddress: Object.fromEntries(Object.entries(anAddress).reverse()) }),
      JSON.stringify(anOrder()).replace('"quantity":6', '"quantity":6.0').replace('GBP', '\\u0047BP'),
    ];
    for (const order of again) expect((await api.place(order, key)).text).toBe(first.text);
  });

  it.each([
    ['another quantity', { lines: [{ ...aLine, quantity: 7 }] }],
    ['another token', { payment: { token: 'tok_decline' } }],
    ['one more field', { metadata: { channel: 'web', gift: 'yes' } }],
    ['one field less', { reference: null }],
  ])('refuses the key with another order: %s', async (_, fields) => {
    const key = randomUUID();
    const { body } = await api.place(anOrder(), key);
    const detail = `The key belongs to order ${body['id'] as string}, which had another body`;
    expectProblem(await api.place(anOrder(fields), key), 422, { code: 'idempotency-key-reused', detail });
    expect(await ordersInRedis()).toEqual({ records: 1, queued: 1 });
  });

  it('makes one order of 50 requests at once', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 50 }, () => api.place(anOrder(), key)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(answers.filter(({ headers }) => headers.get('Idempotent-Replayed') === null)).toHaveLength(1);
    expect(await ordersInRedis()).toEqual({ records: 1, queued: 1 });
  });

  it('makes one order when two different ones race for a key', async () => {
    const key = randomUUID();
    const bodies = Array.from({ length: 20 }, (_, i) => anOrder({ reference: String(i % 2) }));
    const statuses = (await Promise.all(bodies.map((body) => api.place(body, key)))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(10);
    expect(statuses.filter((status) => status === 422)).toHaveLength(10);
    expect(await ordersInRedis()).toEqual({ records: 1, queued: 1 });
  });

  it('takes "abc" and abc for one key, and case for a difference', async () => {
    const key = randomUUID();
    const { text } = await api.place(anOrder(), key);
    expect((await api.place(anOrder(), `"${key}"`)).text).toBe(text);
    expect((await api.place(anOrder(), key.toUpperCase())).text).not.toBe(text);
  });

  it('makes an order of each request without a key', async () => {
    await Promise.all(Array.from({ length: 5 }, () => api.place(anOrder())));
    expect(await ordersInRedis()).toEqual({ records: 5, queued: 5 });
  });

  it('forgets nothing of a refused request, as there is nothing to remember', async () => {
    const key = randomUUID();
    expect((await api.place(anOrder({ currency: 'gbp' }), key)).status).toBe(400);
    expect((await api.place(anOrder(), key)).headers.get('Idempotent-Replayed')).toBeNull();
  });

  it('remembers a key for 24 hours', async () => {
    await api.place(anOrder(), 'abc');
    const ttl = await api.redis.pttl('{orders:0}:idempotency:abc');
    expect(ttl).toBeGreaterThan(86_390_000);
    expect(ttl).toBeLessThanOrEqual(86_400_000);
  });

  it.each(['', '""', '"abc', 'a,b', 'x'.repeat(256), 'caf\u00e9'])('refuses the key %.20j', async (key) => {
    expectProblem(await api.place(anOrder(), key), 400, { code: 'idempotency-key-invalid', instance: '/v1/orders' });
  });

  it('refuses two keys in one request', async () => {
    const headers = ['Content-Type', 'application/json', 'Idempotency-Key', 'a', 'Idempotency-Key', 'b'];
    const status = await new Promise((resolve, reject) => {
      const sent = request({ port: api.port, path: '/v1/orders', method: 'POST', headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      sent.on('error', reject).end(JSON.stringify(anOrder()));
    });
    expect(status).toBe(400);
    expect(await ordersInRedis()).toEqual({ records: 0, queued: 0 });
  });
});

describe('P3: atomic accept', () => {
  it('writes exactly these keys', async () => {
    const { body } = await api.place(anOrder(), 'abc');
    const id = body['id'] as string;
    expect((await api.redis.keys('*')).sort()).toEqual(
      [
        `{orders:0}:idempotency:abc`,
        `{orders:0}:order:${id}`,
        '{orders:0}:orders:customerId:17850',
        '{orders:0}:orders:reference:536365',
        '{orders:0}:orders:status:accepted',
        '{orders:0}:stream',
      ].sort(),
    );
  });

  it('queues a message that names the order', async () => {
    const { body } = await api.place(anOrder());
    const [[, [, wire]]] = (await api.redis.xrange('{orders:0}:stream', '-', '+')) as [[string, [string, string]]];
    expect(JSON.parse(wire)).toMatchObject({
      specversion: '1.0',
      type: 'order.accepted',
      source: 'order-api',
      subject: body['id'],
      attempt: 1,
      data: { orderId: body['id'] },
    });
  });

  it('asks Redis once for each order', async () => {
    await api.place(anOrder());
    await api.redis.config('RESETSTAT');
    for (let i = 0; i < 3; i++) await api.place(anOrder(), `key-${i}`);
    const { evalsha, eval: full = 0, set, xadd, rpush } = await commandsCalled();
    expect({ evalsha, full, set, xadd, rpush }).toEqual({
      evalsha: 3,
      full: 0,
      set: 3,
      xadd: 3,
      rpush: 3,
    });
  });

  it('shares the calls of orders that come at the same time', async () => {
    await api.place(anOrder());
    await api.redis.config('RESETSTAT');
    await Promise.all(Array.from({ length: 40 }, () => api.place(anOrder())));
    const { evalsha, xadd } = await commandsCalled();
    expect(xadd).toBe(40);
    expect(evalsha).toBeLessThan(40);
  });

  it('sends its script again when Redis has lost it', async () => {
    await api.place(anOrder());
    await api.redis.script('FLUSH');
    expect((await api.place(anOrder())).status).toBe(202);
  });
});
