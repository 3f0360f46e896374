import { hasEnded, mayMove, type OrderStatus, orderStatuses, type TransitionType, transitions } from './order-status';

/** Every move there is; what is not here is forbidden. */
const allowed: [TransitionType, from: OrderStatus, to: OrderStatus | 'back'][] = [
  ['order.reserved', 'accepted', 'reserved'],
  ['order.authorized', 'reserved', 'authorized'],
  ['order.shipped', 'authorized', 'shipped'],
  ['order.completed', 'shipped', 'completed'],
  ['order.failed', 'accepted', 'failed'],
  ['order.failed', 'reserved', 'failed'],
  ['order.failed', 'authorized', 'failed'],
  ['order.failed', 'shipped', 'failed'],
  ['order.retried', 'failed', 'back'],
];

const types = Object.keys(transitions) as TransitionType[];
const pairs = types.flatMap((type) => orderStatuses.map((from) => [type, from] as const));

function isAllowed(type: TransitionType, from: OrderStatus): boolean {
  return allowed.some(([allowedType, allowedFrom]) => type === allowedType && from === allowedFrom);
}

it.each(allowed)('%s takes an order from %s to %s', (type, from, to) => {
  expect(mayMove(type, from)).toBe(true);
  expect(transitions[type].to).toBe(to);
});

it.each(pairs.filter((pair) => !isAllowed(...pair)))('%s does not take an order that is %s', (type, from) => {
  expect(mayMove(type, from)).toBe(false);
});

it.each(orderStatuses.filter(hasEnded))('nothing moves an order that has ended: %s', (status) => {
  expect(types.filter((type) => mayMove(type, status))).toEqual([]);
});

it('leads an order on from status to status, never round in a circle, until it has ended', () => {
  const onward = allowed.filter(([, , to]) => to !== 'failed' && to !== 'back') as [string, OrderStatus, OrderStatus][];
  for (const [, from, to] of onward) expect(orderStatuses.indexOf(to)).toBeGreaterThan(orderStatuses.indexOf(from));
  // A failed one goes on from where it was.
  const without = orderStatuses.filter((status) => !onward.some(([, from]) => from === status));
  expect(without.filter((status) => status !== 'failed')).toEqual(orderStatuses.filter(hasEnded));
});

it.each([
  ['order.authorized', { paymentStatus: 'authorized' }],
  ['order.shipped', { fulfillmentStatus: 'shipped' }],
  ['order.completed', { paymentStatus: 'captured' }],
] as const)('%s also sets %j', (type, statuses) => {
  expect(transitions[type]).toMatchObject(statuses);
});
