import type { CreateOrderDto } from '@ofs/contracts';
import { Random } from '../random';

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
export type Habit = 'plain' | 'races' | 'repeats' | 'misuses';

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
const habits: Record<Habit, number> = { plain: 88, races: 4, repeats: 5, misuses: 3 };

/** What is ordered, the same for the same seed. */
export function* planOrders(seed: number, count: number): Generator<Basket> {
  const random = new Random(seed, 'orders');
  for (let made = 0; made < count;) {
    const inBulk = random.chance(BULK_CHANCE);
    const size = inBulk ? Math.min(random.between(5, 30), count - made) : 1;
    const orders = Array.from({ length: size }, (_, index) => planOrder(made + index + 1, random));
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

function planOrder(number: number, random: Random): PlannedOrder {
  const reference = `prove-${number}`;
  const key = random.chance(KEYED_CHANCE) ? `key-${number}` : undefined;
  const habit = random.weighted(habits);
  return { reference, key, habit: key === undefined ? 'plain' : habit, body: bodyOf(reference, random) };
}

function bodyOf(reference: string, random: Random): CreateOrderDto {
  return {
    reference,
    customerId: `customer-${random.between(1, 500)}`,
    currency: random.pick(['GBP', 'EUR', 'USD']),
    lines: Array.from({ length: random.between(1, 4) }, () => ({
      sku: `SKU-${random.between(1, 1_000)}`,
      quantity: random.between(1, 20),
      unitPrice: random.between(1, 50_000),
    })),
    shippingAddress: {
      name: 'A. Buyer',
      line1: '1 Main St',
      city: 'London',
      postalCode: random.weighted(postalCodes),
      country: 'GB',
    },
    payment: { token: random.weighted(tokens) },
  };
}
