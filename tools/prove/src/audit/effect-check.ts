import type { OrderStatus } from '@ofs/contracts';
import { type Check, unless } from './check';
import type { Effect } from './evidence';

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
    const byOrder = groupByOrder(effects);
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

function groupByOrder(effects: readonly Effect[]): Map<string, Effect[]> {
  const byOrder = new Map<string, Effect[]>();
  for (const effect of effects) {
    if (effect.orderId === undefined) continue; // a refusal
    const own = byOrder.get(effect.orderId);
    if (own === undefined) byOrder.set(effect.orderId, [effect]);
    else own.push(effect);
  }
  return byOrder;
}
