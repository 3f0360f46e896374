import { type Check, unless } from './check';
import type { Effect } from './evidence';

const kinds = ['authorization', 'capture', 'shipment', 'void'] as const;
type Kind = (typeof kinds)[number];

/** What a completed order has brought about; one that has failed, because its payment was declined, has brought about nothing. */
const expected: Record<Kind, number> = { authorization: 1, capture: 1, shipment: 1, void: 0 };

/** Nobody is charged or shipped twice, nor anything but what was ordered. */
export const effectsHappenOnce: Check = {
  name: 'effects-happen-once',
  promise: 'P5',
  examine: ({ stored, effects }, findings) => {
    const byOrder = groupByOrder(effects);
    for (const [id, { status, accepted }] of stored.orders) {
      const own = byOrder.get(id) ?? [];
      const completed = status === 'completed';
      const faults = kinds.flatMap((kind) => {
        const count = own.filter((effect) => effect.kind === kind).length;
        // One that is under way may have had each of them, once.
        const right = completed ? count === expected[kind] : count <= (status === 'failed' ? 0 : expected[kind]);
        return unless(right, `is ${status} and had ${count} × ${kind}`) ?? [];
      });
      const wrongAmount = own.find(({ amount }) => amount !== undefined && amount !== accepted.totalAmount);
      const charged = wrongAmount && `${wrongAmount.kind} of ${wrongAmount.amount}, not ${accepted.totalAmount}`;
      findings.about(id, ...faults, charged);
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
