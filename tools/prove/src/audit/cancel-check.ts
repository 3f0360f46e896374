import { type Check, unless } from './check';

/** Whoever was told that an order is cancelled was told the truth, and no order was cancelled that nobody wanted cancelled. */
export const cancelsComeTrue: Check = {
  name: 'cancels-come-true',
  promise: 'P4',
  examine: ({ cancels, stored }, findings) => {
    for (const [id, answer] of cancels) {
      const status = stored.orders.get(id)?.status ?? 'no order';
      findings.about(
        id,
        unless(answer !== 'taken' || status === 'cancelled', `its cancel was answered 202, and it is ${status}`),
        unless(answer !== 'refused' || status !== 'cancelled', 'its cancel was refused, and it is cancelled'),
      );
    }
    for (const [id, { status }] of stored.orders) {
      findings.about(
        id,
        unless(status !== 'cancelled' || cancels.has(id), 'is cancelled, and nobody has asked for it'),
      );
    }
  },
};
