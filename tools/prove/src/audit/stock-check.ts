import type { OrderStatus } from '@ofs/contracts';
import type { StockCount, StockLook } from '../load/storekeeper';
import { type Check, type Findings, unless } from './check';
import type { Stored, StoredReservation } from './evidence';
import { groupedBy } from './grouped';
import { type Parcel, parcelsOf, unitsBetween } from './parcels';

/**
 * Whenever one looks, what is on hand of a SKU is what was counted last but for what has left since: exactly, unless something left just when it was
 * counted or looked at. So no unit is sold twice or lost, and each is available again that was held for an order that did not take it.
 */
export const stockIsConserved: Check = {
  name: 'stock-is-conserved',
  promise: 'P6',
  examine: (evidence, findings) => {
    const parcels = parcelsOf(evidence.shown);
    const looks = groupedBy(evidence.looks, ({ sku }) => sku);
    for (const [sku, counts] of groupedBy(evidence.counts, ({ sku }) => sku)) {
      const left = parcels.get(sku) ?? [];
      examineCounts(sku, counts, left, findings);
      for (const look of looks.get(sku) ?? []) examineLook(look, counts, left, findings);
      examineRest(sku, looks.get(sku)?.at(-1), evidence.stored, findings);
    }
    for (const { id, lacks } of evidence.waiting)
      findings.about(id, unless(lacks.length > 0, 'waits for its goods, which are there, and nobody tells it'));
    examineReservations(evidence.stored, findings);
    examineWaiting(evidence.stored, findings);
  },
};

/** Between two counts no more leaves than the first of them found. What orders have when fewer are found stays theirs. */
function examineCounts(sku: string, counts: readonly StockCount[], parcels: readonly Parcel[], findings: Findings) {
  counts.forEach((count, index) => {
    const { onHand, was, to } = count;
    const there = Math.max(onHand, was?.onHand ?? 0, was?.reserved ?? 0);
    const { least: sold } = unitsBetween(parcels, count, counts[index + 1] ?? NEVER);
    findings.about(
      sku,
      unless(to !== Infinity, 'could not be counted: that was never confirmed'),
      unless(sold <= there, `${sold} units were sold of ${there}`),
    );
  });
}

const NEVER = { from: Infinity, to: Infinity };

function examineLook(
  look: StockLook,
  counts: readonly StockCount[],
  parcels: readonly Parcel[],
  findings: Findings,
): void {
  const { sku, onHand, reserved, available } = look;
  // Fewer are there than orders have, from when a count found so.
  const mayLack = counts.some((count) => count.from <= look.to && count.onHand < (count.was?.onHand ?? 0));
  findings.about(
    sku,
    unless(
      available === onHand - reserved,
      `${available} were available, with ${onHand} on hand and ${reserved} reserved`,
    ),
    unless(reserved >= 0, `${reserved} were reserved`),
    unless(mayLack || (onHand >= 0 && available >= 0), `${onHand} were on hand, and ${available} of them available`),
    lookedWrong(look, counts, parcels),
  );
}

function lookedWrong(look: StockLook, counts: readonly StockCount[], parcels: readonly Parcel[]): string | undefined {
  const count = counts.findLast(({ to }) => to <= look.from);
  // Where a count was under way nobody knows which one it was that was seen.
  const isSure = !counts.some(({ from, to }) => from < look.to && to > look.from);
  if (count === undefined || !isSure) return undefined;
  const { least, most } = unitsBetween(parcels, count, look);
  const holds = count.onHand - most <= look.onHand && look.onHand <= count.onHand - least;
  const sold = least === most ? least : `${least} to ${most}`;
  return unless(holds, `${look.onHand} were on hand, after ${count.onHand} were counted and ${sold} left`);
}

/** What Redis has in the end is what was shown last, and what is reserved is what orders hold. */
function examineRest(sku: string, last: StockLook | undefined, { stock, reservations }: Stored, findings: Findings) {
  const kept = stock.get(sku);
  const held = [...reservations.values()].reduce((sum, { units }) => sum + (units.get(sku) ?? 0), 0);
  findings.about(
    sku,
    unless(kept !== undefined, 'was counted, and Redis knows nothing of it'),
    unless(kept === undefined || kept.reserved === held, `${kept?.reserved} are reserved, and orders hold ${held}`),
    unless(
      kept === undefined || (last?.onHand === kept.onHand && last.reserved === kept.reserved),
      'is shown otherwise than kept',
    ),
  );
}

/** What has to have become of its stock when an order is there. */
const marks: Partial<Record<OrderStatus, string>> = {
  completed: 'shipped',
  rejected: 'released',
  cancelled: 'released',
  // Its capture was refused.
  failed: 'shipped',
};

function examineReservations({ orders, reservations }: Stored, findings: Findings): void {
  for (const [id, { status }] of orders) {
    const { state, units }: StoredReservation = reservations.get(id) ?? { state: 'nothing', units: new Map() };
    const mark = marks[status];
    findings.about(
      id,
      unless(mark === undefined || state === mark, `is ${status}, and its stock is marked ${state}`),
      unless(mark === undefined || units.size === 0, `is ${status}, and holds ${[...units.keys()].join(', ')} still`),
    );
  }
  for (const id of reservations.keys())
    if (!orders.has(id)) findings.about(id, 'has its stock marked, and is no order');
}

/** Only who waits is in a list of those who wait, and nothing is noted as told that is not. */
function examineWaiting({ orders, waiting, arrived, queues }: Stored, findings: Findings): void {
  for (const [name, ids] of waiting) {
    const strangers = ids.filter((id) => orders.get(id)?.status !== 'backordered');
    findings.about(name, ...strangers.map((id) => `has ${id}, which is ${orders.get(id)?.status ?? 'no order'}`));
  }
  const told = new Set(queues.flatMap((queue) => [...queue.waiting, ...queue.delayed]));
  for (const sku of arrived) {
    findings.about(sku, unless(told.has(sku), 'is noted to have arrived, and no message tells so'));
  }
}
