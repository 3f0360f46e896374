import type { OrderDto } from '@ofs/contracts';
import { type AskedOrder, isUnknown } from '../load/client-ledger';
import { type Check, unless } from './check';

/** What was answered 202 is there. */
export const acceptedOrdersExist: Check = {
  name: 'accepted-orders-exist',
  promise: 'P1',
  examine: ({ asked, stored, shown }, findings) => {
    for (const { reference, answers } of asked) {
      for (const id of new Set(answers.flatMap(({ id }) => id ?? []))) {
        findings.about(
          `${reference} ${id}`,
          unless(stored.orders.has(id), 'was answered 202 and is not in Redis'),
          unless(shown.has(id), 'was answered 202 and the API does not know it'),
        );
      }
    }
  },
};

/** There is no order that no client knows of, but those whose client had no key and got no answer. */
export const noOrderUnasked: Check = {
  name: 'no-order-unasked',
  promise: 'P3',
  examine: ({ asked, stored }, findings) => {
    const known = new Set(asked.flatMap(({ answers }) => answers.flatMap(({ id }) => id ?? [])));
    const unknown = new Set(asked.filter(isUnknown).map(({ reference }) => reference));
    for (const [id, { accepted }] of stored.orders) {
      const asUnknown = unknown.has(accepted.reference ?? '');
      findings.about(
        id,
        unless(known.has(id) || asUnknown, `no client has asked for it; reference ${accepted.reference}`),
      );
    }
  },
};

/** What is kept and shown is what was sent, and it is added up right. */
export const ordersAreAsSent: Check = {
  name: 'orders-are-as-sent',
  promise: 'P1',
  examine: ({ asked, stored, shown }, findings) => {
    const sent = new Map(asked.map((order) => [order.reference, order]));
    for (const [id, { accepted }] of stored.orders) {
      const order = sent.get(accepted.reference ?? '');
      if (order === undefined) continue; // another check's
      const total = order.body.lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0);
      const { order: dto } = shown.get(id) ?? {};
      findings.about(
        `${order.reference} ${id}`,
        unless(sameBody(order, accepted), 'is not kept as it was sent'),
        unless(dto === undefined || sameBody(order, dto), 'is not shown as it was sent'),
        unless(accepted.totalAmount === total, `totals ${accepted.totalAmount}, not ${total}`),
      );
    }
  },
};

function sameBody({ body }: AskedOrder, order: OrderDto): boolean {
  return (Object.keys(body) as (keyof typeof body)[]).every(
    (field) => canonical(body[field]) === canonical(order[field]),
  );
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
