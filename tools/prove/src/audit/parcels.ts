import type { Period } from '../load/storekeeper';
import type { Evidence, ShownOrder } from './evidence';
import { groupedBy } from './grouped';

/** Units of a SKU that left the stock with an order, some time between when its carrier was first asked and when it was noted as shipped. */
export interface Parcel extends Period {
  sku: string;
  units: number;
}

/** What has left, by SKU, as the timelines tell. */
export function parcelsOf(shown: Evidence['shown']): Map<string, Parcel[]> {
  const parcels = [...shown.values()].flatMap((order): Parcel[] => {
    const period = shippingOf(order);
    return period === undefined ? [] : [...unitsOf(order.order)].map(([sku, units]) => ({ sku, units, ...period }));
  });
  return groupedBy(parcels, ({ sku }) => sku);
}

/** Lines that name a SKU again add up. */
export function unitsOf({ lines }: { lines: readonly { sku: string; quantity: number }[] }): Map<string, number> {
  const units = new Map<string, number>();
  for (const { sku, quantity } of lines) units.set(sku, (units.get(sku) ?? 0) + quantity);
  return units;
}

/** How many units have left after something and before something else: so many for sure, and so many at the most. */
export function unitsBetween(parcels: readonly Parcel[], one: Period, other: Period): { least: number; most: number } {
  let [least, most] = [0, 0];
  for (const { units, from, to } of parcels) {
    if (from > one.to && to < other.from) least += units;
    if (to >= one.from && from <= other.to) most += units;
  }
  return { least, most };
}

function shippingOf({ timeline }: ShownOrder): Period | undefined {
  const shipped = timeline.find(({ type }) => type === 'order.shipped');
  const asked = timeline.find(({ type }) => type === 'shipment.requested');
  if (shipped === undefined || asked === undefined) return undefined;
  return { from: Date.parse(asked.time), to: Date.parse(shipped.time) };
}
