import { mkdir } from 'node:fs/promises';
import type { Surroundings } from '../benchmark';
import { type CaseResult, inTurns } from '../in-turns';
import { minutes, rounds, type ValuesOf, wholeNumber, wholeNumbers } from '../option';
import type { Consumed } from '../system/drain';
import type { Task } from './consumer';
import { type Side, type SideName, sideNames, startSide } from './side';

export const consumeOptions = {
  concurrency: wholeNumbers({
    standard: [1, 50, 100],
    least: 1,
    most: 1_000,
    about: 'how many are handled at the same time',
  }),
  orders: wholeNumber({
    standard: 10_000,
    least: 100,
    most: 1_000_000,
    about: 'how many orders are consumed in a round; one at a time a tenth of them',
  }),
  rounds: rounds(5, 'how often each side is measured'),
  minutes: minutes(15),
};

export type ConsumeOptions = ValuesOf<typeof consumeOptions>;

/** What one side did in one round. CPU is in microseconds per order. */
export interface Sample {
  ordersPerSecond: number;
  consumerCpu: number;
  redisCpu: number;
}

/** By how many are handled at the same time. */
export type ConsumeCase = CaseResult<number, SideName, Sample>;

export interface ConsumeResult {
  redisVersion: string;
  cases: ConsumeCase[];
}

/** Lets the same orders be consumed by each side, in turns. */
export async function consume(options: ConsumeOptions, surroundings: Surroundings): Promise<ConsumeResult> {
  const { folder, say } = surroundings;
  await mkdir(folder, { recursive: true });
  let placed = 0;
  const measure = async (side: Side, concurrency: number): Promise<Sample> => {
    const orders = Math.ceil(concurrency === 1 ? options.orders / 10 : options.orders);
    await side.fill(placed, orders);
    placed += orders;
    return drain(side, { orders, concurrency });
  };
  const sides: Side[] = [];
  try {
    for (const name of sideNames) sides.push(await startSide(name, folder));
    for (const side of sides) await measure(side, options.concurrency.at(-1)!);
    say('Warmed up');
    const { rounds, concurrency: cases } = options;
    const results = await inTurns({ rounds, cases, sides, measure }, surroundings);
    return { redisVersion: await sides[0]!.redis.meter.version(), cases: results };
  } finally {
    await Promise.all(sides.map((side) => side.stop()));
  }
}

async function drain({ redis, consumer }: Side, task: Task): Promise<Sample> {
  const before = await redis.meter.read();
  const { orders, seconds, cpuUs } = await consumer.ask<Consumed>(task);
  const after = await redis.meter.read();
  return {
    ordersPerSecond: orders / seconds,
    consumerCpu: cpuUs / orders,
    redisCpu: (after.cpuUs - before.cpuUs) / orders,
  };
}
