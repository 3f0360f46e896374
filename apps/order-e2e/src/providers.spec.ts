import { anOrder, useSystem } from '../test/system';

const system = useSystem();

describe('a provider in passing trouble', () => {
  it.each([
    ['a gateway that fails twice', { payment: { token: 'tok_flaky_2' } }, 2, 'answered 503'],
    ['a gateway that is overloaded', { payment: { token: 'tok_rate_limited_1' } }, 1, 'answered 429'],
    [
      'a gateway that charges but does not answer',
      { payment: { token: 'tok_timeout_after_charge' } },
      1,
      'did not answer within 1000 ms',
    ],
    ['a capture that fails twice', { payment: { token: 'tok_capture_flaky_2' } }, 2, 'answered 503'],
    [
      'a capture that is not answered',
      { payment: { token: 'tok_capture_timeout' } },
      1,
      'did not answer within 1000 ms',
    ],
    [
      'a carrier that fails twice',
      { shippingAddress: { ...anOrder().shippingAddress, postalCode: 'FLAKY 2' } },
      2,
      'answered 503',
    ],
    [
      'a carrier that ships but does not answer',
      { shippingAddress: { ...anOrder().shippingAddress, postalCode: 'TIMEOUT' } },
      1,
      'did not answer within 1000 ms',
    ],
  ])('delays the order and no more: %s', async (_what, overrides, failures, why) => {
    const id = await system().place(overrides);
    await system().expectFulfilledOnce([id]);
    const failed = (await system().timeline(id)).filter(({ type }) => type === 'attempt.failed');
    expect(failed.map(({ attempt }) => attempt)).toEqual(Array.from({ length: failures }, (_, n) => n + 1));
    for (const { detail } of failed) expect(detail).toMatchObject({ error: expect.stringContaining(why) });
  });
});

describe('a provider that refuses', () => {
  it.each([
    ['a declined card', { payment: { token: 'tok_decline' } }, 'payment-refused', 'declined', []],
    [
      'an address nobody delivers to',
      { shippingAddress: { ...anOrder().shippingAddress, postalCode: 'INVALID' } },
      'shipment-refused',
      'voided',
      ['authorization', 'void'],
    ],
  ])('has the order undone and rejected at once: %s', async (_what, overrides, code, paymentStatus, effects) => {
    const id = await system().place(overrides);
    const order = await system().untilStatus(id, 'rejected');
    expect(order).toMatchObject({
      paymentStatus,
      fulfillmentStatus: 'cancelled',
      failure: { code, detail: expect.stringMatching(/refused/) },
    });
    expect((await system().timeline(id)).at(-1)).toMatchObject({ type: 'order.rejected', attempt: 1 });
    expect((await system().effects(id)).map(({ kind }) => kind)).toEqual(effects);
    // It is an answer, and nothing that somebody has to look at.
    expect((await system().queue()).dead).toBe(0);
  });

  it('fails an order whose parcel has left already: somebody has to look at it', async () => {
    const id = await system().place({ payment: { token: 'tok_capture_decline' } });
    const order = await system().untilStatus(id, 'failed');
    expect(order).toMatchObject({ paymentStatus: 'authorized', failure: { code: 'payment-refused' } });
    expect((await system().timeline(id)).at(-1)).toMatchObject({
      type: 'order.failed',
      attempt: 1,
      detail: { reason: 'unrecoverable' },
    });
    expect((await system().queue()).dead).toBe(1);
  });

  it('does not hold up the others', async () => {
    const ids = await Promise.all(
      Array.from({ length: 30 }, (_, n) => system().place(n % 3 === 0 ? { payment: { token: 'tok_decline' } } : {})),
    );
    await system().expectFulfilledOnce(ids.filter((_, n) => n % 3 !== 0));
  });
});

it('gives an order up after its last attempt, and says so', async () => {
  const id = await system().place({ payment: { token: 'tok_flaky_1000' } });
  const order = await system().untilStatus(id, 'failed');
  expect(order.failure).toMatchObject({ code: 'fulfilment-failed', detail: expect.stringContaining('503') });
  const timeline = await system().timeline(id);
  expect(timeline.filter(({ type }) => type === 'attempt.failed')).toHaveLength(7);
  expect(timeline.at(-1)).toMatchObject({ type: 'order.failed', attempt: 8, detail: { reason: 'attempts-exhausted' } });
});
