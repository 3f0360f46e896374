import type { Findings } from '../benchmark';
import { comparisonTables, ratios } from '../comparison';
import { type Goal, goal, judgedBy } from '../goal';
import { type Machine, textOfMachine } from '../machine';
import type { ConsumeCase, ConsumeOptions, ConsumeResult, Sample } from './consume';
import { sides } from './side';

/** The concurrency that the goal speaks of. */
const JUDGED = 100;

const figures: [title: string, of: (sample: Sample) => number][] = [
  ['Orders per second', ({ ordersPerSecond }) => ordersPerSecond],
  ['CPU of the consumer, µs per order', ({ consumerCpu }) => consumerCpu],
  ['CPU of Redis, µs per order', ({ redisCpu }) => redisCpu],
];

export function consumeFindings(result: ConsumeResult, { rounds, orders }: ConsumeOptions, machine: Machine): Findings {
  const text = [
    textOfMachine(machine, result.redisVersion),
    `${rounds} rounds of ${orders} orders each: median (least–most) ×ours to theirs in the same round`,
    ...comparisonTables({ results: result.cases, sides, nameOf: (concurrency) => `${concurrency} at a time`, figures }),
  ];
  return judgedBy(consumeGoals(result.cases), text, { machine, ...result });
}

/** None where the concurrency they speak of was not measured. */
export function consumeGoals(cases: readonly ConsumeCase[]): Goal[] {
  const samples = cases.find(({ case: concurrency }) => concurrency === JUDGED)?.samples;
  if (samples === undefined) return [];
  const { ours, 'bullmq-everysec': bullmq } = samples;
  const perSecond = ratios(ours, bullmq, ({ ordersPerSecond }) => ordersPerSecond);
  return [
    goal(`orders per second to the BullMQ worker's (everysec), ${JUDGED} at a time`, perSecond, '×', { least: 3 }),
  ];
}
