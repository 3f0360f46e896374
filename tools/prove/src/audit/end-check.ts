import { hasEnded, type OrderDto, type OrderStatus, type TimelineEntryDto } from '@ofs/contracts';
import { DECLINED_TOKEN, UNDELIVERABLE_CODE, UNPAID_TOKEN } from '../load/order-plan';
import { type Check, unless } from './check';

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
