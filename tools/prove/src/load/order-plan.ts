import type { CreateOrderDto } from '@ofs/contracts';
import { Random } from '../random';
import { SCARCE_CHANCE, type ScarceSku } from './stock-plan';

/** How an order is placed. */
export interface PlannedOrder {
  /** In the order itself, so that it can be found again without its id. */
  reference: string;
  body: CreateOrderDto;
  /** Makes its repeats known as such; without one it is sent once, whatever happens. */
  key?: string;
  /** What its buyer does besides placing it; only with a key. */
  habit: Habit;
}

/** `races`: asks twice at the same time; `repeats`: asks again when it has the answer; `misuses`: uses the key for another order. */
type Habit = 'plain' | 'races' | 'repeats' | 'misuses';

/** What one buyer sends at once: an order, or several in one upload. */
export interface Basket {
  orders: PlannedOrder[];
  /** Sent as one upload; with a key that makes all of it repeatable. */
  upload?: { key?: string };
}

const BULK_CHANCE = 0.01;
const KEYED_CHANCE = 0.75;

/** Refused at the authorisation, for good. */
export const DECLINED_TOKEN = 'tok_decline';
/** Refused at the capture, for good: the parcel has left. */
export const UNPAID_TOKEN = 'tok_capture_decline';

/** What orders are like: each token and each postal code as often as its weight says. */
interface OrderMix {
  tokens: Readonly<Record<string, number>>;
  postalCodes: Readonly<Record<string, number>>;
  /** What some orders want, and there is too little of. */
  scarce: readonly ScarceSku[];
}

const tokens = {
  tok_ok: 69,
  tok_slow_50: 8,
  // Long enough to be under way when something is killed or frozen.
  tok_slow_400: 5,
  tok_flaky_1: 6,
  tok_capture_flaky_1: 5,
  [DECLINED_TOKEN]: 4,
  [UNPAID_TOKEN]: 2,
  tok_timeout_after_charge: 0.5,
  tok_capture_timeout: 0.5,
};

/** Nothing can be shipped there. */
export const UNDELIVERABLE_CODE = 'INVALID';

const postalCodes = { 'N1 9GU': 92, 'FLAKY 1': 3, 'SLOW 300': 3, [UNDELIVERABLE_CODE]: 2 };

/** Everything that an order can run into by itself. */
export function troubled(scarce: readonly ScarceSku[]): OrderMix {
  return { tokens, postalCodes, scarce };
}

/** Orders that complete at their first attempt, unless something goes wrong outside of them. Some are under way for a moment. */
export const untroubled: OrderMix = {
  tokens: { tok_ok: 90, tok_slow_50: 10 },
  postalCodes: { 'N1 9GU': 1 },
  scarce: [],
};

const habits: Record<Habit, number> = { plain: 88, races: 4, repeats: 5, misuses: 3 };

/** How many orders have very many lines, and how many those are. */
const LONG_CHANCE = 0.004;
const LONG = { least: 50, most: 300 };
/** How many orders name one of their SKUs again in another line. */
const REPEAT_CHANCE = 0.05;

type Line = CreateOrderDto['lines'][number];

/** What is ordered, the same for the same seed. */
export function* planOrders(seed: number, count: number, mix: OrderMix): Generator<Basket> {
  const random = new Random(seed, 'orders');
  for (let made = 0; made < count;) {
    const inBulk = random.chance(BULK_CHANCE);
    const size = inBulk ? Math.min(random.between(5, 30), count - made) : 1;
    const orders = Array.from({ length: size }, (_, index) => planOrder(made + index + 1, mix, random));
    made += size;
    yield inBulk ? asUpload(orders, random.chance(0.7) ? `upload-${made}` : undefined) : { orders };
  }
}

/** Its lines have keys by their position: "<upload key>/<line>". */
function asUpload(orders: PlannedOrder[], key: string | undefined): Basket {
  const keyed = orders.map((order, index): PlannedOrder => {
    const lineKey = key === undefined ? undefined : `${key}/${index + 1}`;
    return { ...order, key: lineKey, habit: 'plain' };
  });
  return { orders: keyed, upload: { key } };
}

function planOrder(number: number, mix: OrderMix, random: Random): PlannedOrder {
  const reference = `prove-${number}`;
  const key = random.chance(KEYED_CHANCE) ? `key-${number}` : undefined;
  const habit = random.weighted(habits);
  return { reference, key, habit: key === undefined ? 'plain' : habit, body: bodyOf(reference, mix, random) };
}

function bodyOf(reference: string, mix: OrderMix, random: Random): CreateOrderDto {
  return {
    reference,
    customerId: `customer-${random.between(1, 500)}`,
    currency: random.pick(['GBP', 'EUR', 'USD']),
    lines: linesOf(mix.scarce, random),
    shippingAddress: {
      name: 'A. Buyer',
      line1: '1 Main St',
      city: 'London',
      postalCode: random.weighted(mix.postalCodes),
      country: 'GB',
    },
    payment: { token: random.weighted(mix.tokens) },
  };
}

function linesOf(scarce: readonly ScarceSku[], random: Random): Line[] {
  const { least, most } = random.chance(LONG_CHANCE) ? LONG : { least: 1, most: 4 };
  const lines = Array.from({ length: random.between(least, most) }, () =>
    lineOf(`SKU-${random.between(1, 1_000)}`, random.between(1, 20), random),
  );
  if (scarce.length > 0 && random.chance(SCARCE_CHANCE)) lines.push(...scarceLines(scarce, random));
  if (random.chance(REPEAT_CHANCE)) lines.push(lineOf(lines.at(-1)!.sku, random.between(1, 3), random));
  return random.shuffled(lines);
}

function scarceLines(scarce: readonly ScarceSku[], random: Random): Line[] {
  const some = random.shuffled(scarce).slice(0, random.between(1, 3));
  return some.map(({ sku }) => lineOf(sku, random.between(1, 5), random));
}

function lineOf(sku: string, quantity: number, random: Random): Line {
  return { sku, quantity, unitPrice: random.between(1, 50_000) };
}
