import { Random } from '../random';

/** What becomes of a SKU's stock after it was counted for the first time. */
export const stockHabits = ['left alone', 'restocked', 'recounted'] as const;

/**
 * `left alone`: what there is at first is all there ever is; `restocked`: units arrive now and then; `recounted`: a count also finds fewer than
 * there were said to be, down to less than orders have.
 */
export type StockHabit = (typeof stockHabits)[number];

/** A SKU of which there is only so much. */
export interface ScarceSku {
  sku: string;
  /** How many units there are at first. */
  onHand: number;
  habit: StockHabit;
  /** How many units may arrive at once. */
  delivery: number;
}

/** How many orders want something scarce. */
export const SCARCE_CHANCE = 0.15;
/** What such an order wants of it on average: some SKUs, and some units of each. */
const UNITS_PER_ORDER = 6;
/** Few enough for many orders to want the same. */
const SKUS = { least: 6, most: 60, ordersFor: 100 };

/** What there is at first, as a part of what will be asked for. The rest has to come, or never does. */
const beginnings: Record<StockHabit, { least: number; most: number }> = {
  'left alone': { least: 0.2, most: 0.7 },
  restocked: { least: 0, most: 0.3 },
  recounted: { least: 0.1, most: 0.5 },
};
const DELIVERY = 0.1;

/** Which SKUs are scarce, and how much of them there is: too little for all who will ask. The same for the same seed. */
export function planStock(seed: number, orders: number): ScarceSku[] {
  const random = new Random(seed, 'stock');
  const count = Math.min(Math.max(Math.round(orders / SKUS.ordersFor), SKUS.least), SKUS.most);
  const demand = Math.max(1, Math.round((orders * SCARCE_CHANCE * UNITS_PER_ORDER) / count));
  return Array.from({ length: count }, (_, index) => {
    const habit = stockHabits[index % stockHabits.length]!;
    const { least, most } = beginnings[habit];
    return {
      // With a character that has to be encoded in a path.
      sku: `SCARCE/${index + 1}`,
      onHand: random.between(Math.round(demand * least), Math.round(demand * most)),
      habit,
      delivery: Math.ceil(demand * DELIVERY),
    };
  });
}
