import { type Check, type Findings, unless } from './check';
import type { Evidence, StoredOrder } from './evidence';

/** Each order is in the lists it belongs to, in no other, and the API's list yields it once. */
export const listsAgree: Check = {
  name: 'lists-agree',
  promise: 'P3',
  examine: (evidence, findings) => {
    const { orders, lists } = evidence.stored;
    const members = new Map([...lists].map(([name, ids]) => [name, new Set(ids)]));
    for (const [id, order] of orders) {
      const missing = listsOf(order).filter((name) => !members.get(name)?.has(id));
      findings.about(id, unless(missing.length === 0, `is missing from ${missing.join(', ')}`));
    }
    for (const [name, ids] of lists) {
      const strangers = ids.filter((id) => !belongs(orders.get(id), name));
      findings.about(name, ...strangers.map((id) => `lists ${id}, which does not belong there`));
    }
    examineListed(evidence, findings);
  },
};

function listsOf({ accepted: { customerId, reference }, status }: StoredOrder): string[] {
  return [`status:${status}`, `customerId:${customerId}`, `reference:${reference}`];
}

function belongs(order: StoredOrder | undefined, list: string): boolean {
  return order !== undefined && listsOf(order).includes(list);
}

function examineListed({ listed, stored }: Evidence, findings: Findings): void {
  const once = new Set(listed);
  const missing = [...stored.orders.keys()].filter((id) => !once.has(id));
  findings.about(
    'GET /v1/orders',
    unless(once.size === listed.length, `yields ${listed.length - once.size} orders more than once`),
    ...missing.map((id) => `does not yield ${id}`),
  );
}
