import { type OrderStatus, transitions } from '@ofs/contracts';
import { useRedis } from '@ofs/testing';
import { type Answer, expectProblem, useApi } from '../../test/api';
import { anOrder } from '../../test/orders';

const api = useApi(useRedis(), { holdAboveTotal: 10_000 });

async function place(): Promise<string> {
  return (await api.place(anOrder())).body['id'] as string;
}

/** An order that stands elsewhere than where it began. */
async function placeAt(status: OrderStatus, fields: object = {}): Promise<string> {
  const id = await place();
  await api.alter(id, { status, ...fields });
  return id;
}

async function actionsOf(id: string): Promise<unknown> {
  return (await api.get(`/v1/orders/${id}`)).body['supportedActions'];
}

function holdsOf({ body }: Answer): { id: string; reason: string }[] {
  return body['holds'] as { id: string; reason: string }[];
}

describe('an action', () => {
  it('answers 202 with the order as it is then', async () => {
    const id = await place();
    const answer = await api.act(id, 'cancel', { reason: 'Changed my mind' });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('ETag')).toBe('"v2"');
    expect(answer.headers.get('Retry-After')).toBe('1');
    expect(answer.body).toMatchObject({ id, status: 'compensating', version: 2, supportedActions: [], failure: null });
    expect((await api.get(`/v1/orders/${id}`)).text).toBe(answer.text);
    const { entries } = (await api.get(`/v1/orders/${id}/timeline`)).body as { entries: object[] };
    expect(entries[1]).toMatchObject({
      type: 'order.cancel_requested',
      actor: 'operator',
      detail: { reason: 'Changed my mind' },
    });
  });

  it.each([undefined, {}, { reason: null }])('needs no reason: %j', async (body) => {
    expect((await api.act(await place(), 'cancel', body)).status).toBe(202);
  });

  it.each([
    ['cancel', { because: 'x' }, '/because'],
    ['cancel', { reason: 7 }, '/reason'],
    ['cancel', { reason: 'x'.repeat(501) }, '/reason'],
    ['cancel', [], ''],
    ['hold', {}, '/reason'],
    ['hold', { reason: '' }, '/reason'],
    ['hold', { reason: 'a\u0000' }, '/reason'],
    ['release', {}, '/holdId'],
    ['release', { holdId: null }, '/holdId'],
    ['retry', { now: true }, '/now'],
  ])('refuses what it does not understand: %s %j', async (action, body, pointer) => {
    const id = await place();
    const answer = await api.act(id, action, body);
    expectProblem(answer, 400, { code: 'validation-failed' });
    expect(answer.body['errors']).toMatchObject([{ pointer }]);
    expect((await api.get(`/v1/orders/${id}`)).body['version']).toBe(1);
  });

  it.each(['hold', 'release'])('refuses to %s without a body', async (action) => {
    expectProblem(await api.act(await place(), action), 415, { code: 'unsupported-media-type' });
  });

  it.each(['cancel', 'retry'])('is not for an order that is not there: %s', async (action) => {
    expectProblem(await api.act('ord_01h455vb4pex5vsknk084sn02q', action), 404, { code: 'order-not-found' });
    expectProblem(await api.act('x', action), 404, { code: 'order-not-found' });
  });

  it.each(['cancel', 'hold', 'release', 'retry'])('is not to be read: %s', async (action) => {
    const answer = await api.get(`/v1/orders/${await place()}/${action}`);
    expectProblem(answer, 405, { code: 'method-not-allowed' });
    expect(answer.headers.get('Allow')).toBe('POST');
  });
});

describe('If-Match', () => {
  it.each(['"v1"', '*', '"v7", "v1"'])('lets an action through that knows the order: %s', async (known) => {
    expect((await api.act(await place(), 'cancel', undefined, { 'If-Match': known })).status).toBe(202);
  });

  it.each(['"v2"', 'W/"v1"', 'v1', '""', ''])('refuses one that does not: %s', async (known) => {
    const id = await place();
    const answer = await api.act(id, 'cancel', undefined, { 'If-Match': known });
    expectProblem(answer, 412, { code: 'precondition-failed', detail: 'The order is accepted, at version 1' });
    expect(answer.headers.get('ETag')).toBe('"v1"');
    expect((await api.get(`/v1/orders/${id}`)).body['version']).toBe(1);
  });

  it('makes a repeat harmless', async () => {
    const id = await place();
    const hold = () => api.act(id, 'hold', { reason: 'odd' }, { 'If-Match': '"v1"' });
    expect((await hold()).status).toBe(202);
    expectProblem(await hold(), 412, { code: 'precondition-failed' });
    expect(holdsOf(await api.get(`/v1/orders/${id}`))).toHaveLength(1);
  });
});

describe('an action that is not supported', () => {
  const bodies = { cancel: undefined, hold: { reason: 'odd' }, release: { holdId: 'x' }, retry: undefined };
  const statuses = [...transitions['order.failed'].from, 'failed', 'completed', 'cancelled', 'rejected'] as const;

  it.each(statuses)('is refused with those that are, on an order that is %s', async (status) => {
    const fulfillmentStatus = ['shipped', 'completed'].includes(status) ? 'shipped' : 'unfulfilled';
    const id = await placeAt(status, { fulfillmentStatus });
    const supported = (await actionsOf(id)) as string[];
    for (const [action, body] of Object.entries(bodies).filter(([action]) => !supported.includes(action))) {
      const answer = await api.act(id, action, body);
      expectProblem(answer, 409, { code: 'action-not-supported', supportedActions: supported });
      expect(answer.body['detail']).toMatch(`The order is ${status}: it cannot be`);
    }
    expect((await api.get(`/v1/orders/${id}`)).body['version']).toBe(1);
  });

  it('tells that the carrier was asked', async () => {
    const id = await placeAt('authorized', { fulfillmentStatus: 'requested' });
    const detail = 'The carrier has been asked to take the order: it cannot be cancelled';
    expectProblem(await api.act(id, 'cancel'), 409, { supportedActions: [], detail });
  });
});

describe('holds', () => {
  it('are several at once, each released by its id', async () => {
    const id = await place();
    const first = await api.act(id, 'hold', { reason: 'The address looks odd' });
    expect(first.body).toMatchObject({ status: 'on_hold', supportedActions: ['cancel', 'hold', 'release'] });
    const second = await api.act(id, 'hold', { reason: 'So does the card' });
    const [one, other] = holdsOf(second).map((hold) => hold.id) as [string, string];
    expect(holdsOf(second)).toEqual([
      { id: one, reason: 'The address looks odd' },
      { id: other, reason: 'So does the card' },
    ]);
    expectProblem(await api.act(id, 'release', { holdId: 'hold_x' }), 404, { code: 'hold-not-found' });
    expect((await api.act(id, 'release', { holdId: other })).body).toMatchObject({ status: 'on_hold' });
    expectProblem(await api.act(id, 'release', { holdId: other }), 404, { code: 'hold-not-found' });
    expect((await api.act(id, 'release', { holdId: one })).body).toMatchObject({ status: 'accepted', holds: [] });
  });

  it('may come of a rule, at once when the order is accepted', async () => {
    const dear = anOrder({ lines: [{ sku: 'A', quantity: 1, unitPrice: 10_001 }] });
    const placed = await api.place(dear, 'dear');
    expect(placed.body).toMatchObject({
      status: 'on_hold',
      version: 2,
      holds: [{ id: expect.stringMatching(/^hold_/), reason: expect.stringContaining('10000') }],
      supportedActions: ['cancel', 'hold', 'release'],
    });
    const again = await api.place(dear, 'dear');
    expect([again.status, again.text]).toEqual([202, placed.text]);
    const id = placed.body['id'] as string;
    expect((await api.get(`/v1/orders/${id}`)).text).toBe(placed.text);
    const listed = (await api.get('/v1/orders?status=on_hold')).body['orders'] as { id: string }[];
    expect(listed.map((order) => order.id)).toEqual([id]);
    expect((await api.act(id, 'release', { holdId: holdsOf(placed)[0]!.id })).body['status']).toBe('accepted');
  });

  it('are not for an order whose total is just what the rule allows', async () => {
    const placed = await api.place(anOrder({ lines: [{ sku: 'A', quantity: 1, unitPrice: 10_000 }] }));
    expect(placed.body['status']).toBe('accepted');
  });
});

it('no action is taken while it could be lost', async () => {
  const id = await place();
  await api.redis.config('SET', 'appendfsync', 'everysec');
  try {
    // What was found out about Redis is believed for a moment.
    let answer = await api.act(id, 'hold', { reason: 'odd' });
    while (answer.status === 202) answer = await api.act(id, 'hold', { reason: 'odd' });
    expectProblem(answer, 503, { code: 'not-durable' });
  } finally {
    await api.redis.config('SET', 'appendfsync', 'always');
  }
});
