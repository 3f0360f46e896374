/** Where an order is on its way. */
export const orderStatuses = [
  'accepted',
  'backordered',
  'reserved',
  'authorized',
  'shipped',
  'completed',
  'on_hold',
  'compensating',
  'cancelled',
  'rejected',
  'failed',
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export const paymentStatuses = ['none', 'authorized', 'captured', 'voided', 'declined'] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/** `requested`: the carrier was asked, or is about to be; whether it has the goods is not known until it has answered. */
export const fulfillmentStatuses = ['unfulfilled', 'requested', 'shipped', 'cancelled'] as const;
export type FulfillmentStatus = (typeof fulfillmentStatuses)[number];

/** Where an order stands, as far as it decides what may happen to it. */
export interface Standing {
  status: OrderStatus;
  fulfillmentStatus: FulfillmentStatus;
}

export interface Transition {
  from: readonly OrderStatus[];
  /** `back`: to where it was before it was held, or failed. */
  to: OrderStatus | 'back';
  /** What the order's other two axes become; one that is not named stays as it is. */
  paymentStatus?: PaymentStatus;
  fulfillmentStatus?: FulfillmentStatus;
  /** Refused once the carrier was asked: a parcel that left cannot be called back. */
  beforeShipment?: true;
  /** What the order will be when all that was done for it is undone. */
  undoneTo?: 'cancelled' | 'rejected';
}

/**
 * Every move an order may make, by the type of the timeline entry that records it. Nothing else is a move. One that leads to
 * where it comes from is a checkpoint on the way.
 */
export const transitions = {
  'order.backordered': { from: ['accepted'], to: 'backordered' },
  'order.reserved': { from: ['accepted', 'backordered'], to: 'reserved' },
  'order.authorized': { from: ['reserved'], to: 'authorized', paymentStatus: 'authorized' },
  'shipment.requested': { from: ['authorized'], to: 'authorized', fulfillmentStatus: 'requested' },
  'shipment.withdrawn': { from: ['authorized'], to: 'authorized', fulfillmentStatus: 'unfulfilled' },
  'order.shipped': { from: ['authorized'], to: 'shipped', fulfillmentStatus: 'shipped' },
  'order.completed': { from: ['shipped'], to: 'completed', paymentStatus: 'captured' },

  'order.held': { from: ['accepted', 'backordered', 'reserved', 'authorized'], to: 'on_hold', beforeShipment: true },
  'hold.added': { from: ['on_hold'], to: 'on_hold' },
  'hold.released': { from: ['on_hold'], to: 'on_hold' },
  'order.released': { from: ['on_hold'], to: 'back' },

  'order.cancel_requested': {
    from: ['accepted', 'backordered', 'reserved', 'authorized', 'on_hold', 'failed'],
    to: 'compensating',
    beforeShipment: true,
    undoneTo: 'cancelled',
  },
  'order.expired': { from: ['backordered'], to: 'compensating', undoneTo: 'rejected' },
  'order.declined': { from: ['reserved'], to: 'compensating', paymentStatus: 'declined', undoneTo: 'rejected' },
  'order.undeliverable': {
    from: ['authorized'],
    to: 'compensating',
    fulfillmentStatus: 'unfulfilled',
    undoneTo: 'rejected',
  },
  'payment.voided': { from: ['compensating'], to: 'compensating', paymentStatus: 'voided' },
  'payment.declined': { from: ['compensating'], to: 'compensating', paymentStatus: 'declined' },
  'order.cancelled': { from: ['compensating'], to: 'cancelled', fulfillmentStatus: 'cancelled' },
  'order.rejected': { from: ['compensating'], to: 'rejected', fulfillmentStatus: 'cancelled' },

  'order.failed': {
    from: ['accepted', 'backordered', 'reserved', 'authorized', 'shipped', 'on_hold', 'compensating'],
    to: 'failed',
  },
  'order.retried': { from: ['failed'], to: 'back' },
} as const satisfies Record<string, Transition>;

export type TransitionType = keyof typeof transitions;

/** What may happen to an order without moving it, by the type of the timeline entry that records it, and what the entry tells. */
export const notes = {
  'attempt.failed':
    'An attempt to go on has failed and will be repeated. `detail` has its `error`, and in `retryInMs` after how many milliseconds at the earliest.',
} as const satisfies Record<string, string>;

export type NoteType = keyof typeof notes;

/** Where an order ends. */
export const endStatuses: readonly OrderStatus[] = ['completed', 'cancelled', 'rejected'];

/** An ended order never changes again. A failed one has not ended: it waits for an operator. */
export function hasEnded(status: OrderStatus): boolean {
  return endStatuses.includes(status);
}

export function mayMove(type: TransitionType, { status, fulfillmentStatus }: Standing): boolean {
  const { from, beforeShipment }: Transition = transitions[type];
  return from.includes(status) && (!beforeShipment || fulfillmentStatus === 'unfulfilled');
}
