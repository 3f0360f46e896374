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
  ['order.retried', 'failed', 'back'],
];

const types = Object.keys(transitions) as TransitionType[];
/** Where an order goes by itself. */
const onward = allowed.flatMap(([, from, to]) => (to === 'back' ? [] : [[from, to] as const]));
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

it('leads every order that has not ended to an end, and never round in a circle', () => {
  // From where it failed: a retried order goes back there.
  const next = orderStatuses.map((status) =>
    allowed.filter(([, from, to]) => from === status && to !== 'back' && to !== 'failed').map(([, , to]) => to),
  );
  const wayOf = (status: OrderStatus): string[] => {
    const [to] = next[orderStatuses.indexOf(status)]!;
    return to === undefined ? [status] : [status, ...wayOf(to as OrderStatus)];
  };
  for (const status of orderStatuses.filter((one) => one !== 'failed' && !hasEnded(one)))
    expect(wayOf(status).at(-1)).toBe('completed');
});

it.each([
  ['order.authorized', { paymentStatus: 'authorized' }],
  ['order.shipped', { fulfillmentStatus: 'shipped' }],
  ['order.completed', { paymentStatus: 'captured' }],
] as const)('%s also sets %j', (type, statuses) => {
  expect(transitions[type]).toMatchObject(statuses);
});
