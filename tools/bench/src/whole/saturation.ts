import { fill } from '../system/filler';
import { busySince, machineTime } from '../system/busy-time';
import { cpuUsOf } from '../system/cpu-time';
import type { Shop } from './shop';

/** What the system did with a queue that was full. CPU is in microseconds per order. */
export interface Saturation {
  ordersPerSecond: number;
  processorCpu: number;
  redisCpu: number;
  sandboxCpu: number;
  /** How many cores each kind of process has had, of one for each process. */
  cores: { processors: number; redis: number; sandbox: number };
  /** The part of the whole machine's time that something ran, whatever it was. */
  machineBusy: number;
}

/** A new processor's code is compiled with these, at most. */
const WARM_UP_ORDERS = 500;

/** Lets so many processors fulfil so many orders that wait. */
export async function saturate(
  shop: Shop,
  processors: number,
  { orders, firstNumber, signal }: { orders: number; firstNumber: number; signal: AbortSignal },
): Promise<Saturation> {
  const toWarmUp = Math.min(WARM_UP_ORDERS, orders);
  await shop.employ(processors);
  await fill(shop.redis.url, toWarmUp, firstNumber, signal);
  await shop.untilLeft(0);
  await shop.queue.pause();
  await fill(shop.redis.url, orders, firstNumber + toWarmUp, signal);
  await shop.queue.resume();
  // The processors do not notice at once: it counts from when they have begun.
  const left = await shop.untilLeft(orders - 1);
  const [before, machine] = [await reading(shop), machineTime()];
  await shop.untilLeft(0);
  return { ...spentOn(left, before, await reading(shop), processors), machineBusy: busySince(machine) };
}

interface Reading {
  at: number;
  processors: number;
  redis: number;
  sandbox: number;
}

async function reading({ processors, redis, sandbox }: Shop): Promise<Reading> {
  const cpus = await Promise.all(processors.map(({ pid }) => cpuUsOf(pid)));
  return {
    at: performance.now(),
    processors: cpus.reduce((sum, one) => sum + one, 0),
    redis: (await redis.meter.read()).cpuUs,
    sandbox: await cpuUsOf(sandbox.pid),
  };
}

function spentOn(orders: number, before: Reading, after: Reading, processors: number): Omit<Saturation, 'machineBusy'> {
  const tookUs = 1_000 * (after.at - before.at);
  const used = (of: 'processors' | 'redis' | 'sandbox') => after[of] - before[of];
  return {
    ordersPerSecond: (1e6 * orders) / tookUs,
    processorCpu: used('processors') / orders,
    redisCpu: used('redis') / orders,
    sandboxCpu: used('sandbox') / orders,
    cores: {
      processors: used('processors') / tookUs / processors,
      redis: used('redis') / tookUs,
      sandbox: used('sandbox') / tookUs,
    },
  };
}
