/** Where an order is on its way. */
export const orderStatuses = ['accepted', 'reserved', 'authorized', 'shipped', 'completed', 'failed'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export const paymentStatuses = ['none', 'authorized', 'captured'] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

export const fulfillmentStatuses = ['unfulfilled', 'shipped'] as const;
export type FulfillmentStatus = (typeof fulfillmentStatuses)[number];

export interface Transition {
  from: readonly OrderStatus[];
  /** `back`: to where it was before it failed. */
  to: OrderStatus | 'back';
  /** What the order's other two axes become; one that is not named stays as it is. */
  paymentStatus?: PaymentStatus;
  fulfillmentStatus?: FulfillmentStatus;
}

/** Every move an order may make, by the type of the timeline entry that records it. Nothing else is a move. */
export const transitions = {
  'order.reserved': { from: ['accepted'], to: 'reserved' },
  'order.authorized': { from: ['reserved'], to: 'authorized', paymentStatus: 'authorized' },
  'order.shipped': { from: ['authorized'], to: 'shipped', fulfillmentStatus: 'shipped' },
  'order.completed': { from: ['shipped'], to: 'completed', paymentStatus: 'captured' },
  'order.failed': { from: ['accepted', 'reserved', 'authorized', 'shipped'], to: 'failed' },
  'order.retried': { from: ['failed'], to: 'back' },
} as const satisfies Record<string, Transition>;

export type TransitionType = keyof typeof transitions;

const ends: readonly OrderStatus[] = ['completed'];

/** An ended order never changes again. A failed one has not ended: it waits for an operator. */
export function hasEnded(status: OrderStatus): boolean {
  return ends.includes(status);
}

export function mayMove(type: TransitionType, from: OrderStatus): boolean {
  const transition: Transition = transitions[type];
  return transition.from.includes(from);
}
