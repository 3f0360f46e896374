import { hasEnded, type OrderDto, type OrderStatus, type TimelineEntryDto } from '@ofs/contracts';
import { type AskedOrder, idOf, isUnknown } from '../load/client-ledger';
import { DECLINED_TOKEN, UNDELIVERABLE_CODE, UNPAID_TOKEN } from '../load/order-plan';
import { type Check, unless } from './check';
import type { StoredOrder } from './evidence';

/** No client is told anything but what its request deserves, and whoever asks again gets the first answer. */
export const answersAreRight: Check = {
  name: 'answers-are-right',
  promise: 'P2',
  examine: ({ asked }, findings) => {
    for (const order of asked) {
      const { reference, answers, habit } = order;
      const wrong = answers.find(({ status, misuse }) => !(misuse ? [422, 503] : [202, 503]).includes(status));
      const misused = answers.some(({ status, misuse }) => misuse && status === 422);
      findings.about(
        reference,
        wrong && `was answered ${wrong.status}${wrong.misuse ? ' when its key was used for another order' : ''}`,
        unless(
          idOf(order) !== undefined || isUnknown(order),
          'was never answered, though it was asked for again and again',
        ),
        unless(habit !== 'misuses' || misused, 'its key was used for another order, and that was never refused'),
        unless(repeatsAreTold(order), 'a repeat was not told to be one'),
      );
    }
  },
};

/** Of answers with an order's id, only the first may be a new one. Two that raced may arrive in any order. */
function repeatsAreTold({ answers }: AskedOrder): boolean {
  return answers.filter(({ status, replayed, misuse }) => status === 202 && !replayed && !misuse).length <= 1;
}

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

/**
 * It is where its payment token and its address lead, or cancelled, or rejected as its goods did not come in time; and if it has failed it lies
 * in the dead letters.
 */
export const ordersComeToTheirEnd: Check = {
  name: 'orders-come-to-their-end',
  promise: 'P1',
  examine: ({ stored, cancels, shown, counts, backorderMs }, findings) => {
    const scarce = new Set(counts.map(({ sku }) => sku));
    const waiting = new Set(stored.queues.flatMap((queue) => [...queue.waiting, ...queue.delayed]));
    const dead = new Set(stored.queues.flatMap(({ letters }) => letters.map(({ subject }) => subject)));
    for (const [id, { accepted, status }] of stored.orders) {
      const { timeline = [] } = shown.get(id) ?? {};
      const hasExpired = timeline.some(({ type }) => type === 'order.expired');
      const end = hasExpired ? 'rejected' : endOf(accepted);
      const left = waiting.has(id) ? 'waits in the queue still' : 'is in no queue: nobody will ever go on with it';
      if (!hasEnded(status) && status !== 'failed') findings.about(id, `is ${status} and ${left}`);
      else {
        findings.about(
          id,
          unless(status === end || (status === 'cancelled' && cancels.has(id)), `is ${status}, and should be ${end}`),
          unless(status !== 'failed' || dead.has(id), 'has failed, and no dead letter tells of it'),
          ...wrongWaits(timeline, scarce, backorderMs),
        );
      }
    }
  },
};

/** It waits only for what is scarce, and is given up only after the time that it may wait: at the least since it was there. */
function wrongWaits(timeline: readonly TimelineEntryDto[], scarce: ReadonlySet<string>, waitMs: number): string[] {
  const [accepted] = timeline;
  return timeline.flatMap(({ type, time, detail }) => {
    if (type !== 'order.backordered' && type !== 'order.expired') return [];
    const { skus } = detail as { skus: string[] };
    const plenty = skus.filter((sku) => !scarce.has(sku));
    const waited = Date.parse(time) - Date.parse(accepted!.time);
    return [
      ...plenty.map((sku) => `has waited for ${sku}, of which there is always enough`),
      ...(type === 'order.expired' && waited < waitMs ? [`was given up after ${waited} ms of ${waitMs}`] : []),
    ];
  });
}

/** Where an order comes to rest, as its buyer pays and lives. */
function endOf({ payment, shippingAddress }: OrderDto): OrderStatus {
  const isRejected = payment?.token === DECLINED_TOKEN || shippingAddress.postalCode === UNDELIVERABLE_CODE;
  if (isRejected) return 'rejected';
  return payment?.token === UNPAID_TOKEN ? 'failed' : 'completed';
}

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

/** However often it was sent, one order came of it, and every answer named that one. */
export const oneOrderPerKey: Check = {
  name: 'one-order-per-key',
  promise: 'P2',
  examine: ({ asked, stored }, findings) => {
    const made = byReference(stored.orders);
    for (const { reference, key, answers } of asked) {
      const ids = made.get(reference) ?? [];
      const told = new Set(answers.flatMap(({ id }) => id ?? []));
      findings.about(
        key ?? reference,
        unless(ids.length <= 1, `made ${ids.length} orders: ${ids.join(', ')}`),
        unless(told.size <= 1, `was answered with ${told.size} ids: ${[...told].join(', ')}`),
      );
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

function byReference(orders: ReadonlyMap<string, StoredOrder>): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const [id, { accepted }] of orders) {
    const reference = accepted.reference ?? '';
    ids.set(reference, [...(ids.get(reference) ?? []), id]);
  }
  return ids;
}
