import type { OrderStatus } from '@ofs/contracts';
import { type Check, unless } from './check';
import { groupedBy } from './grouped';

/** What an order may have brought about, by where it stands. One that is under way may have any beginning of it. */
const allowed: Partial<Record<OrderStatus, readonly string[]>> = {
  completed: ['authorization,shipment,capture'],
  // Its capture was refused.
  failed: ['authorization,shipment'],
  // Declined, or undone.
  rejected: ['', 'authorization,void'],
  cancelled: ['', 'authorization,void'],
};
const underWay = [
  '',
  'authorization',
  'authorization,shipment',
  'authorization,shipment,capture',
  'authorization,void',
];

/** Nobody is charged or shipped twice, nor anything but what was ordered. */
export const effectsHappenOnce: Check = {
  name: 'effects-happen-once',
  promise: 'P5',
  examine: ({ stored, effects }, findings) => {
    // A refusal is of no order.
    const ofOrders = effects.filter(({ orderId }) => orderId !== undefined);
    const byOrder = groupedBy(ofOrders, ({ orderId }) => orderId!);
    for (const [id, { status, accepted }] of stored.orders) {
      const own = byOrder.get(id) ?? [];
      const kinds = own.map(({ kind }) => kind).join();
      const right = (allowed[status] ?? underWay).includes(kinds);
      const wrongAmount = own.find(({ amount }) => amount !== undefined && amount !== accepted.totalAmount);
      const charged = wrongAmount && `${wrongAmount.kind} of ${wrongAmount.amount}, not ${accepted.totalAmount}`;
      findings.about(id, unless(right, `is ${status} and had: ${kinds || 'nothing'}`), charged);
    }
    for (const [id, own] of byOrder) {
      if (stored.orders.has(id)) continue;
      findings.about(id, `is not in Redis and had ${own.map(({ kind }) => kind).join(', ')}`);
    }
  },
};
