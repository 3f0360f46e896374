import { quantile } from '../statistics';
import { busySince, machineTime } from '../system/busy-time';
import { type Accepted, placeSteadily } from './buyer';
import type { Completions } from './completions';
import type { Shop } from './shop';

/** How long orders take while there are few of them, in milliseconds. */
export interface LightLoad {
  /** From sending the request to having its 202. */
  acceptP50Ms: number;
  acceptP99Ms: number;
  /** From having the 202 to the order's completion. */
  wholeP50Ms: number;
  wholeP99Ms: number;
  /** The part of the whole machine's time that something ran, whatever it was. */
  machineBusy: number;
}

/** A new processor's code is compiled with these, at several times the rate. */
const WARM_UP = { orders: 200, timesTheRate: 4 };

/** Places orders at a steady rate with one processor. */
export async function loadLightly(
  shop: Shop,
  completions: Completions,
  { perSecond, seconds, firstNumber }: { perSecond: number; seconds: number; firstNumber: number },
): Promise<LightLoad> {
  await shop.employ(1);
  const { orders, timesTheRate } = WARM_UP;
  await placeSteadily(shop.http, { perSecond: timesTheRate * perSecond, count: orders, firstNumber });
  await shop.untilLeft(0);
  const count = Math.ceil(perSecond * seconds);
  const before = machineTime();
  const accepted = await placeSteadily(shop.http, { perSecond, count, firstNumber: firstNumber + orders });
  await shop.untilLeft(0);
  const machineBusy = busySince(before);
  await expectCompleted(shop, accepted);
  const accepting = inOrder(accepted, ({ sentAt, answeredAt }) => answeredAt - sentAt);
  const whole = inOrder(accepted, ({ id, answeredAt }) => completions.endedAt(id) - answeredAt);
  return {
    acceptP50Ms: quantile(accepting, 0.5),
    acceptP99Ms: quantile(accepting, 0.99),
    wholeP50Ms: quantile(whole, 0.5),
    wholeP99Ms: quantile(whole, 0.99),
    machineBusy,
  };
}

/** What was written last is the completion, only where an order is completed. */
async function expectCompleted(shop: Shop, accepted: readonly Accepted[]): Promise<void> {
  const orders = await shop.orders.getMany(accepted.map(({ id }) => id));
  accepted.forEach(({ id }, index) => {
    const status = orders[index]?.status;
    if (status !== 'completed') throw new Error(`Order ${id} is ${status ?? 'gone'}, not completed`);
  });
}

function inOrder(accepted: readonly Accepted[], of: (one: Accepted) => number): number[] {
  return accepted.map(of).toSorted((one, other) => one - other);
}
