import { orderActions, supportedActions } from './order-action';
import {
  fulfillmentStatuses,
  hasEnded,
  mayMove,
  type OrderStatus,
  orderStatuses,
  type Transition,
  type TransitionType,
  transitions,
} from './order-status';

/** Every move there is; what is not here is forbidden. */
const allowed: [TransitionType, from: OrderStatus, to: OrderStatus | 'back'][] = [
  ['order.backordered', 'accepted', 'backordered'],
  ['order.reserved', 'accepted', 'reserved'],
  ['order.reserved', 'backordered', 'reserved'],
  ['order.authorized', 'reserved', 'authorized'],
  ['shipment.requested', 'authorized', 'authorized'],
  ['shipment.withdrawn', 'authorized', 'authorized'],
  ['order.shipped', 'authorized', 'shipped'],
  ['order.completed', 'shipped', 'completed'],
  ['order.held', 'accepted', 'on_hold'],
  ['order.held', 'backordered', 'on_hold'],
  ['order.held', 'reserved', 'on_hold'],
  ['order.held', 'authorized', 'on_hold'],
  ['hold.added', 'on_hold', 'on_hold'],
  ['hold.released', 'on_hold', 'on_hold'],
  ['order.released', 'on_hold', 'back'],
  ['order.cancel_requested', 'accepted', 'compensating'],
  ['order.cancel_requested', 'backordered', 'compensating'],
  ['order.cancel_requested', 'reserved', 'compensating'],
  ['order.cancel_requested', 'authorized', 'compensating'],
  ['order.cancel_requested', 'on_hold', 'compensating'],
  ['order.cancel_requested', 'failed', 'compensating'],
  ['order.expired', 'backordered', 'compensating'],
  ['order.declined', 'reserved', 'compensating'],
  ['order.undeliverable', 'authorized', 'compensating'],
  ['payment.voided', 'compensating', 'compensating'],
  ['payment.declined', 'compensating', 'compensating'],
  ['order.cancelled', 'compensating', 'cancelled'],
  ['order.rejected', 'compensating', 'rejected'],
  ['order.failed', 'accepted', 'failed'],
  ['order.failed', 'backordered', 'failed'],
  ['order.failed', 'reserved', 'failed'],
  ['order.failed', 'authorized', 'failed'],
  ['order.failed', 'shipped', 'failed'],
  ['order.failed', 'on_hold', 'failed'],
  ['order.failed', 'compensating', 'failed'],
  ['order.retried', 'failed', 'back'],
];

const types = Object.keys(transitions) as TransitionType[];
const pairs = types.flatMap((type) => orderStatuses.map((from) => [type, from] as const));

function isAllowed(type: TransitionType, from: OrderStatus): boolean {
  return allowed.some(([allowedType, allowedFrom]) => type === allowedType && from === allowedFrom);
}

describe('the table', () => {
  it.each(allowed)('%s takes an order from %s to %s', (type, status, to) => {
    expect(mayMove(type, { status, fulfillmentStatus: 'unfulfilled' })).toBe(true);
    expect(transitions[type].to).toBe(to);
  });

  it.each(pairs.filter((pair) => !isAllowed(...pair)))('%s does not take an order that is %s', (type, status) => {
    for (const fulfillmentStatus of fulfillmentStatuses) {
      expect(mayMove(type, { status, fulfillmentStatus })).toBe(false);
    }
  });

  it.each(orderStatuses.filter(hasEnded))('nothing moves an order that has ended: %s', (status) => {
    expect(types.filter((type) => mayMove(type, { status, fulfillmentStatus: 'unfulfilled' }))).toEqual([]);
  });

  it('leads an order from each status to an end', () => {
    const leadsToAnEnd = (status: OrderStatus, seen: OrderStatus[] = []): boolean =>
      hasEnded(status) ||
      allowed.some(([, from, to]) => {
        if (from !== status || to === 'back' || to === 'failed' || seen.includes(to)) return false;
        return leadsToAnEnd(to, [...seen, status]);
      });
    expect(orderStatuses.filter((status) => !leadsToAnEnd(status))).toEqual([]);
  });

  it('leads forward and never round in a circle while nobody interferes', () => {
    const ways = ['order.backordered', 'order.reserved', 'order.authorized', 'order.shipped', 'order.completed'];
    for (const [, from, to] of allowed.filter(([type]) => ways.includes(type))) {
      expect(orderStatuses.indexOf(to as OrderStatus)).toBeGreaterThan(orderStatuses.indexOf(from));
    }
  });
});

describe('the other axes', () => {
  it.each([
    ['order.authorized', { paymentStatus: 'authorized' }],
    ['shipment.requested', { fulfillmentStatus: 'requested' }],
    ['shipment.withdrawn', { fulfillmentStatus: 'unfulfilled' }],
    ['order.shipped', { fulfillmentStatus: 'shipped' }],
    ['order.completed', { paymentStatus: 'captured' }],
    ['order.declined', { paymentStatus: 'declined' }],
    ['order.undeliverable', { fulfillmentStatus: 'unfulfilled' }],
    ['payment.voided', { paymentStatus: 'voided' }],
    ['payment.declined', { paymentStatus: 'declined' }],
    ['order.cancelled', { fulfillmentStatus: 'cancelled' }],
    ['order.rejected', { fulfillmentStatus: 'cancelled' }],
  ] as const)('%s also sets %j', (type, statuses) => {
    expect(transitions[type]).toMatchObject(statuses);
  });
});

describe('a shipment', () => {
  it.each(types.filter((type) => (transitions[type] as Transition).beforeShipment))(
    '%s is refused once the carrier was asked',
    (type) => {
      for (const status of transitions[type].from) {
        expect(mayMove(type, { status, fulfillmentStatus: 'requested' })).toBe(false);
        expect(mayMove(type, { status, fulfillmentStatus: 'shipped' })).toBe(false);
      }
    },
  );

  it('holds up nothing that goes on with the order', () => {
    const goingOn = ['order.shipped', 'order.undeliverable', 'order.failed', 'shipment.requested'] as const;
    for (const type of goingOn)
      expect(mayMove(type, { status: 'authorized', fulfillmentStatus: 'requested' })).toBe(true);
  });
});

describe('what an operator can do', () => {
  it.each([
    ['accepted', ['cancel', 'hold']],
    ['backordered', ['cancel', 'hold']],
    ['reserved', ['cancel', 'hold']],
    ['authorized', ['cancel', 'hold']],
    ['shipped', []],
    ['completed', []],
    ['on_hold', ['cancel', 'hold', 'release']],
    ['compensating', []],
    ['cancelled', []],
    ['rejected', []],
    ['failed', ['cancel', 'retry']],
  ] as const)('to an order that is %s: %j', (status, actions) => {
    expect(supportedActions({ status, fulfillmentStatus: 'unfulfilled' })).toEqual(actions);
  });

  it.each([
    ['authorized', 'requested', []],
    ['failed', 'requested', ['retry']],
    ['failed', 'shipped', ['retry']],
  ] as const)('to one that is %s and %s: %j', (status, fulfillmentStatus, actions) => {
    expect(supportedActions({ status, fulfillmentStatus })).toEqual(actions);
  });

  it('is all of it named in some status', () => {
    const named = orderStatuses.flatMap((status) => supportedActions({ status, fulfillmentStatus: 'unfulfilled' }));
    expect([...new Set(named)].sort()).toEqual([...orderActions].sort());
  });
});
