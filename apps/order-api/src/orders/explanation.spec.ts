import {
  type BreakerState,
  type OrderStatus,
  orderStatuses,
  type Provider,
  type TimelineEntryDto,
} from '@ofs/contracts';
import type { Order } from '@ofs/order-store';
import { useRedis } from '@ofs/testing';
import { expectProblem, useApi } from '../../test/api';
import { anOrder } from '../../test/orders';
import { explain } from './explanation';

const time = '2026-11-22T21:31:00.000Z';
const idle = { paused: false, backlog: 0, inFlight: 0, delayed: 0, dead: 0, oldestAgeMs: 0, providers: [] };
const queue = { ...idle, consumers: [{ name: 'one', inFlight: 0, lastSeenAt: time }] };

function at(status: OrderStatus, fields: Partial<Order> = {}): Order {
  return {
    ...(anOrder() as unknown as Order),
    id: 'ord_1',
    status,
    paymentStatus: 'none',
    fulfillmentStatus: 'unfulfilled',
    holds: [],
    shipments: [],
    failure: null,
    version: 1,
    createdAt: time,
    ...fields,
  };
}

function entry(type: string, fields: Partial<TimelineEntryDto> = {}): TimelineEntryDto {
  return {
    sequence: 1,
    time,
    type,
    from: null,
    to: 'accepted',
    actor: 'operator',
    attempt: 3,
    detail: null,
    ...fields,
  };
}

const refused = { type: '', title: '', status: 402, code: 'payment-refused', detail: 'The gateway refused: no money' };
const shipments = [{ carrier: 'post', trackingNumber: 'T1' }];

it.each<[Order, because: string, next: string, actions: string[]]>([
  [at('accepted'), `It was accepted at ${time}.`, 'Its goods are reserved.', ['cancel', 'hold']],
  [
    at('backordered', { backorderedUntil: time }),
    'There is not enough of some of its goods.',
    `It goes on when they arrive. If they have not come by ${time}, it is rejected.`,
    ['cancel', 'hold'],
  ],
  [at('reserved'), 'Its goods are reserved.', 'Its payment is authorised.', ['cancel', 'hold']],
  [at('authorized'), 'Its payment is authorised.', 'It is shipped.', ['cancel', 'hold']],
  [
    at('authorized', { fulfillmentStatus: 'requested' }),
    'Its payment is authorised, and the carrier was asked to take it. It cannot be called back any more.',
    'The carrier is asked until it answers.',
    [],
  ],
  [
    at('shipped', { fulfillmentStatus: 'shipped', shipments }),
    'It is with the carrier: post T1. It cannot be called back any more.',
    'Its payment is captured.',
    [],
  ],
  [
    at('completed', { fulfillmentStatus: 'shipped', shipments }),
    'It was shipped, post T1, and its payment was captured.',
    'Nothing: this is its end.',
    [],
  ],
  [
    at('on_hold', {
      heldFrom: 'reserved',
      holds: [
        { id: '1', reason: 'odd' },
        { id: '2', reason: 'dear' },
      ],
    }),
    'It is held: odd; dear.',
    'Nothing, until all its holds are released or it is cancelled.',
    ['cancel', 'hold', 'release'],
  ],
  [
    at('compensating', {
      paymentStatus: 'authorized',
      undoing: { from: 'authorized', to: 'cancelled', failure: null },
    }),
    'It was cancelled by somebody: what was done for it is undone.',
    'Its payment is voided, and it is cancelled.',
    [],
  ],
  [
    at('compensating', {
      paymentStatus: 'declined',
      failure: refused,
      undoing: { from: 'reserved', to: 'rejected', failure: refused },
    }),
    'It is rejected: The gateway refused: no money: what was done for it is undone.',
    'It is rejected.',
    [],
  ],
  [
    at('rejected', { failure: refused }),
    'It is rejected: The gateway refused: no money. Nothing was charged.',
    'Nothing: this is its end.',
    [],
  ],
  [
    at('cancelled', { paymentStatus: 'voided' }),
    'It was cancelled by somebody. Its payment was voided.',
    'Nothing: this is its end.',
    [],
  ],
  [
    at('failed', { failedFrom: 'reserved', failure: refused }),
    'It has failed where it was reserved: The gateway refused: no money.',
    'Nothing, until somebody retries or cancels it.',
    ['cancel', 'retry'],
  ],
  [
    at('failed', { failedFrom: 'shipped', fulfillmentStatus: 'shipped', failure: refused }),
    'It has failed where it was shipped: The gateway refused: no money. It cannot be called back any more.',
    'Nothing, until somebody retries it.',
    ['retry'],
  ],
])('explains an order: %#', (order, because, next, actions) => {
  const explanation = explain(order, [entry('order.accepted')], queue);
  expect(explanation).toMatchObject({ orderId: 'ord_1', status: order.status, because, next, nextAt: null });
  expect(explanation.actions.map(({ action }) => action)).toEqual(actions);
});

it.each(orderStatuses)('knows what to say of every status: %s', (status) => {
  const order = at(status, {
    heldFrom: 'reserved',
    failedFrom: 'reserved',
    undoing: { from: 'reserved', to: 'cancelled', failure: null },
    backorderedUntil: time,
  });
  const { because, next, actions } = explain(order, [entry('order.accepted')], queue);
  for (const text of [because, next, ...actions.map(({ effect }) => effect)]) {
    expect(text).toMatch(/^[A-Z].*\.$/);
    expect(text).not.toMatch(/undefined|null|\.\./);
  }
});

describe('what comes next', () => {
  const failed = entry('attempt.failed', { detail: { error: 'The carrier answered 503', retryInMs: 8_000 } });

  it('is tried again at its time, after an attempt that has failed', () => {
    expect(explain(at('reserved'), [failed], queue, Date.parse(time))).toMatchObject({
      because: 'Its goods are reserved. Attempt 3 to go on has failed: The carrier answered 503.',
      next: 'Its payment is authorised. This is tried again at 2026-11-22T21:31:08.000Z.',
      nextAt: '2026-11-22T21:31:08.000Z',
    });
  });

  it('waits for a processor where none runs', () => {
    const nobody = { ...idle, backlog: 7, consumers: [{ name: 'gone', inFlight: 1, lastSeenAt: null }] };
    expect(explain(at('accepted'), [], nobody).next).toMatch('No processor runs now: it waits for one.');
  });

  it('is being tried again when that time is over', () => {
    const { next, nextAt } = explain(at('reserved'), [failed], queue, Date.parse(time) + 8_000);
    expect(next).toMatch('This is being tried again now.');
    expect(nextAt).toBeNull();
  });

  it('names the goods that are lacking', () => {
    const backordered = entry('order.backordered', { detail: { skus: ['85123A', '71053'] } });
    expect(explain(at('backordered'), [backordered], queue).because).toBe('There is not enough of 85123A, 71053.');
  });

  it('waits while the queue is paused', () => {
    const paused = { ...queue, paused: true };
    expect(explain(at('accepted'), [], paused).next).toMatch('The queue is paused: it waits until that is over.');
  });

  it.each<[Order, Provider, Provider]>([
    [at('reserved'), 'payment gateway', 'carrier'],
    [at('authorized'), 'carrier', 'payment gateway'],
    [at('shipped', { shipments }), 'payment gateway', 'carrier'],
    [
      at('compensating', {
        paymentStatus: 'authorized',
        undoing: { from: 'authorized', to: 'cancelled', failure: null },
      }),
      'payment gateway',
      'carrier',
    ],
  ])('waits for the provider it needs, where all find it down: %#', (order, needed, other) => {
    const around = (name: Provider, ...states: BreakerState[]) => ({
      ...queue,
      providers: states.map((state) => ({ name, state, since: time, consumers: 1 })),
    });
    const wait = `The ${needed} has been down since ${time}: it waits until that is over.`;
    expect(explain(order, [failed], around(needed, 'open')).next).toMatch(wait);
    expect(explain(order, [], around(needed, 'half-open')).next).toMatch(wait);
    expect(explain(order, [], around(needed, 'closed', 'open')).next).not.toMatch(wait);
    expect(explain(order, [], around(other, 'open')).next).not.toMatch('down');
  });

  it('waits for what is before it', () => {
    expect(explain(at('accepted'), [], { ...queue, backlog: 7 }).next).toMatch('7 messages wait in the queue.');
  });

  it('is told of the order as it was read, whatever came after', () => {
    expect(explain(at('reserved'), [entry('order.reserved'), failed], queue).nextAt).toBeNull();
  });
});

it('says plainly that a cancel may authorise a payment just to void it', () => {
  const undoing = { from: 'reserved', to: 'cancelled', failure: null } as const;
  const next =
    'Nobody can say whether its payment is authorised: it is asked for with its key, which authorises it if nobody had asked yet, and ' +
    'voided. Then it is cancelled.';
  expect(explain(at('compensating', { undoing }), [], queue).next).toBe(next);
  const [cancel] = explain(at('reserved'), [], queue).actions;
  expect(cancel).toEqual({ action: 'cancel', effect: next });
  expect(explain(at('accepted'), [], queue).actions[0]).toEqual({ action: 'cancel', effect: 'It is cancelled.' });
});

it('tells who has cancelled an order, and why', () => {
  const timeline = [entry('order.cancel_requested', { detail: { reason: 'Changed my mind' } })];
  expect(explain(at('cancelled'), timeline, queue).because).toBe(
    'It was cancelled by operator: Changed my mind. Nothing was charged.',
  );
});

describe('GET /v1/orders/{id}/explanation', () => {
  const api = useApi(useRedis());

  it('explains an order that waits', async () => {
    const id = (await api.place(anOrder())).body['id'] as string;
    const { status, body } = await api.get(`/v1/orders/${id}/explanation`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      orderId: id,
      status: 'accepted',
      next: 'Its goods are reserved. No processor runs now: it waits for one.',
      actions: [
        { action: 'cancel', effect: 'It is cancelled.' },
        { action: 'hold', effect: 'It stays where it is until the hold is released.' },
      ],
    });
  });

  it('knows no order that is not there', async () => {
    expectProblem(await api.get('/v1/orders/x/explanation'), 404, { code: 'order-not-found' });
  });
});
